"""How late the event loop is: what a bench asks of a running server."""

from __future__ import annotations

import asyncio
import time
from collections import deque

TICK_SECONDS = 0.005
KEPT = 60_000  # five minutes of ticks


class LoopLag:
    """Sleeps again and again and notes by how much it wakes too late."""

    def __init__(self) -> None:
        self._late: deque[float] = deque(maxlen=KEPT)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Call in the loop that is to be watched."""
        self._task = asyncio.create_task(self._watch())

    def figures(self) -> dict[str, float | int]:
        """Milliseconds late since this was last asked; ``over_20`` counts those above 20."""
        late = sorted(self._late)
        self._late.clear()
        if not late:
            return {}
        at = {f"p{share}": late[min(len(late) * share // 100, len(late) - 1)] for share in (50, 95, 99)}
        figures: dict[str, float | int] = {name: round(value * 1000, 2) for name, value in at.items()}
        over = sum(value > 0.020 for value in late)
        return {**figures, "max": round(late[-1] * 1000, 2), "over_20": over, "n": len(late)}

    async def _watch(self) -> None:
        while True:
            due = time.perf_counter() + TICK_SECONDS
            await asyncio.sleep(TICK_SECONDS)
            self._late.append(max(time.perf_counter() - due, 0.0))


loop_lag = LoopLag()
