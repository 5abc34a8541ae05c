"""``manage.py web``: one web process of the server profile. Start several on one port: they share it."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from conversations.dispatch import turns_drain
from im4talkin import server
from im4talkin.metrics import metrics_swept
from im4talkin.ready import wait_until_ready
from im4talkin.version import version

DRAIN_SECONDS = 1.0


class Command(BaseCommand):
    help = "Serves pages and talks of the server profile until it is stopped."
    requires_system_checks: list[str] = []  # run while it waits, and told in plain sentences

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 for containers")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--wait", type=float, default=30, help="seconds for its servers to answer")

    def handle(self, *args: Any, **options: Any) -> None:
        server.stop_by_interrupt()
        try:
            wait_until_ready(options["wait"], self.stderr)
            bound = server.port_bind(options["port"], options["host"], shared=True)
        except server.PortTaken as taken:
            self.stderr.write(f"Port {taken} is taken by another program.")
            raise SystemExit(1) from None
        except KeyboardInterrupt:
            return
        metrics_swept(settings.METRICS_DIR)
        told = f"im4talkin {version()} answers on port {options['port']} (process {os.getpid()})."
        server.serve(bound, partial(self._say, told), partial(turns_drain, seconds=DRAIN_SECONDS))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
