"""SeamlessM4T's folder, as this machine has it: whole or not, and what runs it."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from im4talkin.doctor.findings import Finding, look, well
from im4talkin.model_checks import seamless_loads_here
from im4talkin.speech_models import gpu_here, seamless_device, seamless_folder, seamless_plays
from ml.errors import EngineError
from ml.seamless.folder import read_folder


def speech_models() -> Iterator[Finding]:
    """Nothing where SeamlessM4T plays no role. What is wrong on one computer the configuration's findings
    tell; on a server the model is the workers' affair, and they may run elsewhere."""
    if not seamless_plays(settings.SPEECH_ENGINES) or settings.SEAMLESS_PROBLEMS:
        return
    if settings.PROFILE == "server":
        for message in seamless_loads_here():
            yield look(
                f"On this machine, if its workers are to speak: {message.msg} {message.hint}",
                f"На этой машине, если её процессы должны говорить: {message.msg} {message.hint}",
            )
    try:
        found = read_folder(seamless_folder(settings.MODELS_DIR))
    except EngineError:
        return
    on_gpu = seamless_device() != "cpu" and bool(seamless_device() or gpu_here())
    yield well(
        f"SeamlessM4T version {found.version} is whole; it understands {len(found.languages)} languages "
        f"and speaks {len(found.spoken)}, {'on the GPU' if on_gpu else 'without a GPU'}.",
        f"SeamlessM4T версии {found.version} на месте; понимает языков: {len(found.languages)}, говорит на "
        f"{len(found.spoken)}, {'на видеокарте' if on_gpu else 'без видеокарты'}.",
    )
