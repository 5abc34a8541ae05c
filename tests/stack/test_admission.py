"""Slots: in one process and over a real Redis, the same manners."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from conversations import admission
from conversations.admission import Admission, LocalAdmission, RedisAdmission, wait_seconds
from tests.servers import RedisServer

LEASE = 0.3


@pytest.fixture(params=["local", "redis"])
def slots(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Admission]:
    """Two slots whose leases are short."""
    monkeypatch.setattr(admission, "LEASE_SECONDS", LEASE)
    if request.param == "local":
        yield LocalAdmission(2)
        return
    client: redis.Redis = request.getfixturevalue("client")
    yield RedisAdmission(client, "test", 2)


def test_whoever_finds_a_free_slot_gets_it(slots: Admission) -> None:
    assert [slots.ask(turn, who=turn) for turn in (1, 2)] == [0, 0]


def test_the_others_wait_by_arrival(slots: Admission) -> None:
    asked = [slots.ask(turn, who=turn) for turn in (1, 2, 3, 4, 5)]
    assert asked == [0, 0, 1, 2, 3]
    assert slots.ask(5, who=5) == 3, "asking again changes nothing"


def test_a_freed_slot_goes_to_the_first_in_line(slots: Admission) -> None:
    for turn in (1, 2, 3, 4):
        slots.ask(turn, who=turn)
    slots.leave(1, who=1)
    assert slots.ask(4, who=4) == 2, "who came later does not overtake"
    assert slots.ask(3, who=3) == 0
    assert slots.ask(4, who=4) == 1


def test_who_leaves_the_line_makes_room(slots: Admission) -> None:
    for turn in (1, 2, 3, 4):
        slots.ask(turn, who=turn)
    slots.leave(3, who=3)
    assert slots.ask(4, who=4) == 1


def test_a_learner_waits_with_one_turn(slots: Admission) -> None:
    for turn in (1, 2, 3):
        slots.ask(turn, who=turn)
    assert slots.ask(33, who=3) == 2, "behind the own first one"
    assert slots.ask(4, who=4) == 2, "and takes nobody's place"
    slots.leave(1, who=1)
    assert slots.ask(33, who=3) == 2
    assert slots.ask(3, who=3) == 0


def test_a_slot_is_kept_by_asking(slots: Admission) -> None:
    slots.ask(1, who=1)
    slots.ask(2, who=2)
    for _ in range(4):
        time.sleep(LEASE / 2)
        assert slots.ask(1, who=1) == 0
    assert slots.ask(3, who=3) == 0, "the one that nobody asked for is free"
    assert slots.ask(4, who=4) == 1


def test_a_process_that_died_leaves_neither_slots_nor_waiters(slots: Admission) -> None:
    for turn in (1, 2, 3, 4):
        slots.ask(turn, who=turn)
    time.sleep(LEASE * 1.5)
    assert [slots.ask(turn, who=turn) for turn in (5, 6, 7)] == [0, 0, 1]


def test_leaving_twice_harms_nobody(slots: Admission) -> None:
    slots.ask(1, who=1)
    slots.leave(1, who=1)
    slots.leave(1, who=1)
    assert [slots.ask(turn, who=turn) for turn in (2, 3, 4)] == [0, 0, 1]


def test_who_holds_and_who_waits_is_counted(slots: Admission) -> None:
    assert slots.look() == (0, 0)
    for turn in (1, 2, 3, 4):
        slots.ask(turn, who=turn)
    slots.ask(33, who=3)  # a learner waits once
    assert slots.look() == (2, 2)
    slots.leave(1, who=1)
    slots.leave(4, who=4)
    assert slots.look() == (1, 1)


def test_many_at_once_never_share_a_slot(redis_server: RedisServer, client: redis.Redis) -> None:
    def ask(turn: int) -> int:
        connected = redis.Redis.from_url(redis_server.url)
        try:
            return RedisAdmission(connected, "many", 16).ask(turn, who=turn)
        finally:
            connected.close()

    with ThreadPoolExecutor(40) as pool:
        places = sorted(pool.map(ask, range(40)))
    assert places == [0] * 16 + list(range(1, 25))


@pytest.mark.parametrize(("place", "slots", "seconds"), [(1, 16, 5), (3, 2, 15), (16, 16, 10), (40, 16, 20)])
def test_the_wait_is_told_in_round_seconds(place: int, slots: int, seconds: int) -> None:
    assert wait_seconds(place, slots) == seconds
