"""How much one learner may ask of the server: against a page gone wild, not against people."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache

MINUTE, DAY = 60, 86_400


class LimitReached(Exception):
    """``code`` is of a text that says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def turn_allowed(user_id: int, *, speech: bool) -> None:
    """Count a turn that begins; raises LimitReached."""
    if speech and _seconds(user_id) >= settings.SPEECH_MINUTES_A_DAY * MINUTE:
        raise LimitReached("limit.speech")
    if _count(_key("turns", user_id, MINUTE), 1, MINUTE) > settings.TURNS_A_MINUTE:
        raise LimitReached("limit.turns")


def speech_counted(user_id: int, seconds: float) -> None:
    """Note how much was heard of a learner today."""
    _count(_key("speech", user_id, DAY), max(round(seconds), 0), DAY)


def limit_keys(user_id: int) -> list[str]:
    """Keys of what may be counted of somebody now."""
    now = int(time.time())
    periods = (("turns", MINUTE), ("speech", DAY))
    return [f"limit:{what}:{user_id}:{now // each - back}" for what, each in periods for back in (0, 1)]


def _seconds(user_id: int) -> int:
    return int(cache.get(_key("speech", user_id, DAY), 0))


def _key(what: str, user_id: int, period: int) -> str:
    """One counter a period: it begins anew by having another name."""
    return f"limit:{what}:{user_id}:{int(time.time()) // period}"


def _count(key: str, amount: int, keep_seconds: int) -> int:
    cache.add(key, 0, keep_seconds)
    try:
        return int(cache.incr(key, amount))
    except ValueError:  # it expired in between
        return amount
