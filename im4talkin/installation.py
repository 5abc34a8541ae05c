"""Whose Redis this is. Two installations that write under one prefix would hear each other's turns.

An installation is its database: the moment at which its first table was made tells it from every other.
Its processes keep that in Redis, under the prefix, for as long as they live.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from datetime import datetime

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from im4talkin.reachable import NotReady, redis_client

logger = logging.getLogger(__name__)

KEEP_SECONDS = 30  # whoever lives says so more often; after a move to another database it is soon forgotten
ANOTHER = (
    "Another installation uses this Redis under the same name: give one of the two another IM4TALKIN_PREFIX, "
    "or its own Redis."
)


def installation_id() -> str:
    """The same for all processes on one database; tells nothing about it."""
    rows = MigrationRecorder(connection).migration_qs.order_by("pk")
    first: datetime = rows.values_list("applied", flat=True)[0]
    return hashlib.sha256(f"{first.isoformat()} {_place()}".encode()).hexdigest()[:32]


def _place() -> str:
    """Tells a copy of the database from the first one, where the server says what it needs for that."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT system_identifier::text || ' ' || oid::text FROM pg_control_system(), pg_database "
                "WHERE datname = current_database()"
            )
            return str(cursor.fetchone()[0])
    except DatabaseError:
        return ""


def installation_mark(identity: str) -> bool:
    """Say that we are here; False where somebody else is. Raises redis.RedisError."""
    client = redis_client()
    key = f"{settings.PREFIX}:installation"
    try:
        if not client.set(key, identity, nx=True, ex=KEEP_SECONDS):
            if client.get(key) not in {identity.encode(), None}:
                return False
            client.expire(key, KEEP_SECONDS)
        return True
    finally:
        client.close()


def redis_is_ours() -> None:
    """Raises NotReady."""
    try:
        ours = installation_mark(installation_id())
    except redis.RedisError as error:
        raise NotReady("Redis does not answer. Is it running, and is REDIS_URL right?") from error
    if not ours:
        raise NotReady(ANOTHER)


class Keeper:
    """A thread that says in Redis that this installation lives, and tells when another says so, too."""

    def __init__(self, every: float = KEEP_SECONDS / 3) -> None:
        self._every = every
        self._stopping = threading.Event()

    def start(self) -> None:
        identity = installation_id()
        connection.close()
        threading.Thread(target=self._run, args=(identity,), name="installation", daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()

    def _run(self, identity: str) -> None:
        while not self._stopping.wait(self._every):
            try:
                if not installation_mark(identity):
                    logger.error("%s", ANOTHER)
            except redis.RedisError as error:
                logger.warning("the installation could not be marked (%s)", type(error).__name__)
