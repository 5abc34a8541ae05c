"""``manage.py doctor``: every part in one sentence; exit code 0 all well, 1 look, 2 ill."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand

from conversations.engines import engines_close
from im4talkin.doctor import mail
from im4talkin.doctor.examination import examine, safely
from im4talkin.doctor.findings import State
from im4talkin.launcher.words import console_language


class Command(BaseCommand):
    help = "Says in plain sentences whether this installation is well, and what to do where it is not."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", choices=["en", "ru"], default=console_language())
        parser.add_argument("--mail-to", help="send a test mail to this address")

    def handle(self, *args: Any, **options: Any) -> None:
        worst = State.WELL
        for finding in chain(examine(whole=True), safely(lambda: mail.mail(options["mail_to"]))):
            worst = max(worst, finding.state)
            self.stdout.write(finding.line(options["language"]))
            self.stdout.flush()
        engines_close()
        if worst is State.WELL:
            self.stdout.write("Всё в порядке." if options["language"] == "ru" else "All well.")
        sys.exit(int(worst))
