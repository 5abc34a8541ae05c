"""Whether the servers under this one answer, and what to do where they do not."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

CONNECT_SECONDS = 5.0
LEAST_POSTGRESQL = 140_000
MOST_DRIFT = 2.0  # seconds between two clocks
DATABASE_AWAY = "The database does not answer. Is it running, and is DATABASE_URL right?"
# What PostgreSQL and its library say -> what to do. Without a connection there are no codes yet.
DATABASE_REASONS = (
    ("password", "The database refuses the password: correct it in DATABASE_URL."),
    ("no pg_hba.conf entry", "The database lets nobody in from here: see its pg_hba.conf, or DATABASE_URL."),
    (
        "does not exist",
        "The server has no such database or user: create it, or correct DATABASE_URL.",
    ),
    ("failed to resolve", "The host in DATABASE_URL is not known here: correct its name."),
    ("translate host name", "The host in DATABASE_URL is not known here: correct its name."),
    ("invalid", "The options at the end of DATABASE_URL cannot be used: see what follows its question mark."),
    ("too many c", "The database has no connection left: raise its max_connections, or stop what fills it."),
)


class NotReady(Exception):
    """What is missing, and what to do about it."""


# ------------------------------------------------------------------ the database


def database_reached() -> None:
    """A connection of its own, so that the answer comes at once and with its reason; raises NotReady."""
    if connection.vendor != "postgresql":
        database_answers()
        return
    parameters: dict[str, Any] = {"connect_timeout": int(CONNECT_SECONDS)}
    parameters |= connection.get_connection_params()
    try:
        with psycopg.connect(**parameters) as tried:
            version = tried.info.server_version
    except psycopg.Error as error:
        said = str(error)  # may hold names; it is compared and never repeated
        reasons = (told for words, told in DATABASE_REASONS if words in said)
        raise NotReady(next(reasons, DATABASE_AWAY)) from None
    if version < LEAST_POSTGRESQL:
        raise NotReady(f"PostgreSQL {version // 10_000} is too old: version 14 or newer is needed.")


def database_answers() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        connection.close()  # the next question gets a new one
        raise NotReady(DATABASE_AWAY) from error


def tables_are_current() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady("The tables are of an older version: run 'python -m im4talkin upgrade' first.")
    tables_are_not_newer()


def tables_are_not_newer() -> None:
    """An older program on newer tables would leave half of them out."""
    loader = MigrationLoader(connection)
    applied = {name for name in loader.applied_migrations if name[0] in loader.migrated_apps}
    if applied - set(loader.disk_migrations):
        raise NotReady(
            "The tables are of a newer version than this program: install that version, or restore the "
            "backup that was made before the upgrade."
        )


# ------------------------------------------------------------------ Redis


def redis_client() -> redis.Redis:
    """For a few questions; close it."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=CONNECT_SECONDS
    )


def redis_answers() -> None:
    client = redis_client()
    try:
        client.ping()
    except redis.AuthenticationError as error:
        raise NotReady("Redis refuses the password: correct REDIS_URL.") from error
    except redis.ResponseError as error:
        if "DB index" in str(error):
            raise NotReady("REDIS_URL names a database that Redis does not have: end it with /0.") from error
        raise NotReady("Redis answers and refuses: see REDIS_URL, and what its user may do.") from error
    except redis.RedisError as error:
        raise NotReady("Redis does not answer. Is it running, and is REDIS_URL right?") from error
    finally:
        client.close()


def redis_warnings() -> list[str]:
    """Settings of Redis that would lose voices or write them to a disk; empty where it hides them."""
    client = redis_client()
    found = []
    try:
        known = client.config_get("save", "appendonly", "maxmemory", "maxmemory-policy")
    except redis.RedisError:
        return []  # managed Redis servers do not tell
    finally:
        client.close()
    if known.get("save") or known.get("appendonly") == "yes":
        found.append(
            "Redis writes what it holds to its disk, and voices are among it: "
            "start it with --save '' --appendonly no."
        )
    if known.get("maxmemory") not in {None, "0"} and known.get("maxmemory-policy") != "noeviction":
        found.append(
            "Redis throws keys away when it is full, and a turn's audio may be among them: "
            "set maxmemory-policy to noeviction."
        )
    return found


# ------------------------------------------------------------------ clocks


def clocks_ahead() -> dict[str, float]:
    """Seconds by which the clocks of the servers are ahead of this machine's, by whose they are. Raises
    DatabaseError or redis.RedisError."""
    return {"database": _ahead(_database_time), "Redis": _ahead(_redis_time)}


def clock_warnings() -> list[str]:
    """What hangs on clocks that agree are times in logs and figures; who works on a turn does not."""
    try:
        ahead = clocks_ahead()
    except (DatabaseError, redis.RedisError):
        return []  # their own check says it
    return [
        f"The clock of this machine and that of the {whose} differ by {abs(seconds):.0f} s: let NTP set both."
        for whose, seconds in ahead.items()
        if abs(seconds) > MOST_DRIFT
    ]


def _ahead(ask: Callable[[], float]) -> float:
    before = time.time()
    answer = ask()
    return answer - (before + time.time()) / 2


def _database_time() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        return float(cursor.fetchone()[0])


def _redis_time() -> float:
    client = redis_client()
    try:
        seconds, microseconds = client.time()
        return float(seconds) + float(microseconds) / 1e6
    finally:
        client.close()
