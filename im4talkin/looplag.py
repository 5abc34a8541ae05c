"""How late the event loop is: what a bench asks of a running server."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from itertools import accumulate

TICK_SECONDS = 0.005
TOO_LATE_MS = 20.0
STEPS = 10  # of a millisecond: how finely lateness is counted


class LoopLag:
    """Sleeps again and again and counts by how much it wakes too late, from ``reset`` on."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None
        self.reset()

    def start(self) -> None:
        """Call in the loop that is to be watched."""
        self._task = asyncio.create_task(self._watch())

    def reset(self) -> None:
        """Forget what was counted; a bench asks for it at its start."""
        self._counted: Counter[int] = Counter()  # steps late -> how often
        self._most = 0.0
        self._over = 0

    def note(self, seconds: float) -> None:
        """One wake-up that came so much too late."""
        late = seconds * 1000
        self._counted[int(late * STEPS)] += 1
        self._most = max(self._most, late)
        self._over += late > TOO_LATE_MS

    def figures(self) -> dict[str, float | int] | None:
        """Milliseconds late since the last reset; ``over_20`` counts those above 20."""
        total = self._counted.total()
        if not total:
            return None
        shares = {f"p{share}": self._at(total * share / 100) for share in (50, 95, 99)}
        return {**shares, "max": round(self._most, 2), "over_20": self._over, "n": total}

    def _at(self, rank: float) -> float:
        """The upper end of the step in which this one of all counted lies."""
        steps = sorted(self._counted)
        counts = accumulate(self._counted[step] for step in steps)
        return next(step + 1 for step, seen in zip(steps, counts, strict=True) if seen >= rank) / STEPS

    async def _watch(self) -> None:
        while True:
            due = time.perf_counter() + TICK_SECONDS
            await asyncio.sleep(TICK_SECONDS)
            self.note(max(time.perf_counter() - due, 0.0))


loop_lag = LoopLag()
