"""What accounts do by the clock, in the server profile."""

from __future__ import annotations

from celery import shared_task

from accounts.privacy import expire
from accounts.receipts import receipts_finish


@shared_task(ignore_result=True)
def receipts_see_to() -> None:
    """Each minute: deletions that broke off."""
    receipts_finish()


@shared_task(ignore_result=True)
def kept_long_enough() -> None:
    """Each day: what every part says has been kept for long enough."""
    expire()
