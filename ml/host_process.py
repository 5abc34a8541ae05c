"""One helper process seen from the parent."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ml.errors import EngineError
from ml.host_wire import Closed, read_frame, write_frame

ROOT = Path(__file__).resolve().parent.parent  # the folder that holds the package ``ml``


class HelperProcess:
    """A child of this process. ``call`` is for one thread at a time, ``kill`` for any."""

    def __init__(self, worker: str, options: Mapping[str, Any]) -> None:
        self._worker = worker
        self._options = dict(options)
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._deadline: float | None = None  # monotonic seconds; set while a call runs
        self._overdue = False
        self._ended = False

    @property
    def pid(self) -> int:
        return self._process.pid if self._process is not None else 0

    def start(self, timeout: float) -> None:
        """Start the child and wait until its worker is loaded; EngineError with its reason."""
        with self._lock:
            if self._ended:
                raise EngineError("engine.died", "the pool is closed", retryable=True)
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "ml.host_child", self._worker],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=ROOT,
                env=_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        try:
            self._exchange({"options": self._options}, b"", timeout)
        except EngineError:
            self.kill()
            raise

    def call(
        self, method: str, header: dict[str, Any], payload: bytes, timeout: float
    ) -> tuple[dict[str, Any], bytes]:
        """One question, one answer; EngineError ``engine.died`` or ``engine.timeout``, retryable."""
        return self._exchange({**header, "method": method}, payload, timeout)

    def _exchange(
        self, header: dict[str, Any], payload: bytes, timeout: float
    ) -> tuple[dict[str, Any], bytes]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise EngineError("engine.died", "the helper was not started", retryable=True)
        with self._lock:
            self._deadline = time.monotonic() + timeout
        try:
            write_frame(process.stdin, header, payload)
            answer, data = read_frame(process.stdout)
        except Closed:
            self.kill()
            if self._overdue:
                raise EngineError("engine.timeout", "the helper took too long", retryable=True) from None
            raise EngineError("engine.died", "the helper ended", retryable=True) from None
        finally:
            with self._lock:
                self._deadline = None
        if error := answer.get("error"):
            raise EngineError(error["code"], error["message"], retryable=bool(error["retryable"]))
        return answer, data

    def alive(self) -> bool:
        return not self._ended and self._process is not None and self._process.poll() is None

    def kill_if_overdue(self) -> None:
        """End the child when its call has passed its time: the caller's read then ends."""
        with self._lock:
            if self._deadline is None or time.monotonic() < self._deadline:
                return
            self._overdue = True
        self.kill()

    def kill(self) -> None:
        """End the child and reap it; safe to call twice and from any thread."""
        with self._lock:
            self._ended = True
            process = self._process
        if process is None:
            return
        process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
        if self._deadline is None:  # nobody reads: the pipes can be closed here
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()


def _environment() -> dict[str, str]:
    """The parent's, with ``ml`` importable wherever the parent was started."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}
