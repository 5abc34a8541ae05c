"""One synthetic learner in a talk: what an event does to the utterance that is being spoken."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosedError, WebSocketException
from websockets.frames import Close

from bench.clips import RATE, Clip
from bench.figures import Result
from bench.learner import Utterance
from bench.script import FRUITLESS, Learner
from bench.talk import Refused, TalkSession
from bench.talks import options
from conversations.frames import REPLY_HEADER, parse_mic_frame

QUIET = np.zeros(RATE // 2, np.int16)
VOICE = np.full(RATE, 3000, np.int16)
PCM = np.concatenate([QUIET, VOICE, QUIET])
TEXT = "A line to read."


class Socket:
    """Keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    async def send(self, data: Any) -> None:
        self.sent.append(json.loads(data) if isinstance(data, str) else parse_mic_frame(data))


class Person:
    def new_talk(self) -> str:
        return "talk"


@pytest.fixture
def session(request: pytest.FixtureRequest) -> TalkSession:
    """An utterance was spoken whole: onset at 8,000, label at 24,000 of the clock."""
    args = options(["--mode", getattr(request, "param", "open")])
    learner = Learner(Person(), args, [Clip(TEXT, "s", PCM)], {TEXT: []}, random.Random(1))
    session = TalkSession(learner, Socket(), "talk")
    session._result = Result("talk", TEXT)
    session._utterance = Utterance(PCM, session._mouth.say(PCM))
    for _ in range(40):
        session._mouth.record()
    return session


def ended(samples: int, turn: int = 1) -> dict[str, Any]:
    return {"type": "turn.ended", "turn": turn, "samples": samples, "reason": "pause"}


def reply(turn: int, sentence: int = 0) -> bytes:
    return REPLY_HEADER.pack(2, 0, sentence, turn, 0, 0) + np.tile(VOICE, 4).tobytes()


def failed(turn: int) -> dict[str, Any]:
    return {"type": "turn.failed", "turn": turn, "code": "turn.failed"}


def only(session: TalkSession) -> Result:
    session._conclude()
    [result] = session._learner.results
    return result


def test_a_turn_that_ends_after_the_label_is_answered(session: TalkSession) -> None:
    session._event(ended(30_720))
    session._ears.frame(reply(1))
    session._event({"type": "reply.ended", "turn": 1})
    result = only(session)
    assert (result.turn, result.cut_off, result.no_reply) == (1, False, False)
    assert result.first_sound_ms is not None
    assert result.sent_to_sound_ms is not None


def test_a_turn_that_ends_inside_the_line_is_a_cut_off_without_times(session: TalkSession) -> None:
    session._event(ended(20_480))
    session._ears.frame(reply(1))
    result = only(session)
    assert (result.cut_off, result.no_reply, result.first_sound_ms) == (True, False, None)


def test_the_rest_of_a_line_that_was_cut_off_stays_a_cut_off(session: TalkSession) -> None:
    session._event(ended(20_480))
    session._event(ended(10_240, turn=2))
    result = only(session)
    assert (result.turn, result.cut_off) == (2, True)


def test_a_cough_before_the_line_is_not_its_end(session: TalkSession) -> None:
    session._event(ended(2_048))
    assert session._result is not None
    assert session._result.turn == 0


def test_a_mute_first_sentence_is_no_reply(session: TalkSession) -> None:
    session._event(ended(30_720))
    session._ears.frame(reply(1, sentence=1))
    session._event({"type": "reply.ended", "turn": 1})
    result = only(session)
    assert (result.no_reply, result.mute, result.first_sound_ms) == (True, True, None)


def test_what_nobody_heard_is_not_answered_by_the_opening(session: TalkSession) -> None:
    session._ears.frame(reply(0))
    session._event({"type": "reply.ended", "turn": 0})
    assert session._result is not None
    session._result.no_reply = True
    result = only(session)
    assert (result.no_reply, result.mute, result.sent_to_sound_ms) == (True, False, None)


async def test_the_story_after_a_talk_is_not_told(session: TalkSession) -> None:
    story = {"type": "talk.offered", "turn": 1, "part": "retell", "cards": []}
    session._event(story)
    session._event({"type": "reply.ended", "turn": 1})
    waiting = asyncio.create_task(session._offer())
    await asyncio.sleep(0.1)
    session._event({"type": "talk.finished"})
    await waiting
    assert session._socket.sent == [{"type": "talk.finish"}]  # type: ignore[attr-defined]


@pytest.mark.parametrize("after_its_end", [True, False])
async def test_a_failed_turn_ends_the_utterance_at_once(session: TalkSession, after_its_end: bool) -> None:
    if after_its_end:
        session._event(ended(30_720))
    session._event(failed(1))
    await asyncio.wait_for(session._finished(), 1)
    result = only(session)
    assert result.failed
    assert not result.no_reply
    assert session._learner.errors == Counter({"turn.failed": 1})
    assert session._mouth.turn == 2


def test_a_failure_of_an_older_turn_leaves_the_utterance_alone(session: TalkSession) -> None:
    session._event(ended(1_024))
    session._event(failed(1))
    assert session._result is not None
    assert not session._result.failed


async def test_the_same_offer_is_answered_again_after_a_failure(session: TalkSession) -> None:
    session._result = None
    session._args.turns, session._args.interrupt = 2, 0
    offer = {"type": "talk.offered", "turn": 0, "cards": [{"text": TEXT}]}
    session._event(offer)

    async def fails_each_time() -> None:
        while True:
            await asyncio.sleep(0.01)
            if session._result is not None:
                session._event(failed(session._mouth.turn))

    failing = asyncio.create_task(fails_each_time())
    await asyncio.wait_for(session._speak(), 5)
    failing.cancel()
    assert [result.failed for result in session._learner.results] == [True, True]


@pytest.mark.parametrize("late", [-0.05, 0.08])
def test_an_interruption_counts_from_onset_and_from_confirmed_speech(
    session: TalkSession, late: float
) -> None:
    assert session._result is not None
    session._result.interrupts = True
    confirmed = 8_000 + 9_600
    session._ears.frame(reply(0))
    started = time.perf_counter() - late - confirmed / RATE
    session._mouth.times = {clock: started + clock / RATE for clock in session._mouth.times}
    session._event({"type": "reply.stop", "turn": 1})
    assert session._result.barge_in_ms == pytest.approx(late * 1000, abs=20)
    assert session._result.barge_in_from_onset_ms == pytest.approx(session._result.barge_in_ms + 600)
    assert not session._ears.hears


def test_a_stop_while_nothing_sounds_is_no_interruption(session: TalkSession) -> None:
    assert session._result is not None
    session._result.interrupts = True
    session._event({"type": "reply.stop", "turn": 1})
    assert session._result.barge_in_ms is None


@pytest.mark.parametrize("session", ["hold"], indirect=True)
async def test_the_button_is_pressed_before_the_first_frame(session: TalkSession) -> None:
    session._result = None
    streaming = asyncio.create_task(session._stream())
    await session._say(Result("talk", TEXT), PCM)
    await asyncio.sleep(0.2)
    streaming.cancel()
    press, first = session._socket.sent[:2]
    assert press == {"type": "turn.press", "turn": 1}
    assert (first.turn, first.offset) == (1, 0)
    assert first.pcm == PCM[:1024].astype("<i2").tobytes()


def test_a_fatal_error_ends_the_talk(session: TalkSession) -> None:
    with pytest.raises(Refused, match=r"talk\.taken"):
        session._event({"type": "error.raised", "code": "talk.taken", "fatal": True})


# ---------------------------------------------------------------------- learners


def learner(monkeypatch: pytest.MonkeyPatch, error: Exception) -> Learner:
    async def breaks(self: Learner, talk: str) -> None:
        raise error

    async def at_once(seconds: float) -> None:
        return None

    monkeypatch.setattr(Learner, "_one_talk", breaks)
    monkeypatch.setattr("bench.script.asyncio.sleep", at_once)
    return Learner(Person(), options([]), [], {}, random.Random(1))


@pytest.mark.parametrize("error", [ConnectionRefusedError(), WebSocketException(), KeyError("x")])
async def test_whatever_breaks_a_talk_is_counted(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    one = learner(monkeypatch, error)
    await one.run()
    assert one.errors == Counter({type(error).__name__: FRUITLESS})


@pytest.mark.parametrize(
    "error", [Refused("talk.signed_out"), ConnectionClosedError(Close(4401, "signed out"), None)]
)
async def test_who_is_signed_out_does_not_try_again(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    one = learner(monkeypatch, error)
    await one.run()
    assert one.errors == Counter({"talk.signed_out": 1})
