"""Endpointing follows the person: what they paused inside a turn changes the next."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.services import profile_of
from conversations import turn_jobs
from conversations.audiostream import Signal
from conversations.models import Conversation, Turn
from conversations.runner import turn_run
from conversations.services import turn_open
from conversations.streams import streams
from conversations.turn_jobs import turn_job
from tests.conversations.jobs import Recording
from tests.fakes import UNHEARD, FakeEngines, FakeRecogniser, Hears, free

HESITANT = Recording().speech(500).silence(200, 1400).speech(1000).silence(200, 7000)
FLUENT = Recording().speech(2000).silence(200, 7000)


@pytest.fixture(autouse=True)
def them(monkeypatch: pytest.MonkeyPatch) -> FakeEngines:
    engines = FakeEngines(FakeRecogniser(Hears(1, free("I went home yesterday"))))
    monkeypatch.setattr(turn_jobs, "engines", lambda: engines)
    return engines


def spoken(talk: Conversation, recording: Recording, mode: str = "open") -> Turn:
    turn = turn_open(talk.pk, 1, Turn.Kind.SPEECH, mode=mode)
    for batch in recording.batches:
        for item in batch:
            streams.open(turn.pk).put(item)
    turn_run(turn.pk)
    turn.refresh_from_db()
    assert turn.status not in Turn.LIVE
    return turn


def pause_of(user: User) -> int | None:
    user.profile.refresh_from_db()
    return profile_of(user).pause_ms


def test_a_long_pause_within_a_turn_is_remembered(talk: Conversation, learner: User) -> None:
    spoken(talk, HESITANT)
    assert (pause_of(learner) or 0) > 1100


def test_the_next_turn_is_given_what_was_learned(talk: Conversation, learner: User) -> None:
    spoken(talk, HESITANT)
    following = turn_open(talk.pk, 2, Turn.Kind.SPEECH)
    job = turn_job(
        Turn.objects.select_related("conversation__topic", "conversation__user").get(pk=following.pk)
    )
    assert job.pauses.usual_ms == pause_of(learner)


def test_a_fluent_turn_teaches_nothing(talk: Conversation, learner: User) -> None:
    spoken(talk, FLUENT)
    assert pause_of(learner) is None


def test_a_held_button_teaches_nothing(talk: Conversation, learner: User) -> None:
    recording = Recording().speech(500).silence(1600).speech(1000).sign(Signal.RELEASED)
    spoken(talk, recording, mode="hold")
    assert pause_of(learner) is None


def test_a_dismissed_turn_teaches_nothing(talk: Conversation, learner: User, them: FakeEngines) -> None:
    them.recogniser = FakeRecogniser(Hears(1, UNHEARD))
    turn = spoken(talk, Recording().speech(60).silence(900).speech(60).silence(7000))
    assert turn.status == Turn.Status.DISMISSED
    assert pause_of(learner) is None
