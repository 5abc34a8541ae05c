"""What goes wrong on a device, as the errors that callers know. Knows PyTorch only by its names."""

from __future__ import annotations

from ml.errors import EngineError, where

CODES = {
    "gpu.full": "the device has no memory left for this; the next, smaller piece may fit",
    "gpu.lost": "the device does not answer, or an earlier kernel broke it; the model is loaded anew",
    "gpu.unfit": "this PyTorch was not built for this device",
    "engine.failed": "the model raised something else: a bug, or input that nobody thought of",
}
_LOST = (
    *("cuda error", "device-side assert", "cublas_status", "cudnn_status", "unspecified launch failure"),
    *("device lost", "hip error", "no cuda gpus are available", "driver shutting down", "ecc error"),
)


def trouble(error: Exception) -> EngineError:
    """The EngineError for what a model raised; its message names the place, never the input."""
    said = str(error).lower()
    place = where(error)
    if type(error).__name__ in ("OutOfMemoryError", "MemoryError") or "out of memory" in said:
        return EngineError("gpu.full", place, retryable=True)
    if "no kernel image" in said:
        return EngineError("gpu.unfit", place)
    if type(error).__name__ == "AcceleratorError" or any(sign in said for sign in _LOST):
        return EngineError("gpu.lost", place, retryable=True)
    return EngineError("engine.failed", place)


def may_split(error: EngineError) -> bool:
    """Whether half the batch may fit where all of it did not."""
    return error.code == "gpu.full"
