"""Who may be answered now: so many turns at once, the others by arrival.

A slot is an open turn. It is leased: whoever holds or waits asks again before ``LEASE_SECONDS`` are
over, so what a dead process held is free by itself. A learner waits with one turn only. Nobody who
waits is overtaken, so a place only falls.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import redis

LEASE_SECONDS = 4.0
TURN_SECONDS = 8.0  # a turn's usual length, for the estimate that waiting learners are told


class Admission(Protocol):
    """The slots of one installation."""

    @property
    def slots(self) -> int: ...

    def ask(self, turn_id: int, who: int) -> int:
        """0: the turn has a slot. Else its place in the line, 1 being the next. Ask again in time."""

    def leave(self, turn_id: int, who: int) -> None:
        """The turn is over, or waits no longer."""

    def look(self) -> tuple[int, int]:
        """How many slots are held, and how many learners wait for one."""


def wait_seconds(place: int, slots: int) -> int:
    """About how long a place lasts, in steps of five seconds."""
    return max(-(-int(place * TURN_SECONDS / slots) // 5) * 5, 5)


@dataclass
class _Waiting:
    turn_id: int
    asked_at: float


class LocalAdmission:
    """Slots of one process."""

    def __init__(self, slots: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.slots = slots
        self._clock = clock
        self._held: dict[int, float] = {}  # turn -> when its lease ends
        self._line: dict[int, _Waiting] = {}  # learner -> turn, in order of arrival
        self._lock = threading.Lock()

    def ask(self, turn_id: int, who: int) -> int:
        now = self._clock()
        with self._lock:
            self._held = {turn: until for turn, until in self._held.items() if until > now}
            if turn_id not in self._held:
                place = self._place(turn_id, who, now)
                if place:
                    return place
            self._held[turn_id] = now + LEASE_SECONDS
            return 0

    def _place(self, turn_id: int, who: int, now: float) -> int:
        late = now - LEASE_SECONDS
        self._line = {learner: one for learner, one in self._line.items() if one.asked_at > late}
        waiting = self._line.setdefault(who, _Waiting(turn_id, now))
        before = list(self._line).index(who)
        if waiting.turn_id != turn_id:
            return before + 2  # behind the learner's own other turn
        waiting.asked_at = now
        if len(self._held) + before < self.slots:
            del self._line[who]
            return 0
        return before + 1

    def leave(self, turn_id: int, who: int) -> None:
        with self._lock:
            self._held.pop(turn_id, None)
            if who in self._line and self._line[who].turn_id == turn_id:
                del self._line[who]

    def look(self) -> tuple[int, int]:
        now = self._clock()
        with self._lock:
            held = sum(until > now for until in self._held.values())
            return held, sum(one.asked_at > now - LEASE_SECONDS for one in self._line.values())


# KEYS: held, line, asked, turns, arrivals. ARGV: lease (seconds), slots, turn, learner.
_ASK = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1e6
local lease, slots = tonumber(ARGV[1]), tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local held = redis.call('ZSCORE', KEYS[1], ARGV[3])
if not held then
  for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now - lease)) do
    redis.call('ZREM', KEYS[2], gone)
    redis.call('ZREM', KEYS[3], gone)
    redis.call('HDEL', KEYS[4], gone)
  end
  redis.call('ZADD', KEYS[2], 'NX', redis.call('INCR', KEYS[5]), ARGV[4])
  redis.call('HSETNX', KEYS[4], ARGV[4], ARGV[3])
  local before = redis.call('ZRANK', KEYS[2], ARGV[4])
  if redis.call('HGET', KEYS[4], ARGV[4]) ~= ARGV[3] then
    return before + 2
  end
  redis.call('ZADD', KEYS[3], now, ARGV[4])
  for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, 3600) end
  if redis.call('ZCARD', KEYS[1]) + before >= slots then
    return before + 1
  end
  redis.call('ZREM', KEYS[2], ARGV[4])
  redis.call('ZREM', KEYS[3], ARGV[4])
  redis.call('HDEL', KEYS[4], ARGV[4])
end
redis.call('ZADD', KEYS[1], now + lease, ARGV[3])
redis.call('EXPIRE', KEYS[1], 3600)
return 0
"""
# KEYS as above. ARGV: turn, learner.
_LEAVE = """
redis.call('ZREM', KEYS[1], ARGV[1])
if redis.call('HGET', KEYS[4], ARGV[2]) == ARGV[1] then
  redis.call('ZREM', KEYS[2], ARGV[2])
  redis.call('ZREM', KEYS[3], ARGV[2])
  redis.call('HDEL', KEYS[4], ARGV[2])
end
"""


@dataclass
class RedisAdmission:
    """Slots of all processes. Redis's own clock counts: those of two machines may differ."""

    client: redis.Redis
    prefix: str
    slots: int
    _keys: list[str] = field(init=False)
    _ask: Any = field(init=False)
    _leave: Any = field(init=False)

    def __post_init__(self) -> None:
        names = ("held", "line", "asked", "turns", "arrivals")
        self._keys = [f"{self.prefix}:slots:{name}" for name in names]
        self._ask = self.client.register_script(_ASK)
        self._leave = self.client.register_script(_LEAVE)

    def ask(self, turn_id: int, who: int) -> int:
        """Raises redis.RedisError."""
        return int(self._ask(self._keys, [LEASE_SECONDS, self.slots, turn_id, who]))

    def leave(self, turn_id: int, who: int) -> None:
        """Raises redis.RedisError."""
        self._leave(self._keys, [turn_id, who])

    def look(self) -> tuple[int, int]:
        """Raises redis.RedisError. What has run out is counted until the next question sweeps it away."""
        with self.client.pipeline(transaction=False) as asked:
            asked.zcard(self._keys[0])
            asked.zcard(self._keys[1])
            held, waiting = asked.execute()
        return int(held), int(waiting)
