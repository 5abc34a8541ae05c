"""How often one address, or one person, may do something in an hour."""

from __future__ import annotations

import time
from ipaddress import IPv6Address, ip_address, ip_network

from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600
IPV6_HOUSE = 64  # bits: one connection to the internet owns all addresses below


def attempt_allowed(what: str, address: str, most: int) -> bool:
    """Count one more attempt and say whether it is among the first ``most`` of this address and hour."""
    key = f"attempts.{what}.{int(time.time() // HOUR)}.{_house(address)}"
    cache.add(key, 0, timeout=HOUR)
    try:
        return cache.incr(key) <= most
    except ValueError:  # thrown out to make room since the line above
        return True


PERSONS = ("export", "confirm")  # what is counted by person


def person_allowed(what: str, user_id: int, most: int) -> bool:
    """Count one more attempt and say whether it is among the first ``most`` of this person and hour."""
    assert what in PERSONS, what  # or nobody would forget it with the person
    key = _person_key(what, user_id, int(time.time() // HOUR))
    cache.add(key, 0, timeout=HOUR)
    try:
        return cache.incr(key) <= most
    except ValueError:  # thrown out to make room since the line above
        return True


def person_keys(user_id: int) -> list[str]:
    """Keys of what may be counted of somebody now."""
    hour = int(time.time() // HOUR)
    return [_person_key(what, user_id, each) for what in PERSONS for each in (hour - 1, hour)]


def _person_key(what: str, user_id: int, hour: int) -> str:
    return f"person.{what}.{hour}.{user_id}"


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
