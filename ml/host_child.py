"""A helper process: ``python -m ml.host_child dotted.path.Worker``.

Reads frames from standard input and answers each on standard output, one at a time, until the
input ends: a parent that dies takes its helpers along. The first frame holds the worker's options.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Protocol

from ml.errors import EngineError
from ml.host_wire import Closed, read_frame, write_frame
from ml.registry import engine_class

log = logging.getLogger("ml.host")

Answer = tuple[dict[str, Any], bytes]


class Worker(Protocol):
    """What runs in a helper. The constructor takes the options as keywords and loads everything."""

    def handle(self, method: str, header: Mapping[str, Any], payload: bytes) -> Answer:
        """Answer one call: a JSON header and bytes; EngineError travels to the caller."""


def main(arguments: list[str]) -> int:
    """Serve until standard input ends; 0 then, 2 when the worker cannot be started."""
    # Ctrl-C goes to the whole terminal group; the parent decides when its helpers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = _keep_stdout_for_frames()
    calls = sys.stdin.buffer
    try:
        worker = _start(arguments[0], calls, answers)
        if worker is None:
            return 2
        while True:
            header, payload = read_frame(calls)
            write_frame(answers, *_answer(worker, header, payload))
    except Closed:
        return 0


def _keep_stdout_for_frames() -> IO[bytes]:
    """A private copy of standard output; whatever a native library prints goes to standard error."""
    kept = os.dup(1)
    try:
        os.dup2(2, 1)
    except OSError:  # a service without a standard error
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(kept, os.O_BINARY)
    return os.fdopen(kept, "wb")


def _start(dotted: str, calls: IO[bytes], answers: IO[bytes]) -> Worker | None:
    header, _ = read_frame(calls)
    try:
        worker: Worker = engine_class(dotted)(**header["options"])
    except Exception as error:
        write_frame(answers, _failure(error))
        return None
    write_frame(answers, {"ready": True, "pid": os.getpid()})
    return worker


def _answer(worker: Worker, header: dict[str, Any], payload: bytes) -> Answer:
    try:
        return worker.handle(str(header.pop("method")), header, payload)
    except Exception as error:
        return _failure(error), b""


def _failure(error: Exception) -> dict[str, Any]:
    """The error as a header. A foreign error's message may quote what was said: it stays here."""
    if isinstance(error, EngineError):
        return {"error": {"code": error.code, "message": str(error), "retryable": error.retryable}}
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"
    log.error("helper failed: %s", where)
    return {"error": {"code": "engine.failed", "message": where, "retryable": True}}


if __name__ == "__main__":
    # os._exit: native libraries crash in their own clean-up often enough to frighten an operator.
    code = main(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)
