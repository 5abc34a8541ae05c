"""The queue in front of the model: who goes first, and what runs together."""

from __future__ import annotations

import threading
import weakref

import pytest

from ml.errors import EngineError
from ml.seamless.batcher import MOST_WAITING, Urgency
from tests.seamless.benches import wait_for


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


def test_what_was_said_is_let_go_of_at_once(bench) -> None:
    """A worker may have nothing to do until tomorrow."""

    class Voice:
        """Somebody's."""

    one = bench()
    voice = Voice()
    gone = weakref.ref(voice)
    one.go()
    one.batcher.submit("hear", voice, Urgency.FINAL).result(5)
    one.batches.clear()
    del voice
    assert wait_for(lambda: gone() is None)


def test_who_gave_up_takes_nobodys_place(bench) -> None:
    one = bench()
    one.queue()
    gone = [one.batcher.submit("hear", number, Urgency.PARTIAL) for number in range(MOST_WAITING)]
    for future in gone:
        future.cancel()
    last = one.batcher.submit("hear", "wanted", Urgency.FIRST_SOUND)
    one.go()
    assert last.result(5) == "wanted!"
