"""Looks after every turn that connections of this process wait for: once a second, in one go for all.

What one talk would ask for itself (is the lease still held, did events pass me by?) costs two queries a
second and talk; two hundred talks would keep a core busy with questions.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine, Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError

from conversations.db import in_db
from conversations.dispatch import turn_dispatch
from conversations.lease import leases_expired
from conversations.selectors import last_seqs
from conversations.services import turn_waits

if TYPE_CHECKING:
    from conversations.watch import Waiting, Watch

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
LINE_SECONDS = 0.4  # between two questions of a turn that waits for a slot


class Lookout:
    """One a process. Runs while anybody waits for a turn."""

    def __init__(self) -> None:
        self._watches: set[Watch] = set()
        self._task: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[None] | None = None
        self._jobs: set[asyncio.Task[None]] = set()

    def join(self, watch: Watch) -> None:
        """Look after its turns, too, until it has none."""
        self._watches.add(watch)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        looked = time.monotonic()
        while self._watches:
            in_line = any(waiting.place for watch in self._watches for waiting in watch.waiting)
            await asyncio.sleep(min(LINE_SECONDS, LOOK_SECONDS) if in_line else LOOK_SECONDS)
            self._watches = {watch for watch in self._watches if watch.waiting}
            due = time.monotonic() - looked >= LOOK_SECONDS
            looked = time.monotonic() if due else looked
            for watch in tuple(self._watches):  # a client that takes nothing must not hold up the others
                self._start(watch.ask_again(every=due))
            if due and (self._looking is None or self._looking.done()):
                # Not awaited: a database that is away must not let the slots run out.
                self._looking = self._start(self._look(tuple(self._watches)))

    async def _look(self, watches: tuple[Watch, ...]) -> None:
        """Turns that lost their worker, and talks whose events passed their connection by."""
        try:
            held = [waiting.turn_id for waiting in _held(watches)]
            for turn_id in await in_db(leases_expired)(held):
                if await in_db(turn_waits)(turn_id):
                    turn_dispatch(turn_id)
            if settings.PROFILE == "server":
                newest = await in_db(last_seqs)({watch.talk for watch in watches if watch.talk})
                for watch in watches:
                    if watch.talk in newest:
                        self._start(watch.look(newest[watch.talk]))
        except DatabaseError as error:  # looked for again in a second
            logger.warning("turns could not be looked after (%s)", type(error).__name__)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        job = asyncio.create_task(work)
        self._jobs.add(job)
        job.add_done_callback(self._done)
        return job

    def _done(self, job: asyncio.Task[None]) -> None:
        self._jobs.discard(job)
        if not job.cancelled() and (error := job.exception()) is not None:
            logger.warning("turns of a connection could not be looked after (%s)", type(error).__name__)


def _held(watches: Iterable[Watch]) -> Iterable[Waiting]:
    return (waiting for watch in watches for waiting in watch.waiting if waiting.place == 0)


lookout = Lookout()
