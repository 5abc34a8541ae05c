"""Speech for tests: the committed clips and what can be made of them. All 16 kHz mono PCM16."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

RATE = 16_000
FOLDER = Path(__file__).parent / "speech"

LINE = "I missed the last train home."  # spoken in line.wav, without "the" in slip.wav
OTHER = "My brother keeps three dogs."
SHORT = "Yes, of course."


def clip(name: str) -> bytes:
    with wave.open(str(FOLDER / f"{name}.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        return file.readframes(file.getnframes())


def silence(seconds: float) -> bytes:
    return bytes(int(seconds * RATE) * 2)


def noise(seconds: float, level: float = 0.05) -> bytes:
    """White noise of a fixed seed; ``level`` is its root mean square."""
    samples = np.random.default_rng(1).normal(0, level, int(seconds * RATE))
    return (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


def with_pause(pcm: bytes, at_s: float, pause_s: float) -> bytes:
    """A hesitation: low room noise put in at a place in seconds."""
    cut = int(at_s * RATE) * 2
    return pcm[:cut] + noise(pause_s, 0.001) + pcm[cut:]


def louder(pcm: bytes, factor: float) -> bytes:
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64) * factor
    return np.clip(samples, -32768, 32767).astype("<i2").tobytes()


def in_a_room(pcm: bytes) -> bytes:
    """With the quiet before and after that a talk has."""
    return noise(0.2, 0.0006) + pcm + noise(0.4, 0.0006)


def mixed(one: bytes, other: bytes) -> bytes:
    """Two people at once, as loud as each other, as long as the first."""
    first = np.frombuffer(one, dtype="<i2").astype(np.int32)
    second = np.resize(np.frombuffer(other, dtype="<i2").astype(np.int32), len(first))
    return np.clip(first + second, -32768, 32767).astype("<i2").tobytes()


def laughter(seconds: float) -> bytes:
    """Bursts of breathy voice, four a second, falling in pitch and level."""
    time = np.arange(int(seconds * RATE)) / RATE
    phase = 2 * np.pi * np.cumsum(300 * (1 - 0.25 * time / seconds)) / RATE
    voice = sum(np.sin(k * phase) / k**1.3 for k in range(1, 14))
    breath = np.random.default_rng(3).normal(0, 0.6, len(time))
    bursts = np.maximum(0.0, np.sin(2 * np.pi * 4 * time)) ** 2
    return _pcm(0.05 * (voice + breath) * bursts * np.exp(-0.6 * time))


def music(seconds: float) -> bytes:
    """Plucked major chords, two a second."""
    time = np.arange(RATE // 2) / RATE
    roots = [110 * 2 ** (step / 12) for step in (0, 5, 7, 9, 12, 2)]
    bars = []
    for place in range(int(seconds * 2)):
        hertz = [roots[place % 6] * 2 ** (step / 12) * k for step in (0, 4, 7, 12) for k in (1, 2, 3)]
        bars.append(sum(np.sin(2 * np.pi * one * time) for one in hertz) * np.exp(-3 * time))
    return _pcm(0.02 * np.concatenate(bars))


def _pcm(sound: np.ndarray) -> bytes:
    return (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
