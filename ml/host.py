"""Native engines in helper processes: a crash costs one turn, the GIL is held elsewhere.

``HelperPool`` starts helpers ahead, lends each to one session at a time, grows on demand and
replaces the dead in the background, so that the next turn does not pay the start. It works the
same on Linux, macOS and Windows: ``subprocess`` and blocking pipes only. One keeper thread ends
calls that take too long by killing their helper, which unblocks the reader.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

from ml.errors import EngineError
from ml.host_process import HelperProcess

log = logging.getLogger("ml.host")

KEEPER_S = 0.1  # how often the keeper looks at deadlines and at helpers that died idle
IDLE_S = 120.0  # a helper beyond ``ready`` ends after so long without work
FAILED_STARTS = 3  # running: then ``lease`` reports the reason instead of waiting
START_AGAIN_S = 5.0  # the keeper's pause after so many failed starts


class Lease:
    """One helper for one session. Use it from one thread; release it when the session ends."""

    def __init__(self, pool: HelperPool, helper: HelperProcess) -> None:
        self._pool = pool
        self._helper = helper
        self._released = False

    @property
    def pid(self) -> int:
        return self._helper.pid

    def call(
        self,
        method: str,
        header: Mapping[str, Any] | None = None,
        payload: bytes = b"",
        *,
        timeout: float | None = None,
    ) -> tuple[dict[str, Any], bytes]:
        """Ask the helper. EngineError: ``engine.died``, ``engine.timeout``, or the worker's own."""
        if self._released:
            raise EngineError("engine.died", "the helper was given back", retryable=True)
        return self._helper.call(method, dict(header or {}), payload, timeout or self._pool.call_timeout)

    def release(self) -> None:
        """Give the helper back; safe to call twice."""
        if not self._released:
            self._released = True
            self._pool.take_back(self._helper)

    def __enter__(self) -> Lease:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


class HelperPool:
    """Helpers that run ``worker`` (a dotted path, see ``ml.host_child.Worker``)."""

    def __init__(
        self,
        worker: str,
        *,
        options: Mapping[str, Any] | None = None,
        ready: int = 2,
        most: int = 6,
        wait: float = 2.0,
        call_timeout: float = 10.0,
        start_timeout: float = 60.0,
    ) -> None:
        self.call_timeout = call_timeout
        self._worker = worker
        self._options = dict(options or {})
        self._ready = max(1, min(ready, most))
        self._most = max(1, most)
        self._wait = wait
        self._start_timeout = start_timeout
        self._changed = threading.Condition()
        self._idle: list[tuple[float, HelperProcess]] = []  # (since, helper), longest idle first
        self._busy: set[HelperProcess] = set()
        self._starting: set[HelperProcess] = set()
        self._failures = 0
        self._failure: EngineError | None = None
        self._not_before = 0.0
        self._keeper: threading.Thread | None = None
        self._closed = False

    # ---------------------------------------------------------------- for engines

    def start(self) -> None:
        """Start the helpers and wait for ``ready`` of them; safe to call twice.

        EngineError when a helper cannot start (the worker's own reason) or takes too long.
        """
        with self._changed:
            if self._closed:
                raise EngineError("engine.died", "the pool is closed")
            if self._keeper is None:
                self._keeper = threading.Thread(target=self._keep, name="helper-keeper", daemon=True)
                self._keeper.start()
            self._fill()
            self._wait_for(lambda: len(self._idle) + len(self._busy) >= self._ready, self._start_timeout)
            if len(self._idle) + len(self._busy) < self._ready:
                raise self._failure or EngineError("engine.timeout", "no helper started", retryable=True)

    def lease(self, *, wait: float | None = None) -> Lease:
        """A helper for one session; ``engine.busy`` when none is free within ``wait`` seconds."""
        if self._keeper is None:
            self.start()
        with self._changed:
            self._bury_idle()
            self._fill()
            self._wait_for(lambda: bool(self._idle), self._wait if wait is None else wait)
            if not self._idle:
                if self._failures >= FAILED_STARTS and self._failure is not None:
                    raise self._failure
                raise EngineError("engine.busy", "every helper is in use", retryable=True)
            _, helper = self._idle.pop()  # the one used last: its memory is warm
            self._busy.add(helper)
            self._fill()
        return Lease(self, helper)

    def take_back(self, helper: HelperProcess) -> None:
        """End of a lease: the helper waits for the next one, or is replaced if it died."""
        with self._changed:
            self._busy.discard(helper)
            if self._closed or not helper.alive():
                helper.kill()
            else:
                self._idle.append((time.monotonic(), helper))
            self._fill()
            self._changed.notify_all()

    def counts(self) -> dict[str, int]:
        """How many helpers are idle, busy and starting."""
        with self._changed:
            return {"idle": len(self._idle), "busy": len(self._busy), "starting": len(self._starting)}

    def close(self) -> None:
        """End every helper, also those in use; safe to call twice."""
        with self._changed:
            self._closed = True
            helpers = [*(h for _, h in self._idle), *self._busy, *self._starting]
            self._idle.clear()
            self._changed.notify_all()
        for helper in helpers:
            helper.kill()
        if self._keeper is not None and self._keeper is not threading.current_thread():
            self._keeper.join(timeout=5)

    # ---------------------------------------------------------------- inside, lock held

    def _wait_for(self, done: Callable[[], bool], seconds: float) -> None:
        until = time.monotonic() + seconds
        while not done() and not self._closed and self._failures < FAILED_STARTS:
            left = until - time.monotonic()
            if left <= 0 or not self._changed.wait(left):
                return
        if self._closed:
            raise EngineError("engine.died", "the pool is closed", retryable=True)

    def _fill(self) -> None:
        """Start helpers until ``ready`` exist and one more than are in use, up to ``most``."""
        if self._closed or time.monotonic() < self._not_before:
            return
        wanted = min(self._most, max(self._ready, len(self._busy) + 1))
        for _ in range(wanted - len(self._idle) - len(self._busy) - len(self._starting)):
            helper = HelperProcess(self._worker, self._options)
            self._starting.add(helper)
            threading.Thread(target=self._launch, args=(helper,), name="helper-start", daemon=True).start()

    def _bury_idle(self) -> None:
        """Drop helpers that died while idle, and those idle for long beyond ``ready``."""
        now = time.monotonic()
        kept: list[tuple[float, HelperProcess]] = []
        spare = len(self._idle) + len(self._busy) - self._ready
        for since, helper in self._idle:
            if not helper.alive():
                helper.kill()
            elif spare > 0 and now - since > IDLE_S and len(self._idle) > 1:
                spare -= 1
                helper.kill()
            else:
                kept.append((since, helper))
        self._idle = kept

    # ---------------------------------------------------------------- threads

    def _launch(self, helper: HelperProcess) -> None:
        failure: EngineError | None = None
        try:
            helper.start(self._start_timeout)
        except EngineError as error:
            failure = error
            if not self._closed:
                log.error("helper for %s did not start: %s", self._worker, error.code)
        with self._changed:
            self._starting.discard(helper)
            if failure is not None:
                self._failures += 1
                self._failure = failure
                if self._failures >= FAILED_STARTS:
                    self._not_before = time.monotonic() + START_AGAIN_S
            elif self._closed:
                helper.kill()
            else:
                self._failures = 0
                self._idle.insert(0, (time.monotonic(), helper))
            self._changed.notify_all()

    def _keep(self) -> None:
        """Kill helpers whose call is overdue; replace the dead."""
        while True:
            with self._changed:
                self._changed.wait(KEEPER_S)
                if self._closed:
                    return
                self._bury_idle()
                if self._not_before and time.monotonic() >= self._not_before:
                    self._not_before, self._failures = 0.0, 0
                self._fill()
                running = [*self._busy, *self._starting]
            for helper in running:
                helper.kill_if_overdue()
