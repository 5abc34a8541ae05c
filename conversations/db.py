"""Queries from the event loop: in threads of their own, so that ten talks do not wait for one thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from channels.db import database_sync_to_async

Args = ParamSpec("Args")
Result = TypeVar("Result")

DB_POOL = ThreadPoolExecutor(max_workers=8, thread_name_prefix="db")


def in_db(call: Callable[Args, Result]) -> Callable[Args, Awaitable[Result]]:
    """The call as a coroutine function."""
    wrapped: Callable[Args, Awaitable[Result]] = database_sync_to_async(
        call, thread_sensitive=False, executor=DB_POOL
    )
    return wrapped
