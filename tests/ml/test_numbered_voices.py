"""What an engine with numbered speakers promises besides. A further engine joins by a line in ENGINES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ml.errors import EngineError
from ml.loudness import from_pcm
from ml.pitch import voice_measure
from ml.registry import Engines
from ml.roles import NumberedVoices
from ml.types import VoiceSpec
from ml.voice_bank import VoiceBank, made_with, speaker_of
from tests.seamless.taught import taught_spec

ENGINES: dict[str, Callable[[], dict[str, Any]]] = {
    "tones": lambda: {"BACKEND": "tests.numbered.NumberedTones"},
    "seamless": lambda: taught_spec("SeamlessVoice"),
}
WITHOUT: dict[str, str] = {
    "espeak": "ml.engines.espeak.EspeakVoice",
    "instant": "ml.engines.instant.InstantVoice",
}
LINE = "They laughed at the car, then my mind went blank, so I looked for one friendly face."


@pytest.fixture(scope="module", params=ENGINES)
def spec(request: pytest.FixtureRequest) -> dict[str, Any]:
    return ENGINES[request.param]()


@pytest.fixture(scope="module")
def engine(spec: dict[str, Any]) -> Iterator[NumberedVoices]:
    engines = Engines({"voice": spec})
    yield engines.get("voice")
    engines.close()


def pcm(engine: NumberedVoices, speaker: int, pace: float = 1.0) -> bytes:
    return b"".join(chunk.pcm for chunk in engine.speak_as(speaker, LINE, pace=pace))


def test_it_has_numbered_speakers(engine: NumberedVoices) -> None:
    assert isinstance(engine, NumberedVoices)
    assert engine.speakers > 1


def test_the_speakers_differ(engine: NumberedVoices) -> None:
    assert len({pcm(engine, speaker) for speaker in range(3)}) == 3


def test_a_spec_with_a_speaker_is_spoken_by_that_speaker(engine: NumberedVoices) -> None:
    for speaker in (0, engine.speakers - 1):
        spoken = b"".join(chunk.pcm for chunk in engine.speak(LINE, VoiceSpec(speaker=speaker)))
        assert spoken == pcm(engine, speaker)


def test_the_label_tells_the_speakers_apart(engine: NumberedVoices) -> None:
    """It is part of the key under which audio is kept: else one would speak with another's voice."""
    labels = {engine.label(VoiceSpec(speaker=speaker)) for speaker in range(engine.speakers)}
    assert len(labels) == engine.speakers


def test_a_slower_pace_takes_longer(engine: NumberedVoices) -> None:
    assert len(pcm(engine, 0, 0.7)) > 1.2 * len(pcm(engine, 0, 1.0))


def test_without_a_bank_the_first_speaks(engine: NumberedVoices) -> None:
    assert engine.label(VoiceSpec(sex="m", age="seventies")) == engine.label(VoiceSpec(speaker=0))


def test_a_speaker_beyond_is_not_there(engine: NumberedVoices) -> None:
    with pytest.raises(EngineError):
        pcm(engine, engine.speakers)
    beyond = VoiceSpec(speaker=engine.speakers)  # chosen for other voices: somebody speaks all the same
    assert engine.label(beyond) == engine.label(VoiceSpec())


def test_with_a_bank_the_nearest_speaks(spec: dict[str, Any], engine: NumberedVoices, tmp_path: Path) -> None:
    bank = VoiceBank(made_with(engine), LINE)
    for speaker in range(engine.speakers):
        chunks = list(engine.speak_as(speaker, LINE))
        samples = from_pcm(b"".join(chunk.pcm for chunk in chunks))
        bank = bank.with_measure(speaker, voice_measure(samples, chunks[0].sample_rate, LINE))
    bank.write(tmp_path / "voices.yaml")
    options = {**spec.get("OPTIONS", {}), "voices": str(tmp_path / "voices.yaml")}
    voice = Engines({"voice": {**spec, "OPTIONS": options}}).get("voice")
    for persona in (VoiceSpec(sex="m"), VoiceSpec(age="child"), VoiceSpec(speaker=5)):
        speaker = speaker_of(persona, bank, voice.speakers)
        assert voice.label(persona) == engine.label(VoiceSpec(speaker=speaker))


@pytest.mark.parametrize("backend", WITHOUT.values(), ids=WITHOUT)
def test_other_voices_have_none_and_take_no_notice(backend: str) -> None:
    engines = Engines({"voice": {"BACKEND": backend}})
    try:
        voice = engines.get("voice")
        assert not isinstance(voice, NumberedVoices)
        assert voice.label(VoiceSpec(speaker=7)) == voice.label(VoiceSpec())
        without, with_one = (
            sum(len(chunk.pcm) for chunk in voice.speak(LINE, spec))
            for spec in (VoiceSpec(), VoiceSpec(speaker=7))
        )
        assert with_one == pytest.approx(without, rel=0.01)  # eSpeak's samples differ a little each time
    finally:
        engines.close()
