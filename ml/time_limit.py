"""A time limit for engines that may wait for something outside of them: a server, a device.

A call that does not come back cannot be ended in Python, only left behind: it runs in a thread of its own,
and whoever asked goes on with an EngineError. An engine says in ``capabilities.time_limit`` how long each
answer may take; 0 means that it keeps its own limits (helper processes do) or cannot wait, and is called
directly.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from math import inf
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from ml.errors import EngineError
from ml.roles import RecogniserSession
from ml.types import Heard, Partial

Answer = TypeVar("Answer")
Item = TypeVar("Item")

MOST_STUCK = 64  # calls left behind in this process; beyond them an engine is not asked any more
_stuck = 0
_lock = threading.Lock()


def stuck_calls() -> int:
    """Calls of this process that were left behind and have not come back."""
    return _stuck


class TimeLimit:
    """Calls made one after another, in one thread of their own; each is left behind after ``seconds``."""

    def __init__(self, seconds: float, name: str) -> None:
        if _stuck >= MOST_STUCK:
            raise EngineError("engine.stuck", f"{MOST_STUCK} calls never came back")
        self._seconds = seconds
        self._asked: SimpleQueue[Callable[[], Any] | None] = SimpleQueue()
        self._answers: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()
        self._left = False
        self._ended = False
        threading.Thread(target=self._work, name=f"limited-{name}", daemon=True).start()

    def call(self, work: Callable[[], Answer]) -> Answer:
        """What ``work`` gives or raises; EngineError ``engine.timeout`` when it takes too long."""
        if self._left:
            raise EngineError("engine.timeout", "the call before never came back", retryable=True)
        self._asked.put(work)
        try:
            answer, error = self._answers.get(timeout=self._seconds)
        except Empty:
            self._left = True
            _count(1)
            raise EngineError("engine.timeout", "the engine took too long", retryable=True) from None
        if error is not None:
            raise error
        result: Answer = answer
        return result

    def end(self, last: Callable[[], object] = lambda: None) -> None:
        """No more calls; ``last`` puts away what they used, once they are back."""
        if not self._ended:
            self._ended = True
            self._asked.put(last)
            self._asked.put(None)

    def _work(self) -> None:
        while (work := self._asked.get()) is not None:
            try:
                self._answers.put((work(), None))
            except BaseException as error:  # handed to whoever asked
                self._answers.put((None, error))
            del work  # else its audio is held until the next call
        if self._left:
            _count(-1)


def _count(change: int) -> None:
    global _stuck
    with _lock:
        _stuck += change


def items_in_time(
    engine: Any, name: str, make: Callable[[], Iterator[Item]], *, most: float = inf
) -> Iterator[Item]:
    """The items of ``make()``, a call of the engine's, each within the engine's time limit; ``most``: seconds
    after which nobody waits for one any more."""
    seconds = engine.capabilities.time_limit
    if not seconds:
        yield from make()
        return
    seconds = min(seconds, most)
    limit, end = TimeLimit(seconds, name), object()
    made: list[Iterator[Item]] = []

    def following() -> Item | object:
        if not made:
            made.append(make())
        return next(made[0], end)

    def put_away() -> None:
        for items in made:
            with suppress(AttributeError):  # an iterator need not be closed, a generator is
                items.close()  # type: ignore[attr-defined]

    try:
        while (item := limit.call(following)) is not end:
            yield item  # type: ignore[misc]
    finally:
        limit.end(put_away)


def answer_in_time(engine: Any, name: str, call: Callable[[], Answer], *, most: float = inf) -> Answer:
    """One answer within the engine's time limit, and within ``most`` seconds."""
    return next(items_in_time(engine, name, lambda: iter((call(),)), most=most))


class SessionInTime:
    """A recogniser's session, each of its calls within ``seconds``."""

    def __init__(self, open_session: Callable[[], RecogniserSession], seconds: float) -> None:
        self._limit = TimeLimit(seconds, "recogniser")
        try:
            self._session = self._limit.call(open_session)
        except BaseException:
            self._limit.end()
            raise

    def feed(self, pcm: bytes) -> Partial:
        return self._limit.call(lambda: self._session.feed(pcm))

    def peek(self) -> Heard:
        return self._limit.call(self._session.peek)

    def close(self) -> Heard:
        try:
            return self._limit.call(self._session.close)
        finally:
            self._limit.end()

    def abandon(self) -> None:
        self._limit.end(self._session.abandon)


def session_in_time(engine: Any, open_session: Callable[[], RecogniserSession]) -> RecogniserSession:
    """A session whose calls keep the engine's time limit."""
    seconds = engine.capabilities.time_limit
    return SessionInTime(open_session, seconds) if seconds else open_session()
