"""How much one learner may ask of the server: against a page gone wild, not against people."""

from __future__ import annotations

from django.conf import settings

from accounts.limits import counted

MINUTE, DAY = 60, 86_400


class LimitReached(Exception):
    """``code`` is of a text that says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def turn_allowed(user_id: int, *, speech: bool) -> None:
    """Count a turn that begins; raises LimitReached."""
    if speech and speech_counted(user_id, 0) >= settings.SPEECH_MINUTES_A_DAY * MINUTE:
        raise LimitReached("limit.speech")
    if counted("turns", user_id, MINUTE) > settings.TURNS_A_MINUTE:
        raise LimitReached("limit.turns")


def speech_counted(user_id: int, seconds: float) -> int:
    """Note how much was heard of a learner, and give the seconds of today."""
    return counted("speech", user_id, DAY, max(round(seconds), 0))
