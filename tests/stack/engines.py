"""Engines for the stack's own processes that fail as a file tells them: ``partner.txt`` in the data folder.

Each reply takes the file's first line; a line that begins with "always " stays. No file, no failure.
"""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ml.engines.scripted import ScriptedPartner
from ml.errors import EngineError
from ml.types import Capabilities, Line, Outcome, Prompt, PromptKind

DATA = Path(os.environ.get("IM4TALKIN_DATA", "."))
FULL = "disk-is-full"  # a file of that name in the data folder
TIME_LIMIT = 1.0


class MoodyPartner:
    """Role: Partner. The scripted one, with failures."""

    capabilities = Capabilities(streams=True, time_limit=TIME_LIMIT)

    def __init__(self) -> None:
        self._partner = ScriptedPartner()

    def load(self) -> None:
        _disk_that_fills()

    def reply(self, prompt: Prompt) -> Iterator[Line | Outcome]:
        mood = _next_mood() if prompt.kind is PromptKind.ANSWER else ""
        if mood == "hang":
            time.sleep(600)
        if mood == "error":
            raise EngineError("partner.away", retryable=True)
        for number, item in enumerate(self._partner.reply(prompt)):
            if number == 1 and mood == "cut":
                return
            if number == 1 and mood == "break":
                raise EngineError("partner.broke_off", retryable=True)
            if number == 1 and mood == "die":
                os.kill(os.getpid(), signal.SIGKILL)
            yield item


def _next_mood() -> str:
    try:
        file = (DATA / "partner.txt").open("r+")
    except FileNotFoundError:
        return ""
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        lines = file.read().splitlines()
        if not lines:
            return ""
        if lines[0].startswith("always "):
            return lines[0].removeprefix("always ")
        file.seek(0)
        file.truncate()
        file.write("\n".join(lines[1:]))
        return lines[0]


class _Half:
    """A file of which the disk takes the beginning only."""

    def __init__(self, descriptor: int, mode: str) -> None:
        self._file = os.fdopen(descriptor, mode)

    def write(self, data: bytes) -> None:
        self._file.write(data[:100])
        raise OSError(28, "No space left on device")

    def close(self) -> None:
        self._file.close()


def _disk_that_fills() -> None:
    """From here on recordings meet a full disk while the file ``FULL`` is there."""
    from django.core.files.storage import filesystem

    def fdopen(descriptor: int, mode: str) -> Any:
        return (_Half if (DATA / FULL).exists() else os.fdopen)(descriptor, mode)

    filesystem.os = SimpleNamespace(**{**vars(os), "fdopen": fdopen})  # type: ignore[attr-defined]
