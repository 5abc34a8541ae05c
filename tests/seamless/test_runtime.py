"""The model of a process: loads that fail, a device that is lost for good, and what runs together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml.errors import EngineError
from ml.seamless import lost
from ml.seamless import runtime as runtime_module
from ml.seamless.batcher import Urgency
from ml.seamless.model import Clip, SeamlessModel, Text
from ml.seamless.runtime import MOST_RELOADS, Runtime
from tests.seamless.benches import wait_for
from tests.seamless.tiny import tiny_seamless

QUICK = (0.01,) * 7


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tiny_seamless(2, tmp_path / "model"))


def test_a_load_that_failed_is_not_tried_again_with_each_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = Runtime(str(tmp_path / "model"), "cpu")
    reads: list[Path] = []
    real = runtime_module.read_folder

    def counted(path: Path) -> Any:
        reads.append(path)
        return real(path)

    monkeypatch.setattr(runtime_module, "read_folder", counted)
    for _ in range(5):
        with pytest.raises(EngineError) as caught:
            runtime.take()
        assert caught.value.code == "model.folder"
        assert "fetch_models" in str(caught.value)
    assert len(reads) == 1
    assert runtime._failure is not None
    assert runtime._failure.__traceback__ is None  # else it keeps the turn that met it
    tiny_seamless(2, tmp_path / "model")
    monkeypatch.setattr(runtime_module, "LOAD_AGAIN_S", 0.0)
    runtime.take()
    runtime.leave()


def test_what_a_device_has_no_code_for_is_not_tried_again(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hear(self: SeamlessModel, clips: Any) -> Any:
        raise RuntimeError("CUDA error: no kernel image is available for execution on the device")

    monkeypatch.setattr(SeamlessModel, "hear", hear)
    with pytest.raises(EngineError) as caught:
        Runtime(folder, "cpu").take()
    assert (caught.value.code, caught.value.retryable) == ("gpu.unfit", False)


def test_a_device_that_stays_lost_ends_the_process_if_that_was_wished(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = Runtime(folder, "cpu")
    runtime.take()
    runtime._queue._rest = QUICK
    ended: list[str] = []
    monkeypatch.setattr(lost, "when_lost", [lambda: ended.append("ended")])
    monkeypatch.setattr(runtime_module, "when_lost", lost.when_lost)
    loads: list[int] = []

    def gone(self: SeamlessModel, *args: Any, **kwargs: Any) -> Any:
        loads.append(1)
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    monkeypatch.setattr(SeamlessModel, "translate", gone)
    monkeypatch.setattr(SeamlessModel, "__init__", gone)
    with pytest.raises(EngineError) as caught:
        runtime.translated([Text("Hello.", "eng", "rus")])
    assert (caught.value.code, caught.value.retryable) == ("gpu.lost", True)
    assert wait_for(lambda: bool(ended))
    assert len(loads) >= MOST_RELOADS
    assert runtime._model is None
    monkeypatch.undo()
    runtime.leave()


def test_a_short_clip_does_not_run_with_a_long_one(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = Runtime(folder, "cpu")
    runtime.take()
    together: list[list[int]] = []
    hear = SeamlessModel.hear

    def noted(self: SeamlessModel, clips: Any) -> Any:
        together.append([len(clip.samples) // 16_000 for clip in clips])
        return hear(self, clips)

    monkeypatch.setattr(SeamlessModel, "hear", noted)
    samples = np.random.default_rng(1).normal(0, 0.1, 16_000 * 12).astype(np.float32)
    futures = [
        runtime.hear(Clip(samples[: 16_000 * seconds], "eng"), Urgency.FINAL) for seconds in (1, 12, 1, 11, 1)
    ]
    assert all(runtime.answer(future) for future in futures)
    assert all(max(batch) - min(batch) < 5 for batch in together)
    runtime.leave()
