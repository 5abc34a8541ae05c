"""Queries from the event loop, in threads of their own, so that ten talks do not wait for one thread;
and transactions that write."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from channels.db import database_sync_to_async
from django.db import connection, transaction

Args = ParamSpec("Args")
Result = TypeVar("Result")

_sqlite_writes = threading.RLock()


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that writes. SQLite has one writer at a time and lets the others poll with growing
    pauses; within this process a lock hands over at once."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    with _sqlite_writes, transaction.atomic():
        yield


DB_POOL = ThreadPoolExecutor(max_workers=8, thread_name_prefix="db")


def in_db(call: Callable[Args, Result]) -> Callable[Args, Awaitable[Result]]:
    """The call as a coroutine function."""
    wrapped: Callable[Args, Awaitable[Result]] = database_sync_to_async(
        call, thread_sensitive=False, executor=DB_POOL
    )
    return wrapped
