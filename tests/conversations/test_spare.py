"""A spare engine takes over where the one of the tier fails: a GPU that is lost costs no talk."""

from __future__ import annotations

from typing import Any

import pytest
from prometheus_client import REGISTRY

from conversations.job import Meter
from conversations.pipeline import turn_steps
from conversations.voice import spoken
from ml.errors import EngineError
from ml.types import VoiceSpec
from tests.conversations.jobs import a_turn, job, one, said, sound
from tests.fakes import CARD, FakeEngines, FakeRecogniser, FakeVoice, Hears, card

LOST = EngineError("gpu.lost", retryable=True)
BUG = EngineError("engine.failed")


def turn(engines: FakeEngines) -> list[Any]:
    recording = a_turn()
    return list(turn_steps(job(engines), recording.stream(), Meter(), lambda job, *, settled: job))


def counted(role: str, code: str) -> float:
    return REGISTRY.get_sample_value("im4talkin_spare_engines_total", {"role": role, "code": code}) or 0.0


@pytest.mark.parametrize("call", ["feed", "peek", "close"])
@pytest.mark.parametrize("error", [LOST, BUG], ids=lambda error: error.code)
def test_the_spare_recogniser_gets_the_whole_turn(call: str, error: EngineError) -> None:
    failing = FakeRecogniser(failures=tuple((call, 0, error) for _ in range(10)))
    spare = FakeRecogniser(Hears(1, card()))
    before = counted("recogniser", error.code)
    steps = turn(FakeEngines(recogniser=failing, spare_recogniser=spare))
    assert one(steps, "turn.heard").card == CARD.key
    assert spare.sessions[-1].fed == a_turn().pcm
    assert counted("recogniser", error.code) == before + 1


def test_a_recogniser_that_cannot_be_loaded_is_replaced_at_once() -> None:
    spare = FakeRecogniser()
    steps = turn(FakeEngines(recogniser=EngineError("model.folder"), spare_recogniser=spare))
    assert one(steps, "turn.heard")
    assert len(spare.sessions) == 1


def test_where_the_spare_fails_too_the_turn_does() -> None:
    def failing() -> FakeRecogniser:
        return FakeRecogniser(failures=tuple(("feed", 0, LOST) for _ in range(10)))

    with pytest.raises(EngineError):
        turn(FakeEngines(recogniser=failing(), spare_recogniser=failing()))
    with pytest.raises(EngineError):
        turn(FakeEngines(recogniser=failing()))  # and where there is none


def test_the_spare_voice_says_what_the_first_did_not_begin() -> None:
    spare = FakeVoice()
    before = counted("voice", "engine.broken")
    steps = turn(FakeEngines(voice=FakeVoice("So"), spare_voice=spare))
    assert spare.spoken == [said(steps)[0]]
    assert set(sound(steps)) == set(range(len(said(steps))))
    assert counted("voice", "engine.broken") == before + 1


def test_a_voice_that_breaks_off_is_not_begun_anew_by_another() -> None:
    spare = FakeVoice()
    engines: Any = FakeEngines(voice=FakeVoice("three"), spare_voice=spare)
    chunks = spoken(engines, "one two three", VoiceSpec())
    assert [next(chunks), next(chunks)]
    with pytest.raises(EngineError):
        next(chunks)
    assert not spare.spoken


def test_a_voice_that_cannot_be_loaded_is_replaced() -> None:
    engines: Any = FakeEngines(voice=EngineError("gpu.full", retryable=True), spare_voice=FakeVoice())
    assert len(list(spoken(engines, "one two three", VoiceSpec()))) == 3
    engines = FakeEngines(voice=EngineError("gpu.full", retryable=True))
    with pytest.raises(EngineError):
        list(spoken(engines, "one two three", VoiceSpec()))
