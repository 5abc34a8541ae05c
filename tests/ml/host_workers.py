"""Workers that do, on request, what a native library may do."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Mapping
from typing import Any

from ml.errors import EngineError


class Echo:
    def __init__(self, *, greeting: str = "") -> None:
        self._greeting = greeting
        self._calls = 0

    def handle(self, method: str, header: Mapping[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
        self._calls += 1
        if method == "sleep":
            time.sleep(header["seconds"])
        elif method == "refuse":
            raise EngineError("voice.unknown", "no such voice")
        elif method == "stumble":
            raise ValueError("what the learner said")
        elif method == "print":
            sys.stdout.write("written by Python\n")
            sys.stdout.flush()
            os.write(1, b"written by a library\n")
            ctypes.CDLL(None).puts(b"printed by a library")
        elif method == "die":
            os._exit(11)
        return {"said": self._greeting, "calls": self._calls, "pid": os.getpid(), **header}, payload[::-1]


class CannotStart:
    def __init__(self) -> None:
        raise EngineError("engine.missing", "no model")
