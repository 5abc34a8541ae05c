"""Turns that nobody waits for any more: their page went away and their worker died.

Each worker looks now and then. A turn whose lease ran out is dispatched again, so that its words are in the
talk when the learner comes back; one that was tried often enough, or never got a slot, is closed.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, close_old_connections

from conversations.clock import common_now
from conversations.dispatch import turn_queue
from conversations.lease import LEASE_SECONDS, keeper
from conversations.models import Turn
from conversations.services import turn_lost, turn_waits

logger = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
UNOWNED_SECONDS = 2 * LEASE_SECONDS  # whoever waits for a turn would have seen to it by then
NEVER_BEGUN_SECONDS = 180.0  # longer than a turn may be spoken: it waits for no slot


def reap(queue: Callable[[int], None] = turn_queue) -> int:
    """Look once; gives how many turns were seen to."""
    now = common_now()
    live = Turn.objects.filter(status__in=Turn.LIVE).select_related("conversation")
    abandoned = live.filter(attempt__gt=0, lease_until__lt=now - timedelta(seconds=UNOWNED_SECONDS))
    never_begun = live.filter(attempt=0, created_at__lt=now - timedelta(seconds=NEVER_BEGUN_SECONDS))
    seen = 0
    for turn in abandoned:
        if turn_waits(turn.pk):  # closes the turn itself when it was tried often enough
            queue(turn.pk)
        seen += 1
    for turn in never_begun:
        turn_lost(turn)
        seen += 1
    return seen


class Reaper:
    """A thread of a worker that has so many ``threads`` for turns."""

    def __init__(self, threads: int, leave: Callable[[int], object] = os._exit) -> None:
        self._threads = threads
        self._leave = leave
        self._stopping = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._run, name="reaper", daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()

    def look_at_ourselves(self) -> None:
        """A worker whose every thread waits for a call that never comes back takes no turn any more."""
        if keeper.stuck() >= self._threads:
            logger.error("all %d threads of this worker hang: it ends, to be started anew", self._threads)
            self._leave(1)

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            close_old_connections()
            self.look_at_ourselves()
            try:
                reap()
            except DatabaseError as error:
                logger.warning("abandoned turns could not be looked for (%s)", type(error).__name__)
            finally:
                close_old_connections()
