"""Whoever waits for a turn sees to it that somebody works on it: it gets a slot, it is dispatched, and
dispatched again when its worker's lease ran out."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import redis
from django.db import DatabaseError

from conversations.admission import wait_seconds
from conversations.db import in_db
from conversations.dispatch import turn_dispatch
from conversations.load import LONG_SECONDS
from conversations.metrics import SLOT
from conversations.models import Turn
from conversations.protocol import TurnWaiting
from conversations.services import turn_waits
from conversations.slots import slots
from conversations.streams import streams
from conversations.texts import text_of

logger = logging.getLogger(__name__)

WATCH_SECONDS = 1.0
WAIT_SECONDS = 0.4  # between two questions of a turn that waits for a slot
POOL = ThreadPoolExecutor(max_workers=8, thread_name_prefix="slots")

Tell = Callable[[TurnWaiting], Awaitable[None]]
Look = Callable[[], Awaitable[None]]


@dataclass
class _Waiting:
    turn_id: int
    who: int
    place: int | None = None  # 0 with a slot, None before it was asked for
    since: float = field(default_factory=time.monotonic)


class Watch:
    """The unfinished turns one connection waits for."""

    def __init__(self, tell: Tell, look: Look) -> None:
        self._tell = tell
        self._look_for_missed = look
        self._waiting: dict[int, _Waiting] = {}  # by number of the turn
        self._task: asyncio.Task[None] | None = None

    async def add(self, turn: Turn, *, begun: bool = False) -> None:
        """Look after a turn from now on. ``begun``: somebody may work on it already."""
        waiting = self._waiting[turn.number] = _Waiting(turn.pk, turn.conversation.user_id)
        await self._ask(turn.number, waiting, dispatch=not begun)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())

    def drop(self, number: int) -> None:
        """The turn is over."""
        waiting = self._waiting.pop(number, None)
        if waiting is not None:
            streams.release(waiting.turn_id)
            POOL.submit(_leave, waiting)

    def end(self) -> tuple[int, ...]:
        """Stop watching; gives the ids of the turns that were waited for. Their slots end by themselves,
        unless the learner comes back for them."""
        ids = tuple(waiting.turn_id for waiting in self._waiting.values())
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
        return ids

    async def _look(self) -> None:
        looked = time.monotonic()
        while self._waiting:
            queued = any(waiting.place for waiting in self._waiting.values())
            await asyncio.sleep(WAIT_SECONDS if queued else WATCH_SECONDS)
            leases = time.monotonic() - looked >= WATCH_SECONDS
            looked = time.monotonic() if leases else looked
            for number, waiting in tuple(self._waiting.items()):
                if waiting.place or leases:
                    await self._ask(number, waiting, dispatch=True)
                if leases and waiting.place == 0:
                    await self._look_after(waiting.turn_id)
            if leases:
                await self._look_for_missed()

    async def _ask(self, number: int, waiting: _Waiting, *, dispatch: bool) -> None:
        """Ask for the slot, or for keeping it. Who gets it is dispatched; who waits is told the place."""
        before = waiting.place
        place = await asyncio.get_running_loop().run_in_executor(POOL, _place, waiting)
        if self._waiting.get(number) is not waiting:
            return  # over meanwhile
        waiting.place = place
        if place == 0 and before != 0:
            SLOT.observe(time.monotonic() - waiting.since)
            if dispatch:
                turn_dispatch(waiting.turn_id)
        if place != before and (place or before):
            await self._tell(_message(number, place))

    async def _look_after(self, turn_id: int) -> None:
        try:
            if await in_db(turn_waits)(turn_id):
                turn_dispatch(turn_id)
        except (DatabaseError, Turn.DoesNotExist) as error:
            logger.warning("turn %s could not be looked after (%s)", turn_id, type(error).__name__)


def _place(waiting: _Waiting) -> int:
    try:
        return slots.ask(waiting.turn_id, waiting.who)
    except redis.RedisError as error:  # nobody can count now: rather too many than none
        logger.warning("slots cannot be counted (%s)", type(error).__name__)
        return 0


def _leave(waiting: _Waiting) -> None:
    with contextlib.suppress(redis.RedisError):  # the lease runs out by itself
        slots.leave(waiting.turn_id, waiting.who)


def _message(number: int, place: int) -> TurnWaiting:
    seconds = wait_seconds(place, slots.slots) if place else 0
    code = "turn.waiting_long" if seconds >= LONG_SECONDS else "turn.waiting"
    title, detail = text_of(code, place=place, seconds=seconds) if place else ("", "")
    return TurnWaiting(turn=number, place=place, seconds=seconds, title=title, detail=detail)
