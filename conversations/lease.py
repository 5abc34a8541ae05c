"""Who works on a turn: a lease in its row, renewed while the worker lives.

A worker that dies stops renewing; whoever waits for the turn sees the lease run out and has it
dispatched again with the next attempt. Each write names its attempt (fencing), so the old worker,
should it wake up, changes nothing.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, connection
from django.db.models import F, Q
from django.utils import timezone

from conversations.db import updated
from conversations.models import Turn

logger = logging.getLogger(__name__)

LEASE_SECONDS = 3.0
RENEW_SECONDS = 1.0
MAX_ATTEMPTS = 3
WORKER = f"{socket.gethostname()[:16]}-{os.getpid()}-{uuid.uuid4().hex[:8]}"


class LeaseLost(Exception):
    """Another attempt has the turn, or it is over: stop, and write nothing."""


def lease_take(turn_id: int) -> int | None:
    """The attempt this worker now holds (1, 2, 3); None if the turn is held, over or tried out."""
    now = timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    mine = Turn.objects.filter(free, pk=turn_id, status__in=Turn.LIVE, attempt__lt=MAX_ATTEMPTS)
    until = now + timedelta(seconds=LEASE_SECONDS)
    attempts = updated(mine, "attempt", attempt=F("attempt") + 1, worker=WORKER, lease_until=until)
    return attempts[0] if attempts else None


def lease_release(turn_id: int, attempt: int) -> None:
    """Give the turn back at once, for the next attempt."""
    Turn.objects.filter(pk=turn_id, attempt=attempt).update(lease_until=None)


def leases_expired(turn_ids: Sequence[int]) -> list[int]:
    """Which of the turns wait for a worker although somebody once had them, or nobody came."""
    now = timezone.now()
    late = now - timedelta(seconds=LEASE_SECONDS)
    gone = Q(lease_until__lt=now) | Q(lease_until__isnull=True, created_at__lt=late)
    if not turn_ids:
        return []
    return list(Turn.objects.filter(gone, pk__in=turn_ids, status__in=Turn.LIVE).values_list("pk", flat=True))


def lease_expired(turn_id: int) -> bool:
    return bool(leases_expired((turn_id,)))


class LeaseKeeper:
    """One thread that renews all leases of this process, once a second."""

    def __init__(self) -> None:
        self._held: Counter[int] = Counter()  # attempts of this process by turn: an old one may still end
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def hold(self, turn_id: int) -> None:
        with self._lock:
            self._held[turn_id] += 1
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._renew, name="lease-keeper", daemon=True)
                self._thread.start()

    def drop(self, turn_id: int) -> None:
        with self._lock:
            self._held[turn_id] -= 1
            self._held += Counter()  # keeps what is above zero

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

    def _renew_once(self, held: tuple[int, ...]) -> None:
        until = timezone.now() + timedelta(seconds=LEASE_SECONDS)
        try:
            close_old_connections()
            Turn.objects.filter(pk__in=held, worker=WORKER, status__in=Turn.LIVE).update(lease_until=until)
        except DatabaseError:
            logger.warning("leases of %d turns could not be renewed", len(held))


keeper = LeaseKeeper()
