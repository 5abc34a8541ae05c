"""Engines that wait for something outside are waited for so long, and no longer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from ml import time_limit
from ml.errors import EngineError
from ml.time_limit import TimeLimit, answer_in_time, items_in_time, session_in_time, stuck_calls
from ml.types import Capabilities, Evidence, Heard, Partial

SOON = 0.05


def engine(seconds: float = SOON) -> Any:
    return SimpleNamespace(capabilities=Capabilities(time_limit=seconds))


@pytest.fixture
def outside() -> Iterator[threading.Event]:
    """What an engine waits for; it comes at the end of the test."""
    event = threading.Event()
    yield event
    event.set()
    wait_until(lambda: stuck_calls() == 0)


def wait_until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_an_engine_in_time_is_not_touched() -> None:
    assert list(items_in_time(engine(10), "partner", lambda: iter((1, 2, 3)))) == [1, 2, 3]


def test_an_engine_with_limits_of_its_own_works_in_the_callers_thread() -> None:
    threads: list[threading.Thread] = []

    def items() -> Iterator[int]:
        threads.append(threading.current_thread())
        yield 1

    assert list(items_in_time(engine(0), "partner", items)) == [1]
    assert threads == [threading.current_thread()]


def test_an_engine_that_hangs_is_left_behind(outside: threading.Event) -> None:
    def items() -> Iterator[int]:
        yield 1
        outside.wait(10)
        yield 2

    wanted = items_in_time(engine(), "partner", items)
    assert next(wanted) == 1
    with pytest.raises(EngineError) as raised:
        next(wanted)
    assert (raised.value.code, raised.value.retryable) == ("engine.timeout", True)
    assert stuck_calls() == 1


def test_what_was_left_behind_is_forgotten_once_it_comes_back(outside: threading.Event) -> None:
    with pytest.raises(EngineError):
        answer_in_time(engine(), "corrector", lambda: outside.wait(10))
    assert stuck_calls() == 1
    outside.set()
    wait_until(lambda: stuck_calls() == 0)


def test_an_engines_own_error_arrives_as_it_was() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise EngineError("partner.away")

    with pytest.raises(EngineError, match=r"partner\.away"):
        list(items_in_time(engine(10), "partner", items))


def test_nothing_is_made_before_it_is_wanted() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(3):
            made.append(number)
            yield number

    wanted = items_in_time(engine(10), "partner", items)
    next(wanted)
    time.sleep(SOON)
    assert made == [0]
    wanted.close()  # type: ignore[attr-defined]


def test_an_engine_is_told_that_nobody_wants_the_rest() -> None:
    closed = threading.Event()

    def items() -> Iterator[int]:
        try:
            yield 1
            yield 2
        finally:
            closed.set()

    wanted = items_in_time(engine(10), "partner", items)
    next(wanted)
    wanted.close()  # type: ignore[attr-defined]
    assert closed.wait(10)


def test_where_too_many_hang_nobody_is_asked_any_more(
    outside: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_limit, "MOST_STUCK", 2)
    for _ in range(2):
        with pytest.raises(EngineError, match="too long"):
            answer_in_time(engine(), "corrector", lambda: outside.wait(10))
    with pytest.raises(EngineError) as raised:
        answer_in_time(engine(), "corrector", lambda: "never asked")
    assert raised.value.code == "engine.stuck"


def test_after_a_call_that_hangs_nothing_more_is_asked_of_it(outside: threading.Event) -> None:
    limit = TimeLimit(SOON, "recogniser")
    for _ in range(2):
        with pytest.raises(EngineError):
            limit.call(lambda: outside.wait(10))
    limit.end()


class Session:
    """Hears as long as nothing hangs."""

    def __init__(self, outside: threading.Event) -> None:
        self.outside = outside
        self.hangs = False
        self.abandoned = threading.Event()

    def feed(self, pcm: bytes) -> Partial:
        if self.hangs:
            self.outside.wait(10)
        return Partial(words_read=len(pcm))

    def peek(self) -> Heard:
        return Heard(Evidence.HEARD, text="so far")

    def close(self) -> Heard:
        return Heard(Evidence.HEARD, text="all")

    def abandon(self) -> None:
        self.abandoned.set()


def test_a_recogniser_in_time_hears_as_ever(outside: threading.Event) -> None:
    session = session_in_time(engine(10), lambda: Session(outside))
    assert session.feed(b"1234").words_read == 4
    assert (session.peek().text, session.close().text) == ("so far", "all")
    session.abandon()


def test_a_recogniser_that_hangs_is_put_away_once_it_comes_back(outside: threading.Event) -> None:
    real = Session(outside)
    session = session_in_time(engine(), lambda: real)
    real.hangs = True
    with pytest.raises(EngineError, match="too long"):
        session.feed(b"1234")
    session.abandon()
    assert not real.abandoned.is_set()
    outside.set()
    assert real.abandoned.wait(10)


def test_a_recogniser_that_cannot_be_opened_says_why() -> None:
    def broken() -> Session:
        raise EngineError("engine.busy", retryable=True)

    with pytest.raises(EngineError, match=r"engine\.busy"):
        session_in_time(engine(10), broken)
