"""A guest comes in to the account they have, or a pupil's two become one: what is known comes along."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.joining import belongings_count
from accounts.models import LearnerProfile, LevelFound, User
from accounts.services import first_name_set, guest_create, guest_join, wishes_keep
from conversations.services import conversation_start
from practice.models import Fact, LevelProposal, Onboarding
from practice.services import fact_forget, facts_collect, onboarding_begin, onboarding_finish
from tests.conversations.reviews import said, topic_named


@pytest.fixture
def guest(db: None) -> User:
    """Has talked, told something, and been asked."""
    guest = guest_create("A2")
    wishes_keep(guest, {"first_name": "Ksenia", "native_language": "kk", "interests": ["music"]})
    talk = conversation_start(user=guest, topic=topic_named("getting-to-know-you"))
    said(talk, 1, "typed", "I live in Perm.")
    facts_collect(guest)
    return guest


def facts(user: User) -> set[str]:
    return set(Fact.objects.filter(user=user, forgotten=False).values_list("text", flat=True))


def profile(user: User, **changes: Any) -> LearnerProfile:
    LearnerProfile.objects.filter(user=user).update(**changes) if changes else None
    return LearnerProfile.objects.get(user=user)


def test_name_wishes_and_facts_come_along(guest: User, learner: User) -> None:
    guest_join(guest, learner)
    kept = profile(learner)
    assert (kept.user.first_name, kept.native_language, kept.interests) == ("Ksenia", "kk", ["music"])
    assert facts(learner) == {"Ksenia", "music", "I live in Perm."}
    told = Fact.objects.get(user=learner, kind=Fact.Kind.TOLD)
    assert told.turn
    assert told.turn.conversation.user_id == learner.pk
    assert not User.objects.filter(is_guest=True).exists()


def test_what_the_account_says_of_itself_stands(guest: User, learner: User) -> None:
    wishes_keep(learner, {"first_name": "Xenia", "native_language": "ru", "interests": ["food"]})
    facts_collect(learner)
    guest_join(guest, learner)
    kept = profile(learner)
    assert (kept.user.first_name, kept.native_language, kept.interests) == ("Xenia", "ru", ["food"])
    assert facts(learner) == {"Xenia", "food", "I live in Perm."}


def test_an_account_that_wants_nothing_remembered_takes_nothing_told(guest: User, learner: User) -> None:
    profile(learner, remembers=False)
    guest_join(guest, learner)
    assert facts(learner) == {"Ksenia", "music"}
    profile(learner, remembers=True)
    assert Fact.objects.filter(kind=Fact.Kind.TOLD).count() == 0


def test_what_was_forgotten_stays_forgotten(guest: User, learner: User) -> None:
    fact_forget(guest, Fact.objects.get(user=guest, kind=Fact.Kind.TOLD).pk)
    guest_join(guest, learner)
    facts_collect(learner)
    assert facts(learner) == {"Ksenia", "music"}


@pytest.mark.parametrize(
    ("was", "becomes"), [(LevelFound.UNASKED, ("A2", "probable")), (LevelFound.CHOSEN, ("B1", "chosen"))]
)
def test_a_level_that_was_found_does_not_replace_a_found_one(
    guest: User, learner: User, was: str, becomes: tuple[str, str]
) -> None:
    profile(guest, level="A2", level_found=LevelFound.PROBABLE, level_found_at=timezone.now())
    profile(learner, level_found=was)
    guest_join(guest, learner)
    kept = profile(learner)
    assert (kept.level, kept.level_found) == becomes


@pytest.mark.parametrize("own", ["none", "begun", "finished"])
def test_a_first_conversation_is_not_had_twice(guest: User, learner: User, own: str) -> None:
    onboarding_finish(guest)
    Onboarding.objects.update(answers={"can1": 2})
    if own == "begun":
        onboarding_begin(learner)
    if own == "finished":
        onboarding_finish(learner)
    guest_join(guest, learner)
    kept = Onboarding.objects.get()
    assert kept.user_id == learner.pk
    assert kept.finished_at
    assert kept.answers == ({} if own == "finished" else {"can1": 2})


def test_answered_questions_about_the_level_come_along_open_ones_do_not(guest: User, learner: User) -> None:
    for answered in (timezone.now(), None):
        LevelProposal.objects.create(
            user=guest, was="A2", proposed="B1", reason="harder", answered_at=answered
        )
    guest_join(guest, learner)
    assert [one.answered_at is not None for one in LevelProposal.objects.filter(user=learner)] == [True]


def test_the_question_whether_talks_come_along_counts_talks(guest: User) -> None:
    assert belongings_count(guest) == 1


def test_somebody_of_whom_nothing_is_known_brings_nothing(learner: User) -> None:
    first_name_set(learner, "Ksenia")
    guest_join(guest_create("A2"), learner)
    kept = profile(learner)
    assert (kept.user.first_name, kept.level, kept.told_at) == ("Ksenia", "B1", None)
