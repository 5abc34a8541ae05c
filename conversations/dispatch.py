"""Gets a turn worked on: embedded in a thread of this process, in the server profile by a worker.

Embedded: a thread that asgiref started can publish to the in-memory channel layer at once; a bare one
wakes it seconds late. A socket that closes does not cancel its turn.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from kombu.exceptions import OperationalError

from conversations.streams import streams
from conversations.tasks import run_turn

logger = logging.getLogger(__name__)

TURN_POOL = ThreadPoolExecutor(max_workers=48, thread_name_prefix="turn")
QUEUED_SECONDS = 600  # a message that nobody took is dropped then, by two machines' clocks: not sooner
_running: set[asyncio.Task[Any]] = set()


def turn_dispatch(turn_id: int) -> None:
    """Start work on a turn; call in the event loop. The lease makes a second call harmless."""
    if settings.PROFILE == "server":
        _keep(asyncio.to_thread(turn_queue, turn_id))
        return
    work = database_sync_to_async(run_turn, thread_sensitive=False, executor=TURN_POOL)
    _keep(work(turn_id))


def turn_queue(turn_id: int) -> None:
    """Hand a turn to the workers; whoever waits for it asks again when nobody takes it."""
    try:
        run_turn.apply_async((turn_id,), expires=QUEUED_SECONDS, retry=False)
    except OperationalError:
        logger.warning("turn %s could not be queued", turn_id)


def _keep(work: Coroutine[Any, Any, None]) -> None:
    task: asyncio.Task[None] = asyncio.create_task(work)
    _running.add(task)
    task.add_done_callback(_done)


def _done(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        # The lease runs out and the turn is dispatched again by whoever waits for it.
        logger.error("a turn's work broke: %s", type(error).__name__)


async def turns_drain(seconds: float = 3.0) -> None:
    """Before the process ends: turns that are listened to are given back, answers are finished."""
    streams.stop()
    if _running:
        await asyncio.wait(set(_running), timeout=seconds)
