"""A batcher to try: its work is noted, and held back until everything is queued."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from ml.seamless.batcher import Batcher, Task, Urgency
from ml.seamless.trouble import may_split, trouble


class OutOfMemoryError(RuntimeError):
    """Named as PyTorch's."""


class Bench:
    """A batcher whose work is noted, and held back by ``gate`` until everything is queued."""

    def __init__(self, together: int = 4, **more: Any) -> None:
        self.batches: list[list[Any]] = []
        self.gate, self.begun = threading.Event(), threading.Event()
        self.fails: list[Exception] = []
        self.most = 100  # payloads that fit at once
        self.mended: list[str] = []
        tasks = {"hear": Task(self._work, together), "speak": Task(self._work)}
        self.batcher = Batcher(
            tasks,
            trouble=trouble,
            split=may_split,
            mend=more.pop("mend", lambda error: self.mended.append(error.code)),
            rest=(0.01, 0.02),
        )

    def _work(self, payloads: Sequence[Any]) -> list[Any]:
        self.begun.set()
        self.gate.wait(5)
        self.batches.append(list(payloads))
        if payloads[0] == "first":
            return list(payloads)
        if len(payloads) > self.most:
            raise OutOfMemoryError("CUDA out of memory")
        if self.fails:
            raise self.fails.pop(0)
        return [f"{payload}!" for payload in payloads]

    def queue(self, *jobs: tuple[str, str, Urgency], **more: Any) -> list[Future[Any]]:
        """Behind one that is held back, so that the order is the queue's."""
        self.batcher.submit("speak", "first", Urgency.FIRST_SOUND)
        self.begun.wait(5)
        return [self.batcher.submit(task, payload, urgency, **more) for task, payload, urgency in jobs]

    def go(self) -> None:
        self.gate.set()


def wait_for(holds: Callable[[], bool]) -> bool:
    for _ in range(500):
        if holds():
            return True
        time.sleep(0.01)
    return False
