"""What the tests say: recordings of lines, alone or in a file for Chromium's fake device."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np

SPEECH = Path(__file__).parent / "speech"


def microphone_file(path: Path, rate: int, *parts: str | float) -> Path:
    """A WAV file for Chromium's fake device: seconds of quiet room and lines, in order."""
    pieces = [
        np.random.default_rng(5).normal(0, 8, int(part * rate))
        if isinstance(part, float)
        else _line(part, rate)
        for part in parts
    ]
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(np.concatenate(pieces).astype("<i2").tobytes())
    path.write_bytes(file.getvalue())
    return path


def _line(name: str, rate: int) -> np.ndarray:
    with wave.open(str(SPEECH / f"{name}.wav")) as line:
        pcm = np.frombuffer(line.readframes(line.getnframes()), "<i2").astype(float)
        at = np.arange(int(len(pcm) * rate / line.getframerate())) * line.getframerate() / rate
    return np.interp(at, np.arange(len(pcm)), pcm)


def softly(name: str, gain: float) -> bytes:
    """A WAV file of a line said ``gain`` times as loud."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes((_line(name, 16_000) * gain).astype("<i2").tobytes())
    return file.getvalue()


def voiced_seconds(name: str) -> float:
    """Length of a line from its first sound to its last."""
    loud = np.flatnonzero(np.abs(_line(name, 1000)) > 300)
    return float(loud[-1] - loud[0]) / 1000
