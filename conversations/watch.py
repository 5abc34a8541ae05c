"""Whoever waits for a turn sees to it that somebody works on it: it gets a slot, it is dispatched, and
(``lookout``) dispatched again when its worker's lease ran out."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import redis

from conversations.admission import wait_seconds
from conversations.dispatch import turn_dispatch
from conversations.load import LONG_SECONDS
from conversations.lookout import lookout
from conversations.metrics import SLOT
from conversations.models import Turn
from conversations.protocol import TurnWaiting
from conversations.slots import slots
from conversations.streams import streams
from conversations.texts import text_of

logger = logging.getLogger(__name__)

POOL = ThreadPoolExecutor(max_workers=8, thread_name_prefix="slots")

Tell = Callable[[TurnWaiting], Awaitable[None]]
Look = Callable[[int], Coroutine[Any, Any, None]]


@dataclass(eq=False)
class Waiting:
    turn_id: int
    number: int
    who: int
    place: int | None = None  # 0 with a slot, None before it was asked for
    since: float = field(default_factory=time.monotonic)


class Watch:
    """The unfinished turns one connection waits for. ``look`` hears of the newest ``seq`` once a second."""

    def __init__(self, tell: Tell, look: Look) -> None:
        self._tell = tell
        self.look = look
        self.talk: UUID | None = None
        self._waiting: dict[int, Waiting] = {}  # by number of the turn

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        return tuple(self._waiting.values())

    async def add(self, turn: Turn, *, begun: bool = False) -> None:
        """Look after a turn from now on. ``begun``: somebody may work on it already."""
        waiting = Waiting(turn.pk, turn.number, turn.conversation.user_id)
        self.talk = turn.conversation_id
        self._waiting[turn.number] = waiting
        await self._ask((waiting,), dispatch=not begun)
        if self._waiting:
            lookout.join(self)

    def drop(self, number: int) -> None:
        """The turn is over."""
        waiting = self._waiting.pop(number, None)
        if waiting is not None:
            streams.release(waiting.turn_id)
            POOL.submit(_leave, waiting)

    def end(self) -> tuple[int, ...]:
        """Stop watching; gives the ids of the turns that were waited for. Their slots end by themselves,
        unless the learner comes back for them."""
        ids = tuple(waiting.turn_id for waiting in self.waiting)
        self._waiting.clear()
        return ids

    async def ask_again(self, *, every: bool) -> None:
        """Ask anew for the turns in line, and for ``every`` turn that has a slot, or it would lose it."""
        await self._ask(tuple(waiting for waiting in self.waiting if waiting.place or every), dispatch=True)

    async def _ask(self, asking: tuple[Waiting, ...], *, dispatch: bool) -> None:
        """Ask for slots, or for keeping them. Who gets one is dispatched; who waits is told the place."""
        if not asking:
            return
        places = await asyncio.get_running_loop().run_in_executor(POOL, _places, asking)
        for waiting, place in zip(asking, places, strict=True):
            if self._waiting.get(waiting.number) is not waiting:
                POOL.submit(_leave, waiting)  # over meanwhile: the slot was asked for behind its leaving
                continue
            before, waiting.place = waiting.place, place
            if place == 0 and before != 0:
                SLOT.observe(time.monotonic() - waiting.since)
                if dispatch:
                    turn_dispatch(waiting.turn_id)
            if place != before and (place or before):
                await self._tell(_message(waiting.number, place))


def _places(asking: tuple[Waiting, ...]) -> list[int]:
    return [_place(waiting) for waiting in asking]


def _place(waiting: Waiting) -> int:
    try:
        return slots.ask(waiting.turn_id, waiting.who)
    except redis.RedisError as error:  # nobody can count now: rather too many than none
        logger.warning("slots cannot be counted (%s)", type(error).__name__)
        return 0


def _leave(waiting: Waiting) -> None:
    with contextlib.suppress(redis.RedisError):  # the lease runs out by itself
        slots.leave(waiting.turn_id, waiting.who)


def _message(number: int, place: int) -> TurnWaiting:
    seconds = wait_seconds(place, slots.slots) if place else 0
    code = "turn.waiting_long" if seconds >= LONG_SECONDS else "turn.waiting"
    title, detail = text_of(code, place=place, seconds=seconds) if place else ("", "")
    return TurnWaiting(turn=number, place=place, seconds=seconds, title=title, detail=detail)
