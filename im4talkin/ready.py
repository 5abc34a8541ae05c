"""Before a process of the server profile begins: its servers answer, and the tables are of this version."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import redis
from django.conf import settings
from django.core import checks
from django.core.management.base import OutputWrapper
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

TRY_SECONDS = 2.0
CONNECT_SECONDS = 5.0


class NotReady(Exception):
    """What is missing, and what to do about it."""


def database_answers() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        connection.close()  # the next question gets a new one
        raise NotReady("The database does not answer. Is it running, and is DATABASE_URL right?") from error


def tables_are_current() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady("The tables are of an older version: run 'python -m im4talkin upgrade' first.")


def redis_answers() -> None:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=CONNECT_SECONDS)
    try:
        client.ping()
    except redis.AuthenticationError as error:
        raise NotReady("Redis refuses the password: correct REDIS_URL.") from error
    except redis.RedisError as error:
        raise NotReady("Redis does not answer. Is it running, and is REDIS_URL right?") from error
    finally:
        client.close()


def redis_warnings() -> list[str]:
    """Settings of Redis that would lose voices or write them to a disk; empty where it hides them."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=CONNECT_SECONDS)
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


def wait_until_ready(seconds: float, err: OutputWrapper) -> None:
    """Return when this process may begin; else say what is missing and end with exit code 1."""
    problems = [message for message in checks.run_checks() if not message.is_silenced()]
    for message in problems:
        err.write(f"{message.msg} {message.hint or ''} [{message.id}]")
    if any(message.is_serious() for message in problems):
        sys.exit(1)
    if settings.PROFILE != "server":
        err.write(
            "This process belongs to the server profile: set DATABASE_URL and REDIS_URL. "
            "For one computer 'python3 -m im4talkin' is all."
        )
        sys.exit(1)
    deadline = time.monotonic() + seconds
    for asked in (database_answers, redis_answers, tables_are_current):
        _wait_for(asked, deadline, err)
    for warning in redis_warnings():
        err.write(warning)
    connection.close()


def _wait_for(asked: Callable[[], None], deadline: float, err: OutputWrapper) -> None:
    told = ""
    while True:
        try:
            return asked()
        except NotReady as problem:
            if time.monotonic() >= deadline:
                err.write(f"{problem} Gave up waiting.")
                sys.exit(1)
            if str(problem) != told:
                told = str(problem)
                err.write(f"{told} Trying again ...")
            time.sleep(TRY_SECONDS)
