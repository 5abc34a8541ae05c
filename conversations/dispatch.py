"""Gets a turn worked on: embedded in a thread of this process, with a pool of its own.

A thread that asgiref started can publish to the in-memory channel layer at once; a bare one wakes it
seconds late. A socket that closes does not cancel its turn.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from channels.db import database_sync_to_async

from conversations.audiostream import streams
from conversations.tasks import run_turn

logger = logging.getLogger(__name__)

TURN_POOL = ThreadPoolExecutor(max_workers=48, thread_name_prefix="turn")
_running: set[asyncio.Task[None]] = set()


def turn_dispatch(turn_id: int) -> None:
    """Start work on a turn; call in the event loop. The lease makes a second call harmless."""
    work = database_sync_to_async(run_turn, thread_sensitive=False, executor=TURN_POOL)
    task: asyncio.Task[None] = asyncio.create_task(work(turn_id))
    _running.add(task)
    task.add_done_callback(_done)


def _done(task: asyncio.Task[None]) -> None:
    _running.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        # The lease runs out and the turn is dispatched again by whoever waits for it.
        logger.error("a turn's work broke: %s", type(error).__name__)


async def turns_drain(seconds: float = 3.0) -> None:
    """Before the process ends: turns that are listened to are given back, answers are finished."""
    streams.stop()
    if _running:
        await asyncio.wait(set(_running), timeout=seconds)
