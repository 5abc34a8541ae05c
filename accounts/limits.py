"""How often one address may do something in an hour."""

from __future__ import annotations

import time
from ipaddress import IPv6Address, ip_address, ip_network

from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600
IPV6_HOUSE = 64  # bits: one connection to the internet owns all addresses below


def attempt_allowed(what: str, address: str, most: int) -> bool:
    """Count one more attempt and say whether it is among the first ``most`` of this address and hour."""
    return counted(what, _house(address), most)


def counted(what: str, who: str, most: int) -> bool:
    """The same for anybody that has a name of its own: a device, an account."""
    key = f"attempts.{what}.{int(time.time() // HOUR)}.{who}"
    cache.add(key, 0, timeout=HOUR)
    try:
        return cache.incr(key) <= most
    except ValueError:  # thrown out to make room since the line above
        return True


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
