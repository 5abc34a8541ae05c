"""How high and how fast a voice is, measured: tones whose pitch is known, and eSpeak's voices."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from ml import loudness
from ml.engines.espeak import EspeakVoice
from ml.pitch import VoiceMeasure, pitch, spoken_seconds, syllables, voice_measure
from ml.types import VoiceSpec

LINE = "They laughed at the car, then my mind went blank, so I looked for one friendly face."
RATES = (16_000, 22_050, 24_000)


def voiced(hertz: float, rate: int, seconds: float = 1.0, size: float = 0.1) -> loudness.Samples:
    """A sound with overtones, each weaker than the one below, as a voice has."""
    times = np.arange(int(rate * seconds)) / rate
    parts = [np.sin(2 * np.pi * hertz * number * times) / number for number in range(1, 8)]
    sound: loudness.Samples = (size * np.sum(parts, axis=0)).astype(np.float32)
    return sound


def noise(seconds: float, rate: int) -> loudness.Samples:
    return (0.1 * np.random.default_rng(7).standard_normal(int(rate * seconds))).astype(np.float32)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("hertz", [70, 115, 200, 330, 480])
def test_the_pitch_of_a_tone_is_found(hertz: int, rate: int) -> None:
    assert pitch(voiced(hertz, rate), rate) == (pytest.approx(hertz, rel=0.005), 1.0)


def test_a_tone_without_its_lowest_part_has_the_same_pitch() -> None:
    """As through a telephone: the ear hears it, and so does the difference function."""
    whole = voiced(120, 16_000)
    times = np.arange(len(whole)) / 16_000
    thin = (whole - 0.1 * np.sin(2 * np.pi * 120 * times)).astype(np.float32)
    assert pitch(thin, 16_000)[0] == pytest.approx(120, rel=0.01)


@pytest.mark.parametrize(
    "samples", [np.zeros(0, np.float32), np.zeros(99, np.float32), np.zeros(16_000, np.float32)]
)
def test_silence_has_no_measures(samples: loudness.Samples) -> None:
    assert voice_measure(samples, 16_000, LINE) == VoiceMeasure(0.0, 0.0, 0.0, -120.0, 0.0)


def test_noise_is_loud_and_has_no_pitch() -> None:
    measure = voice_measure(noise(1.0, 16_000), 16_000, LINE)
    assert measure.voiced < 0.05
    assert measure.loudness == pytest.approx(-20, abs=1)


def test_the_voiced_share_counts_only_what_sounds() -> None:
    rate = 16_000
    half = np.concatenate(
        [np.zeros(rate, np.float32), voiced(150, rate), noise(1.0, rate), np.zeros(rate, np.float32)]
    )
    hertz, share = pitch(half, rate)
    assert hertz == pytest.approx(150, rel=0.01)
    assert share == pytest.approx(0.5, abs=0.05)
    assert spoken_seconds(half, rate) == pytest.approx(2.0, abs=0.02)


def test_what_was_cut_off_is_noticed() -> None:
    loud = np.clip(voiced(150, 16_000, size=3.0), -1, 1)
    assert voice_measure(loud, 16_000, LINE).clipped > 0.2
    assert voice_measure(voiced(150, 16_000), 16_000, LINE).clipped == 0.0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("— !", 0),
        ("Well", 1),
        ("I'm", 1),
        ("table, people, little", 6),
        ("laughed wanted looked", 4),
        ("faces boxes times", 5),
        ("the make beautiful", 5),
        ("7", 1),
        ("façade", 2),
        ("да", 0),
        (LINE, 18),
    ],
)
def test_syllables_are_counted_by_their_letters(text: str, count: int) -> None:
    assert syllables(text) == count


# ------------------------------------------------------------------ voices


@pytest.fixture(scope="module")
def voice() -> Iterator[EspeakVoice]:
    voice = EspeakVoice(ready=1, most=1, wait=30)
    voice.load()
    yield voice
    voice.close()


def measured(voice: EspeakVoice, spec: VoiceSpec, pace: float = 1.0) -> VoiceMeasure:
    chunks = list(voice.speak(LINE, spec, pace=pace))
    samples = loudness.from_pcm(b"".join(chunk.pcm for chunk in chunks))
    return voice_measure(samples, chunks[0].sample_rate, LINE)


@pytest.mark.parametrize("age", ["teens", "thirties", "fifties", "seventies"])
def test_women_and_men_are_told_apart(voice: EspeakVoice, age: str) -> None:
    woman, man = measured(voice, VoiceSpec(sex="f", age=age)), measured(voice, VoiceSpec(sex="m", age=age))
    assert woman.pitch_hz > 145 > 120 > man.pitch_hz > 60
    assert woman.voiced > 0.4
    assert man.voiced > 0.2


def test_a_child_is_higher_than_a_woman_and_she_is_higher_than_her_mother(voice: EspeakVoice) -> None:
    pitches = [measured(voice, VoiceSpec(age=age)).pitch_hz for age in ("child", "thirties", "sixties")]
    assert pitches == sorted(pitches, reverse=True)


def test_who_speaks_faster_is_measured_faster(voice: EspeakVoice) -> None:
    slow, usual, fast = (measured(voice, VoiceSpec(), pace).rate for pace in (0.7, 1.0, 1.4))
    assert slow * 1.3 < usual < fast / 1.3
    assert 3 < usual < 4.5  # syllables a second of a careful speaker


def test_the_pace_changes_the_pitch_hardly(voice: EspeakVoice) -> None:
    slow, fast = (measured(voice, VoiceSpec(), pace).pitch_hz for pace in (0.7, 1.4))
    assert slow == pytest.approx(fast, rel=0.06)
