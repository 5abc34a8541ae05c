"""How often a PIN may be tried: a few times at once, then after growing waits, then not until the teacher
makes a new card.

A pupil's tries are counted in their row. A nickname that is nobody's is counted as well, in the cache, by the
same rule: otherwise the waits would tell who is in the class.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import F, Q
from django.utils import timezone

from accounts.limits import HOUR, counted
from classes.models import Membership

AT_ONCE = 4  # PINs that do not fit before the first wait
WAITS = (30, 60, 120, 300, 900)  # seconds after each further one; the last for all that follow
MOST = 20  # of ten thousand: then only a new card helps
PER_DEVICE, PER_ADDRESS = 40, 400  # an hour and a class; a school has one address for all its pupils
CODES_PER_ADDRESS = 60  # codes that are no class's, an hour


class MustWait(Exception):
    """Too many PINs did not fit; ``seconds`` until the next may be tried, 0 when only a new card helps."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def wait_after(tries: int) -> int:
    """Seconds to wait after so many PINs that did not fit."""
    return WAITS[min(tries - AT_ONCE, len(WAITS) - 1)] if tries >= AT_ONCE else 0


def many_from_here(class_id: int, device: str, address: str) -> bool:
    """Count one try of this device and this address, and say whether it is one too many."""
    by_device = counted(f"attempts.pin.{class_id}.device", device or address, HOUR) <= PER_DEVICE
    by_address = counted(f"attempts.pin.{class_id}.address", address, HOUR) <= PER_ADDRESS
    return not (by_device and by_address)


def try_begins(membership: Membership) -> None:
    """Count a try before the PIN is compared, so that tries at the same moment count too; raises MustWait."""
    now = timezone.now()
    if membership.tries >= MOST:
        raise MustWait(0)
    tries = membership.tries + 1
    wait = wait_after(tries)
    free = Q(blocked_until__isnull=True) | Q(blocked_until__lte=now)
    mine = Membership.objects.filter(free, pk=membership.pk, tries=membership.tries)
    if not mine.update(tries=F("tries") + 1, blocked_until=now + timedelta(seconds=wait) if wait else None):
        membership.refresh_from_db(fields=["tries", "blocked_until"])
        raise MustWait(_seconds_until(membership.blocked_until, now))


def try_fitted(membership: Membership) -> None:
    """The PIN was right: nothing is held against anybody."""
    Membership.objects.filter(pk=membership.pk).update(tries=0, blocked_until=None)


def stranger_tries(class_id: int, key: str) -> None:
    """The same counting for a nickname that nobody has; raises MustWait."""
    name = hashlib.sha256(f"{class_id}.{key}".encode()).hexdigest()
    slot = f"classes.stranger.{name}"
    now = timezone.now()
    tries, until = cache.get(slot, (0, None))
    if tries >= MOST:
        raise MustWait(0)
    if until is not None and until > now:
        raise MustWait(_seconds_until(until, now))
    wait = wait_after(tries + 1)
    cache.set(slot, (tries + 1, now + timedelta(seconds=wait) if wait else None), timeout=86_400)


def _seconds_until(until: datetime | None, now: datetime) -> int:
    return max(1, int((until - now).total_seconds()) + 1) if until else 1
