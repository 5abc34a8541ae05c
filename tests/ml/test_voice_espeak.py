"""eSpeak as a persona's voice: how loud, how soon, how different."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Iterator

import numpy as np
import pytest

from ml import loudness
from ml.engines.espeak import EspeakVoice
from ml.errors import EngineError
from ml.types import VoiceSpec

TEXTS = (
    "Sorry?",
    "All the time. Especially when I speak English!",
    "They laughed at the car, then my mind went blank, so I looked for one friendly face.",
)
PERSONAS = [
    VoiceSpec(accent, sex, age)
    for accent in ("en-GB", "en-GB-scotland", "en-US")
    for sex in ("f", "m")
    for age in ("teens", "thirties", "sixties")
]


@pytest.fixture(scope="module")
def voice() -> Iterator[EspeakVoice]:
    voice = EspeakVoice(ready=1, most=2, wait=30)
    voice.load()
    yield voice
    voice.close()


def samples(voice: EspeakVoice, text: str, spec: VoiceSpec) -> loudness.Samples:
    return loudness.from_pcm(b"".join(chunk.pcm for chunk in voice.speak(text, spec)))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("spec", PERSONAS[::4])
def test_it_is_as_loud_as_every_voice(voice: EspeakVoice, text: str, spec: VoiceSpec) -> None:
    sound = samples(voice, text, spec)
    assert loudness.voiced_level(sound, 22_050) == pytest.approx(-20, abs=1)
    assert 20 * np.log10(np.abs(sound).max()) <= -3 + 0.01


@pytest.mark.parametrize("text", TEXTS)
def test_it_starts_at_once_and_ends_with_a_gap(voice: EspeakVoice, text: str) -> None:
    levels = loudness.frame_levels(samples(voice, text, VoiceSpec()), 22_050)
    audible = np.flatnonzero(levels >= -45)
    assert audible[0] * loudness.FRAME_S <= 0.020
    assert 0.05 <= (len(levels) - audible[-1]) * loudness.FRAME_S <= 0.25


def test_personas_have_voices_of_their_own(voice: EspeakVoice) -> None:
    assert len({voice.label(spec) for spec in PERSONAS}) == len(PERSONAS)
    sounds = [samples(voice, TEXTS[1], spec).tobytes() for spec in PERSONAS]
    assert all(one != other for one, other in itertools.combinations(sounds, 2))


def test_an_unknown_accent_of_america_stays_there(voice: EspeakVoice) -> None:
    assert "en-us" in voice.label(VoiceSpec(accent="en-US-texas"))


def test_pace_beyond_its_range_is_the_end_of_its_range(voice: EspeakVoice) -> None:
    very, most = (list(voice.speak(TEXTS[1], VoiceSpec(), pace=pace)) for pace in (99.0, 1.5))
    assert len(very[0].pcm) == pytest.approx(len(most[0].pcm), rel=0.01)


def test_a_mark_begins_where_its_word_begins(voice: EspeakVoice) -> None:
    """Between two sentences there is silence: the first word after it is marked at its end."""
    (chunk,) = voice.speak("Stop now. Please come here.", VoiceSpec())
    please = next(mark for mark in chunk.marks if mark.start == 10)
    levels = loudness.frame_levels(loudness.from_pcm(chunk.pcm), 22_050)
    audible = np.flatnonzero(levels >= -45)
    speaks = audible[np.argmax(np.diff(audible)) + 1]  # after the longest silence
    assert abs(please.ms / 1000 - speaks * loudness.FRAME_S) <= 0.1


def test_a_killed_helper_costs_one_sentence() -> None:
    voice = EspeakVoice(ready=1, most=1, wait=30)
    voice.load()
    try:
        with voice._pool.lease() as helper:
            os.kill(helper.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
            with pytest.raises(EngineError) as caught:
                helper.call("speak", {})
        assert caught.value.retryable
        assert list(voice.speak("Here again.", VoiceSpec()))
    finally:
        voice.close()
