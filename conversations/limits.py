"""How much one learner may ask of the server: against a page gone wild, not against people."""

from __future__ import annotations

from django.conf import settings

from accounts.limits import counted, counter_keys

MINUTE, HOUR, DAY = 60, 3600, 86_400
REPORTS_AN_HOUR = 60


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


def report_allowed(user_id: int) -> None:
    """Count a report of a line; raises LimitReached."""
    if counted("reports", user_id, HOUR) > REPORTS_AN_HOUR:
        raise LimitReached("report.many")


def speech_counted(user_id: int, seconds: float) -> int:
    """Note how much was heard of a learner, and give the seconds of today."""
    return counted("speech", user_id, DAY, max(round(seconds), 0))


def limit_keys(user_id: int) -> list[str]:
    """Keys of what may be counted of somebody now."""
    periods = {"turns": MINUTE, "reports": HOUR, "speech": DAY}
    return [key for what, period in periods.items() for key in counter_keys(what, user_id, period)]
