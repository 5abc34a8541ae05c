"""``manage.py worker``: one worker process of the server profile, which hears and answers turns."""

from __future__ import annotations

import os
import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from im4talkin import server
from im4talkin.celery import app
from im4talkin.ready import wait_until_ready
from ml.seamless.lost import when_lost


class Command(BaseCommand):
    help = "Works on turns (queue speech) or on what may wait (queue default), until it is stopped."
    requires_system_checks: list[str] = []  # run while it waits, and told in plain sentences

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queue", choices=["speech", "default", "tuning"], default="speech")
        parser.add_argument("--threads", type=int, default=0, help="default: the slots; 2 for other queues")
        parser.add_argument("--wait", type=float, default=30, help="seconds for its servers to answer")

    def handle(self, *args: Any, **options: Any) -> None:
        server.stop_by_interrupt()
        queue = options["queue"]
        try:
            wait_until_ready(options["wait"], self.stderr, speaks=queue == "speech")
        except KeyboardInterrupt:
            return
        when_lost.append(lambda: os.kill(os.getpid(), signal.SIGTERM))  # whoever runs it starts it anew
        threads = options["threads"] or (settings.SLOTS if queue == "speech" else 2)
        app.worker_main(
            [
                "worker",
                *("--queues", queue),
                *("--pool", "threads"),  # an engine is loaded once a process and serves all its turns
                *("--concurrency", str(threads)),
                *("--hostname", f"{queue}@%h"),
                *("--loglevel", settings.LOGGING["root"]["level"]),
                "--without-gossip",
                "--without-mingle",
                "--without-heartbeat",
            ]
        )
