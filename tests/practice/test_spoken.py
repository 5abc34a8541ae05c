"""How somebody spoke: times only, whatever was said."""

from __future__ import annotations

import numpy as np
import pytest

from ml.vad import LevelActivity
from practice.spoken import Spoken, spoken_in

RATE = 16_000
NOISE = np.random.default_rng(5)


def room(seconds: float) -> np.ndarray:
    return NOISE.normal(0, 8, int(seconds * RATE))


def voice(seconds: float) -> np.ndarray:
    return 8000 * np.sin(np.arange(int(seconds * RATE)) / 5)


def measured(*pieces: np.ndarray) -> Spoken:
    return spoken_in(np.concatenate(pieces).astype("<i2").tobytes(), LevelActivity())


def test_the_start_the_speech_and_the_longest_pause_are_measured() -> None:
    found = measured(room(1.0), voice(3.0), room(2.0), voice(1.0), room(0.8), voice(0.5), room(1.0))
    assert found.start == pytest.approx(1.0, abs=0.1)
    assert found.speech == pytest.approx(4.5, abs=0.2)
    assert found.pause == pytest.approx(2.0, abs=0.1)


def test_a_short_gap_is_part_of_speaking() -> None:
    found = measured(room(1.0), voice(1.0), room(0.15), voice(1.0), room(1.0))
    assert found.pause == 0.0
    assert found.speech == pytest.approx(2.15, abs=0.1)


@pytest.mark.parametrize("seconds", [0.0, 0.01, 3.0])
def test_a_silent_room_is_no_speech(seconds: float) -> None:
    assert measured(room(seconds)).speech == 0.0
