"""The cast of a class: its teacher, a colleague with a class of their own, an operator, and pupils."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.services import teachers_group_ensure
from classes.models import Membership, SchoolClass
from classes.roll import pins_renew, pupils_add
from classes.services import class_create
from conversations.models import Conversation
from tests.conftest import ClientOf
from topics.models import Beat, Topic

BEATS = ("hello", "card", "food", "spoon")


@pytest.fixture
def teacher(teacher: User) -> User:
    teacher.groups.add(teachers_group_ensure())
    return teacher


@pytest.fixture
def colleague(db: None) -> User:
    """A teacher of another class."""
    user = User.objects.create_user(username="colleague")
    user.groups.add(teachers_group_ensure())
    return user


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_superuser(username="operator")


@pytest.fixture
def school_class(teacher: User) -> SchoolClass:
    return class_create(teacher, name="7b English")


@pytest.fixture
def others_class(colleague: User) -> SchoolClass:
    return class_create(colleague, name="8a")


@pytest.fixture
def pupils(school_class: SchoolClass) -> list[Membership]:
    """Anya, Boris and Vera, without cards yet."""
    pupils_add(school_class, "Anya\nBoris\nVera")
    return list(school_class.memberships.select_related("pupil", "school_class"))


@pytest.fixture
def anya(pupils: list[Membership]) -> Membership:
    return pupils[0]


@pytest.fixture
def pin(anya: Membership) -> str:
    """Anya's, fresh from the card."""
    return pins_renew([anya])[anya.pk]


@pytest.fixture
def topic(db: None) -> Topic:
    topic = Topic.objects.create(
        slug="dinner",
        title="A table on Tuesday",
        teaser="Somebody waits.",
        level="A2",
        persona={"name": "Des", "role": "cooks"},
        targets={"unusual": [{"id": "p1", "say": "over the moon"}, {"id": "p2", "say": "as it were"}]},
        is_published=True,
    )
    for order, slug in enumerate(BEATS):
        Beat.objects.create(topic=topic, order=order, slug=slug, say="?", simpler="?", anything=".")
    return topic


@pytest.fixture
def as_teacher(client_of: ClientOf, teacher: User) -> Client:
    return client_of(teacher)


@pytest.fixture
def as_anya(client_of: ClientOf, anya: Membership) -> Client:
    return client_of(anya.pupil)


TalkOf = Callable[..., Conversation]


@pytest.fixture
def talk_of(topic: Topic) -> TalkOf:
    """``talk_of(member, beat="card")``: a talk that stands there; ``closed=True``: one that ended well."""

    def made(member: Membership, *, closed: bool = False, offer: Any = None, **state: Any) -> Conversation:
        if closed:
            state["used"] = ["closer"]
        return Conversation.objects.create(
            user=member.pupil,
            topic=topic,
            state=state,
            offer=offer or {},
            status=Conversation.Status.FINISHED if closed else Conversation.Status.TALKING,
        )

    return made
