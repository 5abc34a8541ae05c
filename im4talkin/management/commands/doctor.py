"""``manage.py doctor``: every part in one sentence; exit code 0 all well, 1 look, 2 ill."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from conversations.engines import engines_close
from im4talkin.doctor import engines, house, mail, servers
from im4talkin.doctor.findings import Finding, State, ill
from im4talkin.launcher.words import console_language

Check = Callable[[], Iterator[Finding]]
EVERYWHERE: tuple[Check, ...] = (
    house.configuration,
    house.address,
    house.tables,
    house.disk,
    house.backup,
    engines.engines_at_work,
)
SERVER: tuple[Check, ...] = (servers.redis_state, servers.workers, servers.clocks)


class Command(BaseCommand):
    help = "Says in plain sentences whether this installation is well, and what to do where it is not."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", choices=["en", "ru"], default=console_language())
        parser.add_argument("--mail-to", help="send a test mail to this address")

    def handle(self, *args: Any, **options: Any) -> None:
        found: list[Finding] = []
        for check in EVERYWHERE + (SERVER if settings.PROFILE == "server" else ()):
            found += self._told(check, options["language"])
        found += self._told(lambda: mail.mail(options["mail_to"]), options["language"])
        engines_close()
        worst = max(finding.state for finding in found)
        if worst is State.WELL:
            self.stdout.write("Всё в порядке." if options["language"] == "ru" else "All well.")
        sys.exit(int(worst))

    def _told(self, check: Check, language: str) -> list[Finding]:
        """One broken check must not hide what the others find."""
        found: list[Finding] = []
        try:
            for finding in check():
                found.append(finding)
                self.stdout.write(finding.line(language))
        except Exception as error:
            name = type(error).__name__
            broken = ill(
                f"A check broke ({name}): please report this.",
                f"Проверка сломалась ({name}): сообщите об этом.",
            )
            self.stdout.write(broken.line(language))
            found.append(broken)
        return found
