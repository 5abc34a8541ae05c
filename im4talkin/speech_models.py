"""SeamlessM4T, which hears, speaks and translates in the tier ``gpu``: its folder and its device.

IM4TALKIN_MODELS=<data>/models   where models lie, each in a folder of its own; fetch_models puts them there
SEAMLESS_MODEL=large             large: version 2, 2.3 billion weights; medium: version 1, 1.2 billion
SEAMLESS_DEVICE=                 cpu, cuda or cuda:1; unset: the GPU if there is one, else the CPU
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from im4talkin.env import env_text

ENGINES = "ml.engines.seamless."  # what the paths of its classes begin with
FOLDERS = {"large": "seamless-m4t-v2-large", "medium": "hf-seamless-m4t-medium"}
PACKAGES = {  # what is imported, and its name in requirements-gpu.txt
    "torch": "torch",
    "transformers": "transformers",
    "sentencepiece": "sentencepiece",
    "google.protobuf": "protobuf",
}
GPU_DEVICES = ("nvidia[0-9]*", "kfd")  # in /dev; kfd is AMD's


def seamless_named() -> str:
    return env_text("SEAMLESS_MODEL", "large").strip().lower()


def seamless_device() -> str:
    return env_text("SEAMLESS_DEVICE").strip().lower()


def seamless_folder(models: Path, named: str = "") -> Path:
    """Where the model lies, or would; a name that is unknown has the large one's place."""
    return models / FOLDERS.get(named or seamless_named(), FOLDERS["large"])


def seamless_options(models: Path) -> dict[str, str]:
    """What its engines are made with."""
    return {"folder": str(seamless_folder(models)), "device": seamless_device()}


def seamless_problems() -> tuple[str, ...]:
    """What is wrong with the variables, one sentence each."""
    found = []
    if seamless_named() not in FOLDERS:
        found.append(f"SEAMLESS_MODEL={seamless_named()} is unknown: write large or medium.")
    if not re.fullmatch(r"|cpu|cuda(:\d+)?", seamless_device()):
        found.append(
            f"SEAMLESS_DEVICE={seamless_device()} is unknown: write cpu, cuda or cuda:1, or unset it."
        )
    return tuple(found)


def seamless_plays(specs: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether any role is SeamlessM4T's."""
    return any(str(spec["BACKEND"]).startswith(ENGINES) for spec in specs.values())


def packages_missing() -> tuple[str, ...]:
    """Of requirements-gpu.txt, without importing any: that takes seconds and a few hundred megabytes."""
    return tuple(package for module, package in PACKAGES.items() if not _is_there(module))


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # of a part, where the whole is missing
        return False


def gpu_here() -> bool:
    """Whether this machine seems to have a GPU for PyTorch; asked of the system, not of PyTorch."""
    devices = (device for pattern in GPU_DEVICES for device in Path("/dev").glob(pattern))
    return any(devices) or shutil.which("nvidia-smi") is not None
