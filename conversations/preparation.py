"""A reply made ahead of need, in a thread of its own.

At a soft pause the reply to what was heard so far is begun; its first sentence is made and held. If
the turn ends there, it is already waiting; if speech goes on, it is dropped unheard.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from conversations.job import Step
from ml.types import Heard

POOL = ThreadPoolExecutor(max_workers=48, thread_name_prefix="prepare")


class Preparation:
    """Steps of a reply, made in the background; ``steps()`` waits for them, ``drop()`` ends the work."""

    def __init__(
        self, heard: Heard, revision: int, make: Callable[[Callable[[], bool]], Iterator[Step]]
    ) -> None:
        """``make`` is given a question: whether the reply was dropped, so that no model goes on with it."""
        self.heard = heard
        self.revision = revision
        self._steps: queue.SimpleQueue[Step | BaseException | None] = queue.SimpleQueue()
        self._wanted = threading.Event()
        self._begun = threading.Event()
        self._dropped = False
        POOL.submit(self._work, make)

    def drop(self) -> None:
        self._dropped = True
        self._wanted.set()

    def is_ready(self, seconds: float) -> bool:
        """Whether there is a step to take, now or within these seconds."""
        return self._begun.wait(seconds)

    def steps(self) -> Iterator[Step]:
        self._wanted.set()
        while (step := self._steps.get()) is not None:
            if isinstance(step, BaseException):
                raise step
            yield step

    def _work(self, make: Callable[[Callable[[], bool]], Iterator[Step]]) -> None:
        try:
            for step in make(lambda: self._dropped):
                self._steps.put(step)
                self._begun.set()
                if step.frames:
                    self._wanted.wait()  # the first sound is ready; the rest is made when it is wanted
                if self._dropped:
                    break
            self._steps.put(None)
            self._begun.set()
        except Exception as error:  # handed to whoever takes the steps
            self._steps.put(error)
            self._begun.set()
