"""All checks in their order, each on its own: one that breaks does not hide what the others find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings

from im4talkin.doctor import address, engines, house, language_model, servers, speech_models, turns
from im4talkin.doctor.findings import Finding, State, ill

Check = Callable[[], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Examined:
    """A check, and when it makes sense."""

    check: Check
    asks_database: bool = False
    server_only: bool = False
    takes_time: bool = False  # seconds, or much work: not for a page that is only looked at


CHECKS = (
    Examined(house.configuration),
    Examined(address.address),
    Examined(address.over_https, server_only=True, takes_time=True),
    Examined(house.database),
    Examined(house.tables, asks_database=True),
    Examined(turns.unanswered, asks_database=True),
    Examined(turns.reported, asks_database=True),
    Examined(house.disk, asks_database=True),
    Examined(house.backup),
    Examined(speech_models.speech_models),
    Examined(engines.engines_here, takes_time=True),
    Examined(language_model.language_model, takes_time=True),
    Examined(servers.redis_state, server_only=True),
    Examined(servers.redis_ours, asks_database=True, server_only=True),
    Examined(servers.workers, server_only=True),
    Examined(servers.beat, server_only=True),
    Examined(servers.clocks, asks_database=True, server_only=True),
)


def examine(*, whole: bool) -> Iterator[Finding]:
    """``whole``: also what takes its time."""
    database = True  # until it is known to be away: then it is not waited for again and again
    for one in CHECKS:
        if (one.takes_time and not whole) or (one.asks_database and not database):
            continue
        if one.server_only and settings.PROFILE != "server":
            continue
        for finding in safely(one.check):
            yield finding
            if one.check is house.database and finding.state is State.ILL:
                database = False


def safely(check: Check) -> Iterator[Finding]:
    """What a check finds, and that it broke."""
    try:
        yield from check()
    except Exception as error:
        name = type(error).__name__
        yield ill(f"A check broke ({name}): please report this.", f"Проверка сломалась ({name}).")
