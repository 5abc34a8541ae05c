"""Sounds of a room, a buddy and a learner, and a gate to hear them with."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bench.clips import RATE, SPEECH, WINDOW, Clip, clips_read, dbfs
from conversations.frames import NO_FLOOR
from conversations.gate import GateEvent, Marked, SpeechGate
from ml.vad import level_dbfs, voice_activity

CLIPS = clips_read(SPEECH, 24)
MS = RATE // 1000
VOICED_DBFS = -45.0


class Loudness:
    """A detector that takes every chunk with a sample above 1000 for speech, and counts the questions."""

    def __init__(self) -> None:
        self.asked = 0

    def probability(self, chunk: bytes, above_noise_db: float) -> float:
        self.asked += 1
        return float(np.abs(np.frombuffer(chunk, "<i2")).max() > 1000)

    def reset(self) -> None:
        """Remembers nothing."""


def room(ms: int, level: float = 8.0, seed: int = 7) -> np.ndarray:
    """Noise of a room; the level is its root mean square, 8 is about -72 dBFS."""
    return np.random.default_rng(seed).normal(0, level, ms * MS)


def join(*parts: np.ndarray) -> np.ndarray:
    return np.clip(np.concatenate(parts), -32768, 32767).astype("<i2")


def burst(ms: int, level: float = 6000.0) -> np.ndarray:
    """A cough: noise that dies away."""
    samples = ms * MS
    noise = np.random.default_rng(5).normal(0, level, samples)
    return noise * np.exp(-np.arange(samples) / (samples / 4))


def first_voiced(clip: Clip) -> int:
    """The first 20 ms at -45 dBFS or more: the label that onsets count from."""
    starts = range(0, len(clip.pcm), WINDOW)
    return next(start for start in starts if dbfs(clip.pcm[start : start + WINDOW]) >= VOICED_DBFS)


def syllable(ms: int, clip: Clip = CLIPS[1]) -> np.ndarray:
    """So much of somebody's voice, from its first sound."""
    start = first_voiced(clip)
    return clip.pcm[start : start + ms * MS].astype(float)


def louder(samples: np.ndarray, decibels: float) -> np.ndarray:
    return samples * 10 ** (decibels / 20)


def loudest(samples: np.ndarray, window: int = 512) -> float:
    """dBFS of the loudest 32 ms."""
    pcm = join(samples)
    starts = range(0, max(len(pcm) - window + 1, 1), window)
    return max(level_dbfs(pcm[start : start + window].tobytes()) for start in starts)


def hear(
    samples: np.ndarray,
    gate: SpeechGate | None = None,
    *,
    buddy_sounds: bool = False,
    echo_floor: int = NO_FLOOR,
    sizes: Iterable[int] = (1024,),
) -> list[Marked]:
    """What a gate says to these samples, sent in frames of these sizes over and over."""
    gate = gate or SpeechGate(voice_activity())
    pcm = join(samples)
    marks: list[Marked] = []
    at, sizes = 0, list(sizes)
    for number in range(len(pcm)):
        size = sizes[number % len(sizes)]
        piece = pcm[at : at + size].tobytes()
        marks += gate.feed(piece, buddy_sounds=buddy_sounds, echo_floor=echo_floor)
        at += size
        if at >= len(pcm):
            break
    return marks


def of(marks: list[Marked], event: GateEvent) -> list[Marked]:
    return [mark for mark in marks if mark.event is event]
