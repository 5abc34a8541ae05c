"""Who had to wait for a slot, how long, and whether anybody's place in the line rose again."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bench.report import percentiles


@dataclass
class Wait:
    """One turn's way through the line."""

    since: float
    places: list[int] = field(default_factory=list)
    until: float | None = None  # when it got its slot

    @property
    def milliseconds(self) -> float | None:
        return None if self.until is None else (self.until - self.since) * 1000

    @property
    def rises(self) -> int:
        return sum(later > earlier for earlier, later in zip(self.places, self.places[1:], strict=False))


class Waits:
    """Of one learner, by talk and turn, as ``turn.waiting`` tells them."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._by_turn: dict[tuple[str, int], Wait] = {}

    def told(self, talk: str, turn: int, place: int) -> None:
        now = self._clock()
        wait = self._by_turn.setdefault((talk, turn), Wait(now))
        wait.places.append(place)
        if place == 0:
            wait.until = now

    def every(self) -> list[Wait]:
        return list(self._by_turn.values())


def waiting_figures(waits: Iterable[Wait]) -> dict[str, Any]:
    """How long turns waited that had to; ``most_over_median`` tells whether somebody waited unfairly long."""
    every = list(waits)
    lasted = [ms for wait in every if (ms := wait.milliseconds) is not None]
    median = statistics.median(lasted) if lasted else 0
    return {
        "wait_ms": percentiles(lasted) | {"max": round(max(lasted), 3) if lasted else None},
        "most_over_median": round(max(lasted) / median, 2) if median else None,
        "places_that_rose": sum(wait.rises for wait in every),
        "still_waiting_at_the_end": sum(wait.until is None for wait in every),
    }
