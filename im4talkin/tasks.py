"""What the operator's side asks of workers."""

from __future__ import annotations

import time

from celery import shared_task
from django.core.cache import cache

BEAT_KEY, BEAT_SECONDS = "beat-seen", 60.0
ENGINES_KEY = "engines-tried"
KEEP_SECONDS = 24 * 60 * 60


@shared_task(ignore_result=True)
def beat_seen() -> None:
    """By the clock: note that the clock runs, for the doctor."""
    cache.set(BEAT_KEY, time.time(), KEEP_SECONDS)


@shared_task(ignore_result=True)
def engines_try() -> None:
    """Let the engines of this process work, and keep what was found for whoever asked."""
    from im4talkin.doctor.engines import engines_at_work

    found = [(int(finding.state), finding.en, finding.ru) for finding in engines_at_work()]
    cache.set(ENGINES_KEY, (time.time(), found), KEEP_SECONDS)
