"""The server profile's own: Redis, workers, what is done by the clock, and the clocks themselves."""

from __future__ import annotations

import time
from collections.abc import Iterator

import redis
from django.core.cache import cache
from django.db import DatabaseError

from im4talkin.celery import app
from im4talkin.doctor.findings import Finding, ill, look, well
from im4talkin.installation import ANOTHER, installation_id, installation_mark
from im4talkin.reachable import MOST_DRIFT, NotReady, clocks_ahead, redis_answers, redis_warnings
from im4talkin.tasks import BEAT_KEY, BEAT_SECONDS

WORKER_SECONDS = 2.0
BEATS_MISSED = 3


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


def redis_ours() -> Iterator[Finding]:
    """Says nothing where all is well: Redis's own finding does."""
    try:
        ours = installation_mark(installation_id())
    except (redis.RedisError, DatabaseError, IndexError):
        return  # their own findings say it
    if not ours:
        yield ill(
            ANOTHER,
            "Этим Redis под тем же именем пользуется другая установка: задайте одной из двух свой "
            "IM4TALKIN_PREFIX или свой Redis.",
        )


def workers() -> Iterator[Finding]:
    try:
        answers = app.control.ping(timeout=WORKER_SECONDS)
    except (redis.RedisError, OSError):
        return  # Redis's own finding says it
    speaking = [name for answer in answers for name in answer if name.startswith("speech@")]
    if speaking:
        yield well(
            f"Talks are answered; worker processes: {len(speaking)}.",
            f"Разговоры обслуживают процессы: {len(speaking)}.",
        )
    else:
        yield ill(
            "No worker answers talks: start manage.py worker.",
            "Разговоры некому обслуживать: запустите manage.py worker.",
        )


def beat() -> Iterator[Finding]:
    """The clock process queues, a worker of the queue ``default`` notes it: both are seen at once."""
    try:
        seen = cache.get(BEAT_KEY)
    except redis.RedisError:
        return  # Redis's own finding says it
    if seen is not None and time.time() - float(seen) < BEATS_MISSED * BEAT_SECONDS:
        yield well("What is to be done by the clock is done.", "Что должно делаться по часам, делается.")
    else:
        yield look(
            "Nothing is done by the clock: run one manage.py beat and a manage.py worker --queue default.",
            "По часам ничего не делается: нужны один manage.py beat и manage.py worker --queue default.",
        )


def clocks() -> Iterator[Finding]:
    try:
        drift = max(abs(seconds) for seconds in clocks_ahead().values())
    except (DatabaseError, redis.RedisError):
        return
    if drift > MOST_DRIFT:
        yield look(
            f"The clocks of these machines differ by {drift:.0f} s: let NTP set them. Talks go on; times in "
            "logs and figures are wrong.",
            f"Часы машин расходятся на {drift:.0f} с: включите NTP. Разговоры идут, но время в журналах и "
            "в показателях неверное.",
        )
    else:
        yield well("The clocks agree.", "Часы идут одинаково.")
