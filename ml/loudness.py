"""Levels of speech: every voice leaves as loud as the others, and starts at once.

Samples are ``float32`` arrays in -1..1; levels are dBFS, 0 for a full-scale square wave.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

SPEECH_DBFS = -20.0  # root mean square of the voiced part
PEAK_DBFS = -3.0
AUDIBLE_DBFS = -45.0  # what a listener hears as a start
FRAME_S = 0.005


def from_pcm(pcm: bytes) -> Samples:
    """PCM16 little-endian as samples."""
    return np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768.0


def to_pcm(samples: Samples) -> bytes:
    """Samples as PCM16 little-endian."""
    pcm: bytes = np.clip(samples * 32768.0, -32768, 32767).astype("<i2").tobytes()
    return pcm


def frame_levels(samples: Samples, rate: int) -> NDArray[np.float32]:
    """The level of each 5 ms frame in dBFS; the last, partial frame is left out."""
    size = max(1, int(rate * FRAME_S))
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    power = np.mean(frames.astype(np.float64) ** 2, axis=1)
    levels: NDArray[np.float32] = (10.0 * np.log10(power + 1e-12)).astype(np.float32)
    return levels


def voiced_level(samples: Samples, rate: int) -> float:
    """Root mean square over the audible frames, in dBFS; -120 when none is audible."""
    levels = frame_levels(samples, rate)
    audible = levels[levels > AUDIBLE_DBFS]
    if not len(audible):
        return -120.0
    return float(10.0 * np.log10(np.mean(10.0 ** (audible.astype(np.float64) / 10.0))))


def normalise(samples: Samples, rate: int) -> Samples:
    """To ``SPEECH_DBFS``, with what would pass the peak bent smoothly below it."""
    level = voiced_level(samples, rate)
    if level <= -119.0:
        return samples
    louder: Samples = samples * np.float32(10.0 ** ((SPEECH_DBFS - level) / 20.0))
    return _bend(louder, 10.0 ** (PEAK_DBFS / 20.0))


def _bend(samples: Samples, peak: float) -> Samples:
    """Leave all below 70 % of ``peak`` as it is and squeeze the rest into what is left."""
    knee = 0.7 * peak
    room = peak - knee
    size = np.abs(samples)
    bent = knee + room * np.tanh((size - knee) / room)
    return np.where(size <= knee, samples, np.sign(samples) * bent).astype(np.float32)


def trim(samples: Samples, rate: int, *, lead_s: float, tail_s: float) -> tuple[Samples, float]:
    """Cut silence at the start down to at most ``lead_s``, and make it ``tail_s`` at the end.

    Gives the samples and the seconds that were cut at the start; nothing when all is silent.
    """
    audible = np.flatnonzero(frame_levels(samples, rate) > AUDIBLE_DBFS)
    if not len(audible):
        return samples[:0], 0.0
    start = max(0, int((audible[0] * FRAME_S - lead_s) * rate))
    end = int(((audible[-1] + 1) * FRAME_S + tail_s) * rate)
    kept = samples[start:end]
    return np.pad(kept, (0, end - start - len(kept))), start / rate
