"""Queries from the event loop, in threads of their own, so that ten talks do not wait for one thread;
and transactions that write."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from channels.db import database_sync_to_async
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.sql import UpdateQuery

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


def updated(rows: QuerySet[Any], column: str, **fields: Any) -> list[Any]:
    """Update rows and give a column of each as it is now, in one round trip: SQLite from 3.35 and PostgreSQL
    can, Django 5.2 only asks twice."""
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(fields)
    statement, values = query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} RETURNING {connection.ops.quote_name(column)}", values)
        return [row[0] for row in cursor.fetchall()]


DB_POOL = ThreadPoolExecutor(max_workers=8, thread_name_prefix="db")


def in_db(call: Callable[Args, Result]) -> Callable[Args, Awaitable[Result]]:
    """The call as a coroutine function."""
    wrapped: Callable[Args, Awaitable[Result]] = database_sync_to_async(
        call, thread_sensitive=False, executor=DB_POOL
    )
    return wrapped
