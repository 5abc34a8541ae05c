"""How often something may be done in a while: counted in the cache, for one address or one learner."""

from __future__ import annotations

import logging
import time
from ipaddress import IPv6Address, ip_address, ip_network

import redis
from django.core.cache import cache
from django.http import HttpRequest

logger = logging.getLogger(__name__)

HOUR = 3600
IPV6_HOUSE = 64  # bits: one connection to the internet owns all addresses below


def attempt_allowed(what: str, address: str, most: int) -> bool:
    """Count one more attempt and say whether it is among the first ``most`` of this address and hour."""
    return counted(f"attempts.{what}", _house(address), HOUR) <= most


def counted(what: str, who: object, period: int, amount: int = 1) -> int:
    """Add ``amount`` to what was counted in this period (seconds), and give the sum.

    While the cache is away nobody can count: then it is only ``amount``, since too many are better than none.
    """
    # Each period has a counter of its own name, which is forgotten after it.
    key = f"{what}.{int(time.time()) // period}.{who}"
    try:
        cache.add(key, 0, timeout=period)
        return int(cache.incr(key, amount))
    except ValueError:  # thrown out to make room since the line above
        return amount
    except redis.RedisError as error:
        logger.warning("limits cannot be counted (%s)", type(error).__name__)
        return amount


def counted_address(request: HttpRequest) -> str:
    """The address whose attempts are counted: the visitor's, also behind a proxy of our own network.

    The last name in X-Forwarded-For is what that proxy saw; those before it are only claimed. Good enough
    for counting, never for trusting: a neighbour in the same network can claim any.
    """
    near = str(request.META.get("REMOTE_ADDR", ""))
    claimed = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return claimed if claimed and ip_address(near).is_private else near
    except ValueError:
        return near


def seconds_until_next_hour() -> int:
    return HOUR - int(time.time()) % HOUR


def _house(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address):
        known = known.ipv4_mapped or known
    return str(ip_network((known, IPV6_HOUSE), strict=False)[0]) if known.version == 6 else str(known)
