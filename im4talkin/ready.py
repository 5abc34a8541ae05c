"""Before a process of the server profile begins: its servers answer, and the tables are of this version."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from django.conf import settings
from django.core import checks
from django.core.management.base import CommandError, OutputWrapper
from django.db import connection

from im4talkin.installation import redis_is_ours
from im4talkin.model_checks import seamless_loads_here
from im4talkin.reachable import (
    NotReady,
    clock_warnings,
    database_reached,
    redis_answers,
    redis_warnings,
    tables_are_current,
    tables_are_not_newer,
)

TRY_SECONDS = 2.0


def wait_until_ready(seconds: float, err: OutputWrapper, *, speaks: bool = False) -> None:
    """Return when this process may begin; else say what is missing and end with exit code 1.

    ``speaks``: it loads the engines, so that their models are looked at, too.
    """
    found = [*checks.run_checks(), *(seamless_loads_here() if speaks else [])]
    problems = [message for message in found if not message.is_silenced()]
    for message in problems:
        err.write(f"{message.msg} {message.hint or ''} [{message.id}]")
    if any(message.is_serious() for message in problems):
        sys.exit(1)
    if settings.PROFILE != "server":
        err.write(
            "This process belongs to the server profile: set DATABASE_URL and REDIS_URL. "
            "For one computer 'python3 -m im4talkin' is all."
        )
        sys.exit(1)
    deadline = time.monotonic() + seconds
    for asked in (database_reached, redis_answers, tables_are_current, redis_is_ours):
        _wait_for(asked, deadline, err)
    for warning in (*redis_warnings(), *clock_warnings()):
        err.write(warning)
    connection.close()


def database_for_a_command(*, current: bool = True) -> None:
    """For a command that does one thing: the settings name a database, it answers, and (``current``) its
    tables are of this version. Raises CommandError."""
    if settings.PROFILE_PROBLEMS:
        raise CommandError(" ".join(settings.PROFILE_PROBLEMS))
    try:
        database_reached()
        (tables_are_current if current else tables_are_not_newer)()
    except NotReady as problem:
        raise CommandError(f"{problem} Nothing was changed.") from None


def _wait_for(asked: Callable[[], None], deadline: float, err: OutputWrapper) -> None:
    told = ""
    while True:
        try:
            return asked()
        except NotReady as problem:
            if time.monotonic() >= deadline:
                err.write(f"{problem} Gave up waiting.")
                sys.exit(1)
            if str(problem) != told:
                told = str(problem)
                err.write(f"{told} Trying again ...")
            time.sleep(TRY_SECONDS)
