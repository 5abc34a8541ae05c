"""Whether a model server is worth asking: after a failure nobody waits for it again until it is well.

The circuit breaker of Nygard's "Release It!", with one change: not the next learner's turn tries whether the
server is back, a thread beside the talks does.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from ml.chat import Health

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds between two looks
SLOW_IN_A_ROW = 2  # answers that came too late, before the server is left alone
REQUESTS_OWN = frozenset(("model.request", "model.empty", "model.garbled"))  # may be this request's fault


class Breaker:
    """One a partner. ``health`` asks the server how it is, and may take its time."""

    def __init__(self, health: Callable[[], Health], first_pause: float = FIRST_PAUSE) -> None:
        self._health = health
        self._first_pause = first_pause
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._closed = threading.Event()
        self._ended = threading.Event()
        self._closed.set()

    @property
    def well(self) -> bool:
        return self._closed.is_set()

    def succeeded(self) -> None:
        self._in_a_row = 0

    def failed(self, code: str) -> None:
        """An answer that did not come; the server is left alone where the next one would not come either."""
        with self._lock:
            self._in_a_row += 1
            lenient = code in REQUESTS_OWN or code in ("model.slow", "model.overloaded", "model.cut")
            if not self._closed.is_set() or (lenient and self._in_a_row < SLOW_IN_A_ROW):
                return
            self._closed.clear()
        logger.warning("the model server is left alone for now (%s)", code)
        threading.Thread(target=self._look, name="model-server", daemon=True).start()

    def end(self) -> None:
        self._ended.set()

    def _look(self) -> None:
        pause = self._first_pause
        while not self._ended.wait(pause):
            try:
                well = self._health().well
            except Exception as error:  # whatever it is, nobody talks to that server
                logger.warning("the model server was asked in vain (%s)", type(error).__name__)
                well = False
            if well:
                self._in_a_row = 0
                self._closed.set()
                logger.warning("the model server is back")
                return
            pause = min(2 * pause, LONGEST_PAUSE)
