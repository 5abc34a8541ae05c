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
