"""``manage.py prune_recordings``: delete recordings kept for long enough, and files without a row."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from conversations.pruning import recordings_prune

MOST_DAYS = 36_500


class Command(BaseCommand):
    help = "Deletes recordings older than IM4TALKIN_RECORDINGS_DAYS, and files that belong to nobody."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days",
            type=int,
            default=settings.RECORDINGS_DAYS,
            help=f"how long ({settings.RECORDINGS_DAYS}); 0: until the learner takes it back",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 <= options["days"] <= MOST_DAYS:
            raise CommandError(f"--days: write a whole number from 0 to {MOST_DAYS}. Nothing was deleted.")
        gone = recordings_prune(days=options["days"])
        self.stdout.write(f"{gone} recording{'' if gone == 1 else 's'} deleted.")
