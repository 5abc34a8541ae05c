"""What a report of the GPU's bench says beside its times: where it was made, what a turn costs the card."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from bench.report import machine

NO_GPU = "No GPU was found: these figures are of a processor, and say nothing of a GPU."
TINY = "These figures are of tiny models: they show that the bench runs, and say nothing of the real ones."
REAL = "real"


def where(device: str) -> dict[str, Any]:
    """The machine, its GPU and what ran the models."""
    import torch
    import transformers

    found: dict[str, Any] = {
        "machine": machine(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "gpu": None,
    }
    if device.startswith("cuda"):
        card = torch.cuda.get_device_properties(device)
        found["gpu"] = {
            "name": card.name,
            "memory_mb": round(card.total_memory / 1024**2),
            "driver": _driver(),
            "cuda": torch.version.cuda,
        }
    return found


def _driver() -> str | None:
    program = shutil.which("nvidia-smi")
    if program is None:
        return None
    asked = [program, "--query-gpu=driver_version", "--format=csv,noheader"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=20)
    return done.stdout.split("\n")[0].strip() or None if done.returncode == 0 else None


def notes(device: str, size: str) -> list[str]:
    """What a reader has to know before the figures."""
    return [*([] if device.startswith("cuda") else [NO_GPU]), *([TINY] if size != REAL else [])]


def seconds_a_turn(
    device: str,
    size: str,
    written: Sequence[Mapping[str, Any]],
    answered: Sequence[Mapping[str, Any]],
    *,
    partner_counts: bool,
) -> dict[str, Any] | None:
    """What ``bench.capacity`` takes: seconds of a GPU a turn, with as many learners as went without an error.

    ``written``, ``answered``: the runs without and with a model as the partner. None where no GPU was
    measured at its real size. ``partner_counts``: its time was seen, and it is of its real size.
    """
    clean = [run for run in written if not run["errors"] and run["turns"]]
    if notes(device, size) or not clean:
        return None
    most = max(clean, key=lambda run: run["learners"])
    asked = [run for run in answered if not run["errors"] and run["turns"]] if partner_counts else []
    last = max(asked, key=lambda run: run["learners"], default=None)
    return {
        "speech": most["speech_seconds_a_turn"],
        "partner": None if last is None else last["partner_seconds_a_turn"],
        "cpu_ms": most["cpu_ms_a_turn"],
        "learners": most["learners"],
    }
