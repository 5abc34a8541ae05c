"""How often one address may do something in an hour."""

from __future__ import annotations

import time
from ipaddress import IPv6Address, ip_address, ip_network

from django.core.cache import cache

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
