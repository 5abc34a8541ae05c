"""Accounts, learner profiles and the demo people."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from accounts.models import LearnerProfile, User
from accounts.services import demo_users_ensure, profile_of


def test_many_people_have_no_e_mail_address(db: None) -> None:
    for name in ("one", "two"):
        User.objects.create_user(username=name)
    assert User.objects.filter(email="").count() == 2


def test_an_e_mail_address_belongs_to_one_account(learner: User) -> None:
    with pytest.raises(IntegrityError):
        User.objects.create(username="other", email=learner.email.upper())


def test_a_profile_is_made_on_first_use(db: None) -> None:
    user = User.objects.create_user(username="new")
    profile = profile_of(user)
    assert (profile.level, profile.native_language, profile.pause_ms) == ("B1", "ru", None)
    assert profile_of(user).pk == profile.pk


@pytest.mark.parametrize("pause_ms", [400, 6000])
def test_a_learned_pause_may_reach_its_bounds(learner: User, pause_ms: int) -> None:
    LearnerProfile.objects.update(pause_ms=pause_ms)
    assert profile_of(learner).pause_ms == pause_ms


@pytest.mark.parametrize("pause_ms", [399, 6001])
def test_a_learned_pause_cannot_leave_its_bounds(learner: User, pause_ms: int) -> None:
    with pytest.raises(IntegrityError):
        LearnerProfile.objects.update(pause_ms=pause_ms)


def test_the_demo_people_are_made_once(db: None) -> None:
    first, second = demo_users_ensure(), demo_users_ensure()
    assert first == second
    assert User.objects.count() == 2


def test_the_demo_people_have_no_password(db: None) -> None:
    assert not any(user.has_usable_password() for user in demo_users_ensure())


def test_the_demo_learner_starts_at_b1_and_keeps_a_changed_level(db: None) -> None:
    learner, _ = demo_users_ensure()
    assert profile_of(learner).level == "B1"
    LearnerProfile.objects.update(level="A2")
    demo_users_ensure()
    assert profile_of(learner).level == "A2"


def test_the_demo_teacher_curates_topics_invites_people_and_has_classes(db: None) -> None:
    learner, teacher = demo_users_ensure()
    teacher = User.objects.get(pk=teacher.pk)
    assert teacher.is_staff
    assert teacher.has_perms(["topics.view_topic", "topics.change_topic"])
    inviting = {"accounts.view_invite", "accounts.add_invite", "accounts.delete_invite"}
    assert teacher.has_perms(inviting)
    rest = teacher.get_all_permissions() - inviting
    assert {name for name in rest if not name.startswith("topics.")} == {"classes.teach"}
    assert not any(".delete_" in permission for permission in rest)
    assert not learner.is_staff
    assert not learner.get_all_permissions()
