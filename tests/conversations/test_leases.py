"""Who works on a turn: one worker at a time, and a dead one does not keep the turn."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations import lease
from conversations.lease import (
    LEASE_SECONDS,
    MAX_ATTEMPTS,
    WORKER,
    Held,
    LeaseKeeper,
    LeaseLost,
    lease_expired,
    lease_release,
    lease_take,
)
from conversations.models import Conversation, Turn, TurnEvent
from conversations.protocol import TurnStarted
from conversations.records import Change, changes_write
from conversations.services import turn_waits

PAST = timedelta(seconds=-1)


@pytest.fixture
def turn(talk: Conversation) -> Turn:
    return Turn.objects.create(conversation=talk, number=1, kind=Turn.Kind.SPEECH)


def change(turn: Turn, **fields: Any) -> Turn:
    Turn.objects.filter(pk=turn.pk).update(**fields)
    turn.refresh_from_db()
    return turn


def expired(turn: Turn, **fields: Any) -> Turn:
    return change(turn, lease_until=timezone.now() + PAST, **fields)


# ------------------------------------------------------------------ taking


def test_a_turn_that_nobody_has_is_taken_with_the_first_attempt(turn: Turn) -> None:
    assert lease_take(turn.pk) == 1
    turn.refresh_from_db()
    assert turn.worker == WORKER
    assert timezone.now() < turn.lease_until <= timezone.now() + timedelta(seconds=LEASE_SECONDS)


def test_a_turn_that_is_held_is_not_taken(turn: Turn) -> None:
    lease_take(turn.pk)
    assert lease_take(turn.pk) is None
    turn.refresh_from_db()
    assert turn.attempt == 1


def test_a_turn_whose_lease_ran_out_is_taken_with_the_next_attempt(turn: Turn) -> None:
    lease_take(turn.pk)
    expired(turn, worker="somebody who died")
    assert lease_take(turn.pk) == 2
    turn.refresh_from_db()
    assert turn.worker == WORKER


def test_a_turn_that_was_given_back_is_taken_at_once(turn: Turn) -> None:
    lease_take(turn.pk)
    lease_release(turn.pk, 1)
    assert lease_take(turn.pk) == 2


def test_an_old_attempt_cannot_give_back_what_a_new_one_has(turn: Turn) -> None:
    lease_take(turn.pk)
    expired(turn)
    lease_take(turn.pk)
    lease_release(turn.pk, 1)
    assert lease_take(turn.pk) is None


def test_a_turn_is_tried_no_more_than_three_times(turn: Turn) -> None:
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert lease_take(turn.pk) == attempt
        lease_release(turn.pk, attempt)
    assert lease_take(turn.pk) is None


@pytest.mark.parametrize("status", [Turn.Status.DONE, Turn.Status.DISMISSED, Turn.Status.FAILED])
def test_a_turn_that_is_over_is_not_taken(turn: Turn, status: str) -> None:
    change(turn, status=status)
    assert lease_take(turn.pk) is None


# ------------------------------------------------------------------ waiting for a worker


def test_a_held_turn_waits_for_nobody(turn: Turn) -> None:
    lease_take(turn.pk)
    assert not lease_expired(turn.pk)


def test_a_turn_whose_worker_died_waits(turn: Turn) -> None:
    lease_take(turn.pk)
    expired(turn)
    assert lease_expired(turn.pk)


def test_a_new_turn_is_given_time_before_it_counts_as_forgotten(turn: Turn) -> None:
    assert not lease_expired(turn.pk)
    change(turn, created_at=timezone.now() - timedelta(seconds=LEASE_SECONDS + 1))
    assert lease_expired(turn.pk)


def test_a_turn_that_is_over_waits_for_nobody(turn: Turn) -> None:
    expired(turn, status=Turn.Status.DONE)
    assert not lease_expired(turn.pk)


def test_a_dead_workers_turn_is_sent_out_again(turn: Turn) -> None:
    expired(turn, attempt=1)
    assert turn_waits(turn.pk)


def test_a_turn_that_killed_three_workers_is_given_up_with_a_word(turn: Turn) -> None:
    expired(turn, attempt=MAX_ATTEMPTS)
    assert not turn_waits(turn.pk)
    turn.refresh_from_db()
    assert turn.status == Turn.Status.FAILED
    (event,) = TurnEvent.objects.filter(turn=turn)
    assert (event.type, event.payload["code"]) == ("turn.failed", "turn.lost")


# ------------------------------------------------------------------ keeping


def renewed(turn: Turn) -> bool:
    """Whether somebody renews the lease within a while."""
    for _ in range(500):
        turn.refresh_from_db()
        if turn.lease_until is not None and turn.lease_until > timezone.now():
            return True
        time.sleep(0.01)
    return False


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch) -> LeaseKeeper:
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.01)
    return LeaseKeeper()


def keep_until_renewed(
    keeper: LeaseKeeper, turn: Turn, *others: Turn, and_drop: tuple[Held, ...] = ()
) -> bool:
    held = [*and_drop, *(keeper.hold(one.pk) for one in (*others, turn))]
    thread = keeper._thread
    try:
        return renewed(turn)
    finally:
        for one in held:
            keeper.drop(one)
        assert thread is not None
        thread.join(10)
        assert not thread.is_alive(), "a keeper with nothing to keep goes home"


def test_the_lease_of_a_turn_that_is_worked_on_is_renewed(turn: Turn, keeper: LeaseKeeper) -> None:
    assert keep_until_renewed(keeper, expired(turn, worker=WORKER, attempt=1))


def test_the_lease_of_another_worker_is_not_renewed(turn: Turn, keeper: LeaseKeeper) -> None:
    lost = Turn.objects.create(conversation=turn.conversation, number=2, kind=Turn.Kind.SPEECH)
    expired(lost, worker="another", attempt=2)
    assert keep_until_renewed(keeper, expired(turn, worker=WORKER, attempt=1), lost)
    lost.refresh_from_db()
    assert lost.lease_until < timezone.now()


def test_an_attempt_in_which_nothing_moves_is_not_renewed_for_ever(
    turn: Turn, keeper: LeaseKeeper, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(lease, "STUCK_SECONDS", 0.05)
    hung = Turn.objects.create(conversation=turn.conversation, number=2, kind=Turn.Kind.SPEECH)
    expired(hung, worker=WORKER, attempt=1)
    began = time.monotonic() - 1
    held = keeper.hold(hung.pk, lambda: began)
    assert keep_until_renewed(keeper, expired(turn, worker=WORKER, attempt=1), and_drop=(held,))
    hung.refresh_from_db()
    assert hung.lease_until < timezone.now()
    assert lease_expired(hung.pk), "the next attempt may have it"
    assert f"turn {hung.pk}: an attempt made no step for 0 s and is given up" in caplog.messages


def test_what_hangs_is_counted_until_it_comes_back(
    turn: Turn, keeper: LeaseKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "STUCK_SECONDS", 0.05)
    held = keeper.hold(turn.pk, lambda: 0.0)
    for _ in range(500):
        if keeper.stuck():
            break
        time.sleep(0.01)
    assert keeper.stuck() == 1
    keeper.drop(held)
    assert keeper.stuck() == 0


# ------------------------------------------------------------------ writing


def started(turn: Turn) -> Change:
    return Change(message=TurnStarted(turn=turn.number, offset=7), turn={"offset": 7})


def test_what_an_old_attempt_writes_is_refused_whole(turn: Turn) -> None:
    change(turn, attempt=2)
    with pytest.raises(LeaseLost):
        changes_write(turn, 1, [started(turn)])
    turn.refresh_from_db()
    assert turn.offset == 0
    assert not TurnEvent.objects.exists()


def test_nothing_is_written_to_a_turn_that_is_over(turn: Turn) -> None:
    change(turn, attempt=1, status=Turn.Status.FAILED)
    with pytest.raises(LeaseLost):
        changes_write(turn, 1, [started(turn)])


def test_what_the_newest_attempt_writes_is_numbered(turn: Turn, talk: Conversation) -> None:
    change(turn, attempt=2)
    numbered = changes_write(turn, 2, [started(turn), started(turn)])
    assert [message.seq for message in numbered] == [1, 2]  # type: ignore[attr-defined]
    assert [message.seq for message in changes_write(turn, 2, [started(turn)])] == [3]  # type: ignore[attr-defined]
    talk.refresh_from_db()
    assert talk.last_seq == 3
