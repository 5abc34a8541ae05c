"""An event loop for threads that have none: the channel layer keeps one connection per loop, and a loop
made for each message would open a connection for each."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")
CALL_SECONDS = 5.0


class LoopThread:
    """One a process, started at first use."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """The result of ``work``, awaited in the thread; raises TimeoutError and what the work raises."""
        future = asyncio.run_coroutine_threadsafe(work, self._started())
        return future.result(CALL_SECONDS)

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="publish", daemon=True).start()
            return self._loop


loop_thread = LoopThread()
