"""``manage.py guests_prune``: forget guests who have not come for a month. Run it daily."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conversations.guests import KEPT_DAYS, guests_prune


class Command(BaseCommand):
    help = "Deletes guests who neither came nor spoke for a while, with their talks and recordings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=KEPT_DAYS, help=f"how long ({KEPT_DAYS})")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["days"] < 1:
            raise CommandError("--days: write 1 or more, or the guests who are talking now would go.")
        gone = guests_prune(days=options["days"])
        self.stdout.write(f"{gone} guest{'' if gone == 1 else 's'} deleted.")
