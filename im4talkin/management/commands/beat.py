"""``manage.py beat``: the clock of the server profile. One process only."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from im4talkin import server
from im4talkin.celery import app
from im4talkin.ready import wait_until_ready


class Command(BaseCommand):
    help = "Queues what is done by the clock, until it is stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--wait", type=float, default=30, help="seconds for its servers to answer")

    def handle(self, *args: Any, **options: Any) -> None:
        server.stop_by_interrupt()
        try:
            wait_until_ready(options["wait"], self.stderr)
            app.Beat(schedule=str(settings.DATA_DIR / "beat"), loglevel="WARNING", quiet=True).run()
        except KeyboardInterrupt:
            return
