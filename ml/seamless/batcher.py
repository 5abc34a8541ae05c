"""One model, many talks: a queue by urgency in front of the one thread that may call the model.

What a learner waits for goes first, and what may run together runs together. A model on a GPU is neither
thread-safe nor faster when two threads ask it at once: everything goes through here.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from ml.errors import EngineError

MOST_WAITING = 256  # jobs; more means that nobody will be answered in time
REST_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)  # after so many failures running
LONGEST_REST_TO_WAIT_FOR = 1.0  # seconds; whoever would wait longer does something else
CLOSING_SECONDS = 10.0


class Urgency(IntEnum):
    """Who goes first. Equals go in the order of their coming."""

    FIRST_SOUND = 0  # a learner waits in silence for the reply's first sentence
    FINAL = 1  # what was said is over: it has to be understood
    NEXT_SOUND = 2  # a sentence while another is sounding
    TRANSLATION = 3
    PARTIAL = 4  # what has been said so far; only shown
    TUNING = 5  # a step of a learner's adapter


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of work: ``run`` takes payloads and gives as many results, in order."""

    run: Callable[[Sequence[Any]], Sequence[Any]]
    together: int = 1  # payloads at most


@dataclass(order=True, slots=True)
class _Job:
    urgency: Urgency
    order: int
    task: str = field(compare=False)
    group: Hashable = field(compare=False)
    payload: Any = field(compare=False)
    until: float = field(compare=False)  # monotonic; nobody wants it later
    future: Future[Any] = field(compare=False)


class Batcher:
    """Runs jobs in one thread of its own, by urgency; jobs of one task and group may run as one batch.

    ``trouble`` turns what a task raised into the EngineError that callers get. ``split``: whether half a
    batch may succeed where the whole failed. After a retryable failure the thread rests, the longer the more
    there were running, then calls ``mend``, which brings the device back or raises.
    """

    def __init__(
        self,
        tasks: Mapping[str, Task],
        *,
        trouble: Callable[[Exception], EngineError],
        split: Callable[[EngineError], bool] = lambda error: False,
        mend: Callable[[EngineError], None] = lambda error: None,
        rest: Sequence[float] = REST_SECONDS,
    ) -> None:
        self._tasks = tasks
        self._trouble, self._split, self._mend = trouble, split, mend
        self._rest = rest
        self._failures = 0
        self._ill: EngineError | None = None
        self._rests_until = 0.0  # monotonic
        self._waiting: list[_Job] = []
        self._order = itertools.count()
        self._change = threading.Condition()
        self._busy = self._closed = False
        self.batches: dict[str, int] = dict.fromkeys(tasks, 0)  # runs so far
        self._thread = threading.Thread(target=self._work, name="seamless-batcher", daemon=True)
        self._thread.start()

    def submit(
        self,
        task: str,
        payload: Any,
        urgency: Urgency,
        *,
        group: Hashable = None,
        within: float = 30.0,
    ) -> Future[Any]:
        """Queue a job. It fails with ``engine.busy`` when it did not begin ``within`` seconds.

        Cancelling the future takes it out of the queue. EngineError ``engine.busy`` when too many wait, the
        device's own while it rests for more than a second (both retryable), ``engine.closed`` after the end.
        """
        future: Future[Any] = Future()
        until = time.monotonic() + within
        with self._change:
            if self._closed:
                raise EngineError("engine.closed", "the model was put away")
            if self._ill is not None and self._rests_until - time.monotonic() > LONGEST_REST_TO_WAIT_FOR:
                raise EngineError(self._ill.code, "the device is left alone for a while", retryable=True)
            if len(self._waiting) >= MOST_WAITING:
                self._waiting = [job for job in self._waiting if not job.future.cancelled()]
                heapq.heapify(self._waiting)
            if len(self._waiting) >= MOST_WAITING:
                raise EngineError("engine.busy", f"{MOST_WAITING} jobs wait for the model", retryable=True)
            heapq.heappush(
                self._waiting, _Job(urgency, next(self._order), task, group, payload, until, future)
            )
            self._change.notify()
        return future

    @property
    def idle(self) -> bool:
        """Whether a job would begin at once."""
        with self._change:
            return not (self._busy or self._waiting or self._ill)

    def close(self) -> None:
        """End after the batch at hand; whoever waits gets ``engine.closed``."""
        with self._change:
            self._closed = True
            left, self._waiting = self._waiting, []
            self._change.notify()
        _fail(left, EngineError("engine.closed", "the model was put away"))
        self._thread.join(CLOSING_SECONDS)

    # ------------------------------------------------------------------ the thread

    def _work(self) -> None:
        while True:
            with self._change:
                self._busy = False
                while not (self._waiting or self._closed or self._ill):
                    self._change.wait()
                if self._closed:
                    return
                self._busy = True
            if self._ill is not None and not self._well_again():
                continue
            if jobs := self._next_batch():
                self._run(jobs)
            del jobs  # else somebody's voice stays here until the next comes

    def _next_batch(self) -> list[_Job]:
        """The most urgent job, and what may run with it."""
        now = time.monotonic()
        taken: list[_Job] = []
        late: list[_Job] = []
        left: list[_Job] = []
        with self._change:
            while self._waiting:
                job = heapq.heappop(self._waiting)
                fits = not taken or (
                    (job.task, job.group) == (taken[0].task, taken[0].group)
                    and len(taken) < self._tasks[job.task].together
                )
                if not fits:
                    left.append(job)
                elif not job.future.set_running_or_notify_cancel():
                    continue
                elif job.until < now:
                    late.append(job)
                else:
                    taken.append(job)
                if taken and len(taken) >= self._tasks[taken[0].task].together:
                    break
            for job in left:
                heapq.heappush(self._waiting, job)
        _fail(late, EngineError("engine.busy", "the model had no time for it", retryable=True))
        return taken

    def _run(self, jobs: list[_Job]) -> None:
        task = self._tasks[jobs[0].task]
        self.batches[jobs[0].task] += 1
        error = self._outcome(task, jobs)
        if error is None:
            self._failures = 0
            return
        # Outside of the handler: while that lasts, the error holds all that the failed run had on the device.
        if len(jobs) > 1 and self._split(error) and self._mended(error):
            half = len(jobs) // 2
            self._run(jobs[:half])
            self._run(jobs[half:])
            return
        _fail(jobs, error)
        if error.retryable:
            self._failures += 1
            self._ill = error

    def _outcome(self, task: Task, jobs: list[_Job]) -> EngineError | None:
        """Run the jobs and hand out the results; what went wrong, without what it was raised with."""
        try:
            results = task.run([job.payload for job in jobs])
            for job, result in zip(jobs, results, strict=True):
                job.future.set_result(result)
        except Exception as raised:  # whatever it is, it belongs to these jobs and to nobody else
            return (raised if isinstance(raised, EngineError) else self._trouble(raised)).fresh()
        return None

    def _mended(self, error: EngineError) -> bool:
        """Whether the device is ready again; else it is ill, and says of what."""
        try:
            self._mend(error)
        except Exception as raised:
            self._failures += 1
            self._ill = (raised if isinstance(raised, EngineError) else self._trouble(raised)).fresh()
            return False
        return True

    def _well_again(self) -> bool:
        """Rest after a failure, the longer the more there were, then mend what is broken."""
        assert self._ill is not None
        seconds = self._rest[min(self._failures, len(self._rest)) - 1]
        with self._change:
            self._rests_until = time.monotonic() + seconds
            while not self._closed and (left := self._rests_until - time.monotonic()) > 0:
                self._change.wait(left)
            if self._closed:
                return False
        error, self._ill = self._ill, None
        if self._mended(error):
            return True
        with self._change:
            waiting, self._waiting = self._waiting, []
        _fail(waiting, self._ill or error)
        return False


def _fail(jobs: Sequence[_Job], error: EngineError) -> None:
    """Each gets an error of its own: it is raised in as many threads."""
    for job in jobs:
        if job.future.done():
            continue
        if job.future.running() or job.future.set_running_or_notify_cancel():
            job.future.set_exception(error.fresh())
