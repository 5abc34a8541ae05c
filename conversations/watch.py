"""Whoever waits for a turn sees to it that somebody works on it: the other side of the lease."""

from __future__ import annotations

import asyncio
import logging

from django.db import DatabaseError

from conversations.db import in_db
from conversations.dispatch import turn_dispatch
from conversations.models import Turn
from conversations.services import turn_waits

logger = logging.getLogger(__name__)

WATCH_SECONDS = 1.0


class Watch:
    """The unfinished turns one connection waits for; a turn whose lease ran out is dispatched again."""

    def __init__(self) -> None:
        self._waiting: dict[int, int] = {}  # number of the turn -> its id
        self._task: asyncio.Task[None] | None = None

    def add(self, turn: Turn) -> None:
        self._waiting[turn.number] = turn.pk
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())

    def drop(self, number: int) -> None:
        self._waiting.pop(number, None)

    def end(self) -> tuple[int, ...]:
        """Stop watching; gives the ids of the turns that were waited for."""
        ids = tuple(self._waiting.values())
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
        return ids

    async def _look(self) -> None:
        while self._waiting:
            await asyncio.sleep(WATCH_SECONDS)
            for turn_id in tuple(self._waiting.values()):
                try:
                    if await in_db(turn_waits)(turn_id):
                        turn_dispatch(turn_id)
                except (DatabaseError, Turn.DoesNotExist) as error:
                    logger.warning("turn %s could not be looked after (%s)", turn_id, type(error).__name__)
