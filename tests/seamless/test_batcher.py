"""The queue in front of the model: who goes first, what runs together, and what a failure costs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

import pytest

from ml.errors import EngineError
from ml.seamless.batcher import MOST_WAITING, Batcher, Task, Urgency
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


@pytest.fixture
def bench():
    benches: list[Bench] = []

    def make(**more: Any) -> Bench:
        benches.append(Bench(**more))
        return benches[-1]

    yield make
    for each in benches:
        each.gate.set()
        each.batcher.close()


def test_the_most_urgent_goes_first_and_equals_in_order(bench) -> None:
    one = bench()
    made = one.queue(
        ("speak", "next", Urgency.NEXT_SOUND),
        ("speak", "tuning", Urgency.TUNING),
        ("speak", "partial", Urgency.PARTIAL),
        ("speak", "reply", Urgency.FIRST_SOUND),
        ("speak", "final", Urgency.FINAL),
        ("speak", "reply2", Urgency.FIRST_SOUND),
    )
    one.go()
    assert made[0].result(5) == "next!"
    assert [future.result(5) for future in made]
    order = [batch[0] for batch in one.batches[1:]]
    assert order == ["reply", "reply2", "final", "next", "partial", "tuning"]


def test_the_same_task_runs_together_and_no_more_than_fit(bench) -> None:
    one = bench(together=4)
    made = one.queue(*(("hear", str(number), Urgency.FINAL) for number in range(6)))
    one.go()
    assert [future.result(5) for future in made] == [f"{number}!" for number in range(6)]
    assert [len(batch) for batch in one.batches[1:]] == [4, 2]


def test_other_groups_do_not_run_together(bench) -> None:
    one = bench()
    one.queue()
    for number in range(4):
        last = one.batcher.submit("hear", number, Urgency.FINAL, group=number % 2)
    one.go()
    last.result(5)
    assert one.batches[1:] == [[0, 2], [1, 3]]


def test_a_less_urgent_one_may_ride_along(bench) -> None:
    one = bench()
    made = one.queue(("hear", "partial", Urgency.PARTIAL), ("hear", "final", Urgency.FINAL))
    one.go()
    [future.result(5) for future in made]
    assert one.batches[1:] == [["final", "partial"]]


def test_what_was_cancelled_is_not_run(bench) -> None:
    one = bench()
    gone, kept = one.queue(("speak", "gone", Urgency.FINAL), ("speak", "kept", Urgency.FINAL))
    assert gone.cancel()
    one.go()
    assert kept.result(5) == "kept!"
    assert ["gone"] not in one.batches


def test_what_comes_too_late_is_told_so(bench) -> None:
    one = bench()
    (late,) = one.queue(("speak", "late", Urgency.PARTIAL), within=0.0)
    one.go()
    with pytest.raises(EngineError) as caught:
        late.result(5)
    assert (caught.value.code, caught.value.retryable) == ("engine.busy", True)
    assert ["late"] not in one.batches


def test_too_many_are_turned_away_at_once(bench) -> None:
    one = bench()
    one.queue()
    for number in range(MOST_WAITING):
        one.batcher.submit("hear", number, Urgency.PARTIAL)
    with pytest.raises(EngineError) as caught:
        one.batcher.submit("hear", "one more", Urgency.FIRST_SOUND)
    assert (caught.value.code, caught.value.retryable) == ("engine.busy", True)


def test_without_memory_for_all_half_of_it_is_tried(bench) -> None:
    one = bench(together=8)
    one.most = 2
    made = one.queue(*(("hear", str(number), Urgency.FINAL) for number in range(8)))
    one.go()
    assert [future.result(5) for future in made] == [f"{number}!" for number in range(8)]
    assert not one.mended


def test_without_memory_for_one_it_fails_and_the_next_goes_on_after_a_rest(bench) -> None:
    one = bench()
    one.fails = [OutOfMemoryError("CUDA out of memory")]
    first, second = one.queue(("speak", "a", Urgency.FINAL), ("speak", "b", Urgency.FINAL))
    one.go()
    with pytest.raises(EngineError) as caught:
        first.result(5)
    assert (caught.value.code, caught.value.retryable) == ("gpu.full", True)
    assert second.result(5) == "b!"
    assert one.mended == ["gpu.full"]


def test_a_lost_device_is_mended_before_anything_else_runs(bench) -> None:
    one = bench()
    one.fails = [RuntimeError("CUDA error: unspecified launch failure")]
    first, second = one.queue(("speak", "a", Urgency.FINAL), ("speak", "b", Urgency.FINAL))
    one.go()
    with pytest.raises(EngineError) as caught:
        first.result(5)
    assert (caught.value.code, caught.value.retryable) == ("gpu.lost", True)
    assert second.result(5) == "b!"
    assert one.mended == ["gpu.lost"]


def test_while_it_cannot_be_mended_everybody_is_told_and_it_is_tried_again(bench) -> None:
    tries: list[str] = []

    def mend(error: EngineError) -> None:
        tries.append(error.code)
        if len(tries) < 3:
            raise RuntimeError("CUDA error: no CUDA GPUs are available")

    one = bench(mend=mend)
    one.fails = [RuntimeError("CUDA error: device lost")]
    (first,) = one.queue(("speak", "a", Urgency.FINAL))
    one.go()
    codes = []
    while True:
        try:
            first.result(5)
            break
        except EngineError as error:
            codes.append(error.code)
        first = one.batcher.submit("speak", "again", Urgency.FINAL)
    assert first.result(5) == "again!"
    assert set(codes) == {"gpu.lost"}
    assert len(tries) == 3


def test_a_bug_costs_its_own_job_only(bench) -> None:
    one = bench()
    one.fails = [KeyError("something else")]
    first, second = one.queue(("speak", "a", Urgency.FINAL), ("speak", "b", Urgency.FINAL))
    one.go()
    with pytest.raises(EngineError) as caught:
        first.result(5)
    assert (caught.value.code, caught.value.retryable) == ("engine.failed", False)
    assert "something else" not in str(caught.value)
    assert second.result(5) == "b!"
    assert not one.mended


def test_it_is_idle_when_nothing_waits(bench) -> None:
    one = bench()
    assert one.batcher.idle
    (last,) = one.queue(("speak", "a", Urgency.FINAL))
    assert not one.batcher.idle
    one.go()
    last.result(5)
    assert wait_for(lambda: one.batcher.idle)


def test_after_the_end_nobody_waits_for_ever(bench) -> None:
    one = bench()
    (left,) = one.queue(("speak", "a", Urgency.TUNING))
    closing = threading.Thread(target=one.batcher.close)
    closing.start()
    with pytest.raises(EngineError) as caught:
        left.result(5)
    assert caught.value.code == "engine.closed"
    one.go()
    closing.join(5)
    with pytest.raises(EngineError):
        one.batcher.submit("speak", "b", Urgency.FINAL)


def test_while_the_device_rests_for_long_nobody_waits_for_it(bench) -> None:
    one = bench()
    one.batcher._rest = (5.0,)
    one.fails = [RuntimeError("CUDA error: device lost")]
    (first,) = one.queue(("speak", "a", Urgency.FINAL))
    one.go()
    with pytest.raises(EngineError):
        first.result(5)
    assert wait_for(lambda: one.batcher._rests_until > time.monotonic() + 1)
    with pytest.raises(EngineError) as caught:
        one.batcher.submit("speak", "b", Urgency.FIRST_SOUND)
    assert (caught.value.code, caught.value.retryable) == ("gpu.lost", True)
