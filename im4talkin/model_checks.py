"""System checks of the models that a machine loads itself: settings, packages, folder, GPU."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Remark

from im4talkin.speech_models import (
    gpu_here,
    packages_missing,
    seamless_device,
    seamless_folder,
    seamless_plays,
)
from ml.errors import EngineError
from ml.seamless.folder import read_folder

INSTALL = ".venv/bin/pip install -r requirements-gpu.txt"


@register(Tags.compatibility)
def seamless_check(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E018: what is said of SeamlessM4T is known. On one computer also all of ``seamless_loads_here``."""
    if not seamless_plays(settings.SPEECH_ENGINES):
        return []
    found: list[CheckMessage] = [
        Error(problem, hint="docs/engines-gpu.md has examples.", id="im4talkin.E018")
        for problem in settings.SEAMLESS_PROBLEMS
    ]
    return found or ([] if settings.PROFILE == "server" else seamless_loads_here())


def seamless_loads_here() -> list[CheckMessage]:
    """E019: the packages are there. E020: the folder is whole. W021: there is a GPU.

    On a server only workers of the queue ``speech`` ask this: other processes do without. Nothing where
    SeamlessM4T plays no role.
    """
    if not seamless_plays(settings.SPEECH_ENGINES):
        return []
    found: list[CheckMessage] = []
    if missing := packages_missing():
        found.append(
            Error(
                f"SeamlessM4T is to speak, but packages that run it are not installed: {', '.join(missing)}.",
                hint=f"Type {INSTALL}, or unset IM4TALKIN_ENGINES.",
                id="im4talkin.E019",
            )
        )
    try:
        read_folder(seamless_folder(settings.MODELS_DIR))
    except EngineError as problem:
        found.append(
            Error(
                str(problem),
                hint="Or unset IM4TALKIN_ENGINES: then nothing is needed.",
                id="im4talkin.E020",
            )
        )
    if seamless_device() == "cpu" or not (seamless_device() or gpu_here()):
        found.append(
            Remark(
                "SeamlessM4T runs without a GPU: a line takes seconds, good for a demonstration only.",
                hint="Use a machine with a GPU (nvidia-smi lists it), or unset IM4TALKIN_ENGINES.",
                id="im4talkin.W021",
            )
        )
    return found
