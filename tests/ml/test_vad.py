"""How loud a chunk is, and whether somebody speaks in it."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from ml import vad
from ml.vad import CHUNK_BYTES, CHUNK_SAMPLES, SILENCE_DBFS, LevelActivity, level_dbfs, voice_activity
from tests.ml.speech_clips import clip, noise


def chunks(pcm: bytes) -> list[bytes]:
    return [pcm[start : start + CHUNK_BYTES] for start in range(0, len(pcm) - CHUNK_BYTES + 1, CHUNK_BYTES)]


def square(level: int) -> bytes:
    return np.full(CHUNK_SAMPLES, level, dtype="<i2").tobytes()


def share_of_speech(pcm: bytes) -> float:
    activity = voice_activity()
    answers = [activity.probability(chunk, 30.0) >= 0.5 for chunk in chunks(pcm)]
    return sum(answers) / len(answers)


def test_full_scale_is_nought_decibels() -> None:
    assert level_dbfs(square(-32768)) == pytest.approx(0.0, abs=0.01)


def test_half_the_amplitude_is_six_decibels_less() -> None:
    assert level_dbfs(square(16384)) == pytest.approx(-6.02, abs=0.01)


def test_digital_silence_has_the_least_level() -> None:
    assert level_dbfs(bytes(CHUNK_BYTES)) == SILENCE_DBFS


def test_no_samples_have_the_least_level() -> None:
    assert level_dbfs(b"") == SILENCE_DBFS


def test_one_faint_sample_is_not_below_the_least_level() -> None:
    assert level_dbfs(b"\x01\x00" + bytes(CHUNK_BYTES * 64)) == SILENCE_DBFS


def test_clear_speech_is_mostly_speech() -> None:
    assert share_of_speech(clip("line")) > 0.6


def test_loud_noise_is_not_speech() -> None:
    assert share_of_speech(noise(3.0, 0.1)) < 0.05


def test_a_hum_of_the_mains_is_not_speech() -> None:
    hum = 8000 * np.sin(2 * np.pi * 50 * np.arange(3 * 16_000) / 16_000)
    assert share_of_speech(hum.astype("<i2").tobytes()) < 0.05


def test_after_a_reset_the_same_speech_gets_the_same_answers() -> None:
    activity = voice_activity()
    speech = chunks(clip("short"))
    first = [activity.probability(chunk, 30.0) for chunk in speech]
    activity.reset()
    assert [activity.probability(chunk, 30.0) for chunk in speech] == pytest.approx(first)


@pytest.mark.parametrize(
    ("above", "probability"), [(-40.0, 0.0), (6.0, 0.0), (12.0, 0.5), (18.0, 1.0), (60.0, 1.0)]
)
def test_by_level_alone_speech_is_twelve_decibels_above_the_noise(above: float, probability: float) -> None:
    assert LevelActivity().probability(square(100), above) == pytest.approx(probability)


def test_without_the_detectors_wheel_the_gate_goes_by_level(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    vad._silero.cache_clear()
    assert isinstance(voice_activity(), LevelActivity)
    assert vad.logger.name in {record.name for record in caplog.records}
