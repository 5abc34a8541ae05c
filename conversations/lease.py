"""Who works on a turn: a lease in its row, renewed while the worker lives and the attempt goes on.

A worker that dies stops renewing, and one in which a call never comes back is not renewed for ever; whoever
waits for the turn sees the lease run out and has it dispatched again with the next attempt. Each write names
its attempt (fencing), so the old worker, should it wake up, changes nothing.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, connection
from django.db.models import F, Q

from conversations.clock import common_now
from conversations.db import updated
from conversations.metrics import ATTEMPTS_FAILED
from conversations.models import Turn

logger = logging.getLogger(__name__)

LEASE_SECONDS = 3.0
RENEW_SECONDS = 1.0
STUCK_SECONDS = 20.0  # an attempt that made no step for so long makes none any more; helpers are given ten
MAX_ATTEMPTS = 3
WORKER = f"{socket.gethostname()[:16]}-{os.getpid()}-{uuid.uuid4().hex[:8]}"


class LeaseLost(Exception):
    """Another attempt has the turn, or it is over: stop, and write nothing."""


def lease_take(turn_id: int) -> int | None:
    """The attempt this worker now holds (1, 2, 3); None if the turn is held, over or tried out."""
    now = common_now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    mine = Turn.objects.filter(free, pk=turn_id, status__in=Turn.LIVE, attempt__lt=MAX_ATTEMPTS)
    until = now + timedelta(seconds=LEASE_SECONDS)
    attempts = updated(mine, "attempt", attempt=F("attempt") + 1, worker=WORKER, lease_until=until)
    return attempts[0] if attempts else None


def lease_waited(turn: Turn) -> float:
    """Seconds from the beginning of the turn, read just after its lease was taken, until then."""
    assert turn.lease_until is not None
    taken = turn.lease_until - timedelta(seconds=LEASE_SECONDS)
    return max((taken - turn.created_at).total_seconds(), 0.0)


def lease_release(turn_id: int, attempt: int, **fields: str) -> None:
    """Give the turn back at once, for the next attempt; ``fields`` are noted with it."""
    Turn.objects.filter(pk=turn_id, attempt=attempt).update(lease_until=None, **fields)


def leases_expired(turn_ids: Sequence[int]) -> list[int]:
    """Which of the turns wait for a worker although somebody once had them, or nobody came."""
    now = common_now()
    late = now - timedelta(seconds=LEASE_SECONDS)
    gone = Q(lease_until__lt=now) | Q(lease_until__isnull=True, created_at__lt=late)
    if not turn_ids:
        return []
    return list(Turn.objects.filter(gone, pk__in=turn_ids, status__in=Turn.LIVE).values_list("pk", flat=True))


def lease_expired(turn_id: int) -> bool:
    return bool(leases_expired((turn_id,)))


@dataclass(eq=False, slots=True)
class Held:
    """A lease of this process; ``moved_at()`` is when (monotonic) its attempt was last seen to go on."""

    turn_id: int
    moved_at: Callable[[], float]
    stuck: bool = False


class LeaseKeeper:
    """One thread that renews all leases of this process, once a second."""

    def __init__(self) -> None:
        self._held: set[Held] = set()  # by attempt, not by turn: an old attempt may still end
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def hold(self, turn_id: int, moved_at: Callable[[], float] = time.monotonic) -> Held:
        held = Held(turn_id, moved_at)
        with self._lock:
            self._held.add(held)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._renew, name="lease-keeper", daemon=True)
                self._thread.start()
        return held

    def drop(self, held: Held) -> None:
        with self._lock:
            self._held.discard(held)

    def stuck(self) -> int:
        """Attempts of this process that were given up and whose threads have not come back."""
        with self._lock:
            return sum(held.stuck for held in self._held)

    def _renew(self) -> None:
        try:
            while True:
                self._wake.wait(RENEW_SECONDS)
                with self._lock:
                    held = tuple(self._held)
                    if not held:
                        self._thread = None
                        return
                self._renew_once(held)
        finally:
            connection.close()

    def _renew_once(self, held: tuple[Held, ...]) -> None:
        turns = {one.turn_id for one in held if not _is_stuck(one)}
        until = common_now() + timedelta(seconds=LEASE_SECONDS)
        try:
            close_old_connections()
            Turn.objects.filter(pk__in=turns, worker=WORKER, status__in=Turn.LIVE).update(lease_until=until)
        except DatabaseError:
            logger.warning("leases of %d turns could not be renewed", len(turns))


def _is_stuck(held: Held) -> bool:
    """Whether the attempt is given up: once is for ever, what it writes is refused."""
    if not held.stuck and time.monotonic() - held.moved_at() > STUCK_SECONDS:
        held.stuck = True
        ATTEMPTS_FAILED.labels("attempt.stuck").inc()
        logger.error("turn %s: an attempt made no step for %d s and is given up", held.turn_id, STUCK_SECONDS)
    return held.stuck


keeper = LeaseKeeper()
