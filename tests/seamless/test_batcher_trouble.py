"""The queue in front of the model when something fails: what it costs, and whom."""

from __future__ import annotations

import time
import weakref
from collections.abc import Sequence
from typing import Any

import pytest

from ml.errors import EngineError
from ml.seamless.batcher import Task, Urgency
from tests.seamless.benches import OutOfMemoryError, wait_for


def test_without_memory_for_all_half_of_it_is_tried(bench) -> None:
    one = bench(together=8)
    one.most = 2
    made = one.queue(*(("hear", str(number), Urgency.FINAL) for number in range(8)))
    one.go()
    assert [future.result(5) for future in made] == [f"{number}!" for number in range(8)]
    assert set(one.mended) == {"gpu.full"}


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


def test_an_error_keeps_nothing_of_whom_it_befell(bench) -> None:
    one = bench()
    one.fails = [RuntimeError("CUDA error: device lost")]
    one.batcher._rest = (30.0,)
    first, second = one.queue(("hear", "a", Urgency.FINAL), ("hear", "b", Urgency.FINAL))
    one.go()
    errors = [future.exception(5) for future in (first, second)]
    assert errors[0] is not errors[1]
    assert all(error is not None and error.__traceback__ is None for error in errors)
    assert one.batcher._ill is not None
    assert one.batcher._ill not in errors


def test_half_a_batch_runs_when_what_the_whole_held_is_free(bench) -> None:
    class Activations:
        """What a failed run has on the device."""

    one = bench(together=4)
    held: list[weakref.ref[Activations]] = []
    left: list[int] = []

    def work(payloads: Sequence[Any]) -> list[Any]:
        one.gate.wait(5)
        left.append(sum(ref() is not None for ref in held))
        activations = Activations()
        held.append(weakref.ref(activations))
        if len(payloads) > 1 and payloads[0] != "first":
            raise OutOfMemoryError("CUDA out of memory")
        return list(payloads)

    one.batcher._tasks = {"hear": Task(work, 4), "speak": Task(one._work)}
    made = one.queue(*(("hear", str(number), Urgency.FINAL) for number in range(4)))
    one.go()
    assert [future.result(5) for future in made] == ["0", "1", "2", "3"]
    assert set(left) == {0}
    assert one.mended[:1] == ["gpu.full"]  # memory was given back before


def test_too_few_results_are_the_jobs_error_and_not_the_threads_end(bench) -> None:
    one = bench()
    work = one._work
    one.batcher._tasks = {"hear": Task(lambda payloads: work(payloads)[:-1], 4), "speak": Task(work)}
    first, second = one.queue(("hear", "a", Urgency.FINAL), ("hear", "b", Urgency.FINAL))
    one.go()
    assert first.result(5) == "a!"
    with pytest.raises(EngineError):
        second.result(5)
    assert one.batcher.submit("speak", "c", Urgency.FINAL).result(5) == "c!"


def test_a_lost_device_is_mended_though_nobody_asks(bench) -> None:
    one = bench()
    one.fails = [RuntimeError("CUDA error: device lost")]
    (first,) = one.queue(("speak", "a", Urgency.FINAL))
    one.go()
    with pytest.raises(EngineError):
        first.result(5)
    assert wait_for(lambda: one.mended == ["gpu.lost"] and one.batcher.idle)
