"""For each purpose: the thing does not happen without the learner's word, and does with it.

A purpose that something uses and that has no line here fails a test.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone

from accounts import teaching
from accounts.models import User
from accounts.privacy import purposes_used
from accounts.purposes import (
    KEEP_RECORDINGS,
    PRACTISE,
    PURPOSES,
    TEACHER_MAY_LISTEN,
    TEACHER_SEES_PROGRESS,
)
from accounts.services import consent_set
from classes.models import Membership
from classes.services import class_create
from conversations import turn_jobs
from conversations.consumers import _may_speak
from conversations.hearing import NotYours, recording_for
from conversations.models import Conversation, Turn
from conversations.recordings import recordings_root
from conversations.runner import turn_run
from conversations.services import conversation_start, turn_open
from conversations.streams import streams
from tests.conversations.jobs import a_turn
from tests.conversations.reviews import topic_named
from tests.fakes import FakeEngines, FakeRecogniser, Hears, card


@pytest.fixture(autouse=True)
def _stage(monkeypatch: pytest.MonkeyPatch, learner: User, teacher: User) -> Iterator[None]:
    engines = FakeEngines(FakeRecogniser(Hears(1, card())))
    monkeypatch.setattr(turn_jobs, "engines", lambda: engines)
    monkeypatch.setattr(teaching, "_known_by", [lambda who, whom: (who, whom) == (teacher, learner)])
    yield
    shutil.rmtree(recordings_root(), ignore_errors=True)


def spoken(user: User) -> Turn:
    """A turn of theirs, heard and answered."""
    talk = Conversation.objects.filter(user=user).first() or conversation_start(
        user=user, topic=topic_named("getting-to-know-you")
    )
    turn = turn_open(talk.pk, talk.turns.count() + 1, Turn.Kind.SPEECH)
    for batch in a_turn().batches:
        for item in batch:
            streams.open(turn.pk).put(item)
    turn_run(turn.pk)
    return Turn.objects.get(pk=turn.pk)


def is_heard(learner: User, teacher: User) -> bool:
    return _may_speak(learner)


def is_kept(learner: User, teacher: User) -> bool:
    return bool(spoken(learner).recording)


def is_listened_to(learner: User, teacher: User) -> bool:
    consent_set(learner, KEEP_RECORDINGS, True)
    try:
        return bool(recording_for(teacher, spoken(learner)))
    except NotYours:
        return False


def is_followed(learner: User, teacher: User) -> bool:
    return teaching.sees_progress(teacher, learner)


HAPPENS: dict[str, Callable[[User, User], bool]] = {
    PRACTISE: is_heard,
    KEEP_RECORDINGS: is_kept,
    TEACHER_MAY_LISTEN: is_listened_to,
    TEACHER_SEES_PROGRESS: is_followed,
}


def test_every_purpose_that_is_used_stands_here() -> None:
    assert purposes_used() <= HAPPENS.keys()


@pytest.mark.parametrize("purpose", HAPPENS)
def test_without_their_word_it_does_not_happen(learner: User, teacher: User, purpose: str) -> None:
    for other in PURPOSES.keys() - {purpose}:
        consent_set(learner, other, True)
    assert not HAPPENS[purpose](learner, teacher)


@pytest.mark.parametrize("purpose", HAPPENS)
def test_with_their_word_it_does(learner: User, teacher: User, purpose: str) -> None:
    consent_set(learner, purpose, True)
    assert HAPPENS[purpose](learner, teacher)


@pytest.mark.parametrize("purpose", HAPPENS)
def test_after_the_word_is_taken_back_it_does_not_any_more(
    learner: User, teacher: User, purpose: str
) -> None:
    consent_set(learner, purpose, True)
    consent_set(learner, purpose, False)
    assert not HAPPENS[purpose](learner, teacher)


def test_what_a_teacher_may_see_is_asked_of_those_who_have_one(learner: User, teacher: User) -> None:
    asked_in_class = {TEACHER_SEES_PROGRESS, TEACHER_MAY_LISTEN}
    assert not purposes_used(learner) & asked_in_class
    member = Membership.objects.create(
        school_class=class_create(teacher, name="7b"), pupil=learner, nickname="Anya"
    )
    assert purposes_used(learner) >= asked_in_class
    assert not purposes_used(teacher) & asked_in_class
    Membership.objects.filter(pk=member.pk).update(left_at=timezone.now())
    assert not purposes_used(learner) & asked_in_class
