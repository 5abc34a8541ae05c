"""Where it runs: embedded (SQLite, one process) or server (PostgreSQL, Redis, several processes).

``DATABASE_URL`` and ``REDIS_URL`` choose: neither for embedded, both for server. ``checks.py`` says what
is wrong with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

MINUTE_SECONDS, DAY_SECONDS = 60.0, 86_400.0
CONNECT_SECONDS = 5  # to a host that says nothing at all; else it would be minutes
POOL_SECONDS = 10.0  # how long a query waits for a free connection


@dataclass(frozen=True, slots=True)
class Profile:
    """Settings that differ between the two, and what is wrong with the variables."""

    name: str
    database: Mapping[str, Any]
    channel_layer: Mapping[str, Any]
    cache: Mapping[str, Any]
    celery: Mapping[str, Any]
    problems: tuple[str, ...] = field(default=())


def profile_of(
    database_url: str, redis_url: str, *, data_dir: Path, prefix: str, connections: int
) -> Profile:
    problems = _problems(database_url, redis_url)
    if problems or not (database_url and redis_url):
        return _embedded(data_dir, problems)
    return _server(database_url, redis_url, prefix, connections)


def _problems(database_url: str, redis_url: str) -> tuple[str, ...]:
    """One sentence each; a URL may hold a password and is never repeated."""
    found = []
    if bool(database_url) != bool(redis_url):
        given, missing = ("DATABASE_URL", "REDIS_URL") if database_url else ("REDIS_URL", "DATABASE_URL")
        found.append(f"{given} is set and {missing} is not: set both for a server, neither for one computer.")
    if database_url and not _reads(database_url, {"postgres", "postgresql"}):
        found.append(
            "DATABASE_URL cannot be read: write postgres://user:password@host:5432/name, and signs like "
            "# / ? @ in the password as %23 %2F %3F %40."
        )
    elif database_url and not urlsplit(database_url).path.strip("/"):
        found.append("DATABASE_URL names no database: write postgres://user:password@host:5432/name.")
    if redis_url and not _reads(redis_url, {"redis", "rediss", "unix"}):
        found.append("REDIS_URL cannot be read: write redis://host:6379/0.")
    elif redis_url and not _numbers_a_database(redis_url):
        found.append("REDIS_URL ends with no number of a database: write redis://host:6379/0.")
    return tuple(found)


def _reads(url: str, schemes: set[str]) -> bool:
    try:
        parts = urlsplit(url)
        reachable = bool(parts.path) if parts.scheme == "unix" else bool(parts.hostname)
        return parts.scheme in schemes and reachable and parts.port != 0
    except ValueError:  # the port is no number, or too large
        return False


def _numbers_a_database(redis_url: str) -> bool:
    """The library would take database 0 instead of what it cannot read."""
    parts = urlsplit(redis_url)
    return parts.scheme == "unix" or not (name := parts.path.strip("/")) or name.isdigit()


def _embedded(data_dir: Path, problems: tuple[str, ...]) -> Profile:
    return Profile(
        name="embedded",
        # SQLite serves ten writers when every transaction takes the write lock at its start
        # (the default mode answers "locked" to most of them).
        database={
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data_dir / "im4talkin.sqlite3",
            "CONN_MAX_AGE": 600,  # the threads of turns live long; a connection costs more than a query
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # secure_delete: what is deleted is overwritten, not only forgotten (decisions/0010).
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA secure_delete=ON;",
            },
        },
        # A reply is some tens of messages; the in-memory layer drops what exceeds the capacity.
        channel_layer={"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 5000}},
        cache={"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        # Tasks run in this process. One that is queued by mistake goes nowhere instead of to some broker.
        celery={"broker_url": "memory://"},
        problems=problems,
    )


def _server(database_url: str, redis_url: str, prefix: str, connections: int) -> Profile:
    database: dict[str, Any] = dict(
        dj_database_url.parse(database_url, conn_max_age=0, conn_health_checks=True)
    )
    pool = {"min_size": 1, "max_size": connections, "timeout": POOL_SECONDS}
    database["OPTIONS"] = {"connect_timeout": CONNECT_SECONDS, **database.get("OPTIONS", {}), "pool": pool}
    return Profile(
        name="server",
        database=database,
        channel_layer={
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [redis_url], "prefix": f"{prefix}:talk:"},
        },
        cache={
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis_url,
            "KEY_PREFIX": f"{prefix}:cache",
        },
        celery={
            "broker_url": redis_url,
            "broker_transport_options": {
                "global_keyprefix": f"{prefix}:celery:",
                "visibility_timeout": 3600,  # leases, not redelivery, bring a turn back
                "socket_keepalive": True,
                "health_check_interval": 5,
            },
            "broker_connection_retry_on_startup": True,
            "task_default_queue": "default",
            "beat_schedule": {
                "beat": {"task": "im4talkin.tasks.beat_seen", "schedule": MINUTE_SECONDS},
                "guests": {"task": "conversations.tasks.guests_forget", "schedule": DAY_SECONDS},
                "kept": {"task": "accounts.tasks.kept_long_enough", "schedule": DAY_SECONDS},
                "receipts": {"task": "accounts.tasks.receipts_see_to", "schedule": MINUTE_SECONDS},
            },
            "task_routes": {
                "conversations.tasks.run_turn": {"queue": "speech"},
                "conversations.tasks.question_answer": {"queue": "speech"},
                "im4talkin.tasks.engines_try": {"queue": "speech"},
            },
            "worker_prefetch_multiplier": 1,
            "worker_hijack_root_logger": False,
        },
    )
