"""The operator's view of a turn: times and codes, and nothing that was said."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from conversations.models import Conversation, Turn
from tests.conftest import ClientOf
from topics.models import Topic

SECRET = "My neighbour is a spy."


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_superuser("operator")


@pytest.fixture
def turn(learner: User) -> Turn:
    topic = Topic.objects.create(slug="t", title="T", teaser="t", level="B1", category="c", author="a")
    talk = Conversation.objects.create(user=learner, topic=topic)
    return Turn.objects.create(
        conversation=talk,
        number=1,
        kind=Turn.Kind.TYPED,
        text=SECRET,
        surface=SECRET,
        buddy_text=SECRET,
        timings={"queue_ms": 12, "silence_ms": 288, "answer_ms": 140, "engine_ms": 90},
    )


def test_the_waterfall_names_each_stage(client_of: ClientOf, operator: User, turn: Turn) -> None:
    page = client_of(operator).get("/admin/conversations/turn/").content.decode()
    for number in ("12", "288", "140", "90"):
        assert f" {number}</span>" in page


@pytest.mark.parametrize("path", ["", "{}/change/"])
def test_nothing_that_was_said_is_shown(client_of: ClientOf, operator: User, turn: Turn, path: str) -> None:
    page = client_of(operator).get(f"/admin/conversations/turn/{path.format(turn.pk)}")
    assert page.status_code == 200
    assert SECRET not in page.content.decode()


def test_nothing_can_be_changed(client_of: ClientOf, operator: User, turn: Turn) -> None:
    browser: Client = client_of(operator)
    assert browser.post(f"/admin/conversations/turn/{turn.pk}/delete/", {"post": "yes"}).status_code == 403
    assert browser.get("/admin/conversations/turn/add/").status_code == 403


def test_a_teacher_has_no_business_here(client_of: ClientOf, teacher: User, turn: Turn) -> None:
    assert client_of(teacher).get("/admin/conversations/turn/").status_code == 403
