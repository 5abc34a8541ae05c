"""How busy the server is, and what is left out then: an extra sentence, never an answer.

Beyond what its slots can do the server degrades in this order: replies get shorter, nothing is shown or
prepared ahead of need, and whoever waits long is offered to type. Everybody is heard all the same.
"""

from __future__ import annotations

import logging
import threading
import time
from enum import IntEnum

import redis

from conversations.admission import wait_seconds
from conversations.slots import slots

logger = logging.getLogger(__name__)

LATE_SECONDS = 2.0  # a turn that nobody took for so long tells that workers are short
LONG_SECONDS = 20  # a wait that one would rather type through; static/js/waiting.js knows it too
LOOK_SECONDS = 0.5  # one question serves all turns of a process for so long


class Load(IntEnum):
    CALM = 0
    BUSY = 1  # somebody waits: replies are brief, and nothing is done ahead of need
    FULL = 2  # the wait is long: typing is offered first


def load_level(*, waiting: int, held: int, slots: int, waited: float = 0.0) -> Load:
    """``waiting`` turns stand in line for ``slots`` of which ``held`` are taken; the turn in question was
    taken up after ``waited`` seconds."""
    in_line = waiting if held >= slots else 0  # else they are let in at their next question
    if in_line and wait_seconds(in_line, slots) >= LONG_SECONDS:
        return Load.FULL
    return Load.BUSY if in_line or waited >= LATE_SECONDS else Load.CALM


class LoadLook:
    """The load of the installation, looked at now and then."""

    def __init__(self) -> None:
        self._seen = (0, 0)
        self._at = float("-inf")
        self._lock = threading.Lock()

    def now(self, waited: float = 0.0) -> Load:
        with self._lock:
            if time.monotonic() - self._at >= LOOK_SECONDS:
                self._seen, self._at = _look(), time.monotonic()
            held, waiting = self._seen
        return load_level(waiting=waiting, held=held, slots=slots.slots, waited=waited)


def _look() -> tuple[int, int]:
    try:
        return slots.look()
    except redis.RedisError as error:  # then nobody counts, and nobody is cut short
        logger.warning("slots cannot be counted (%s)", type(error).__name__)
        return (0, 0)


load = LoadLook()
