"""The server profile's own: Redis, workers, the clock, mail."""

from __future__ import annotations

import time
from collections.abc import Iterator

import redis
from django.conf import settings
from django.db import DatabaseError, connection

from im4talkin.celery import app
from im4talkin.doctor.findings import Finding, ill, look, well
from im4talkin.ready import NotReady, redis_answers, redis_warnings

WORKER_SECONDS = 2.0
MOST_DRIFT = 2.0  # seconds: leases are three


def redis_state() -> Iterator[Finding]:
    try:
        redis_answers()
    except NotReady as problem:
        yield ill(str(problem), "Redis не отвечает: запущен ли он, верен ли REDIS_URL?")
        return
    warnings = redis_warnings()
    for warning in warnings:
        yield look(
            warning,
            "Redis сохраняет или выбрасывает данные: нужны save '', appendonly no и политика noeviction.",
        )
    if not warnings:
        yield well(
            "Redis answers, and keeps nothing on its disk.", "Redis отвечает и ничего не пишет на диск."
        )


def workers() -> Iterator[Finding]:
    try:
        answers = app.control.ping(timeout=WORKER_SECONDS)
    except (redis.RedisError, OSError):
        return  # Redis's own finding says it
    speaking = [name for answer in answers for name in answer if name.startswith("speech@")]
    if speaking:
        yield well(
            f"{len(speaking)} worker processes answer talks.",
            f"Разговоры обслуживают процессы: {len(speaking)}.",
        )
    else:
        yield ill(
            "No worker answers talks: start manage.py worker.",
            "Разговоры некому обслуживать: запустите manage.py worker.",
        )


def clocks() -> Iterator[Finding]:
    """Leases compare times of several machines."""
    try:
        drift = max(abs(_database_ahead()), abs(_redis_ahead()))
    except (DatabaseError, redis.RedisError):
        return
    if drift > MOST_DRIFT:
        yield ill(
            f"The clocks of these machines differ by {drift:.0f} s: let NTP set them, or turns are lost.",
            f"Часы машин расходятся на {drift:.0f} с: включите NTP, иначе теряются реплики.",
        )
    else:
        yield well("The clocks agree.", "Часы идут одинаково.")


def _database_ahead() -> float:
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        return float(cursor.fetchone()[0]) - (before + time.time()) / 2


def _redis_ahead() -> float:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=5)
    try:
        before = time.time()
        seconds, microseconds = client.time()
        return float(seconds + microseconds / 1e6 - (before + time.time()) / 2)
    finally:
        client.close()
