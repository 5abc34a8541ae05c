"""``manage.py invite_create --uses 25 --days 7``: a link by which people may sign up."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.invites import DAYS, invite_create


class Command(BaseCommand):
    help = "Prints a link by which people may sign up where IM4TALKIN_SIGNUP=invite."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--uses", type=int, default=1, help="for how many people (1)")
        parser.add_argument("--days", type=int, default=DAYS, help=f"for how long ({DAYS})")
        parser.add_argument(
            "--address", default="", help="how the server is opened: https://talk.school.example"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        address = options["address"].rstrip("/") or next(
            iter(settings.CSRF_TRUSTED_ORIGINS), f"http://127.0.0.1:{settings.PORT}"
        )
        try:
            _, path = invite_create(made_by=None, uses=options["uses"], days=options["days"])
        except ValueError as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(address + path)
        if settings.SIGNUP == "closed":
            self.stderr.write("Nobody can sign up by it while IM4TALKIN_SIGNUP=closed.")
