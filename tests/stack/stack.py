"""The server profile as processes: web, workers, and a way to prepare a learner's talk in its database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tests.project.tree import ROOT
from tests.servers import PostgresServer, RedisServer, free_port

START_SECONDS = 90

PREPARE = """
import json, sys
from django.conf import settings
from django.test import Client
from accounts.models import User
from accounts.services import consent_set
from bench.clips import SPEECH, clips_read, topic_document
from conversations.services import conversation_start
from topics.models import Topic
from topics.services import topic_import

clips = clips_read(SPEECH, 3)
topic = Topic.objects.filter(slug="stack-topic").first() or topic_import(
    topic_document(clips, "stack-topic", "B1"), is_hidden=True
)
user = User.objects.create_user(f"learner-{User.objects.count()}")
for purpose in PURPOSES:
    consent_set(user, purpose, True)
talk = conversation_start(user=user, topic=topic)
browser = Client()
browser.force_login(user)
print(json.dumps({"talk": str(talk.pk), "cookie": browser.cookies[settings.SESSION_COOKIE_NAME].value}))
"""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who may come to a talk."""

    talk: str
    cookie: str


class Stack:
    def __init__(self, postgres: PostgresServer, redis: RedisServer, data: Path, **settings: str) -> None:
        self.postgres, self.redis, self.data = postgres, redis, data
        self._environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("IM4TALKIN_", "DJANGO_"))},
            "DJANGO_SETTINGS_MODULE": "im4talkin.settings",
            "DATABASE_URL": postgres.url,
            "REDIS_URL": redis.url,
            "IM4TALKIN_DATA": str(data),
            **settings,
        }
        self._processes: list[subprocess.Popen[bytes]] = []
        self.manage("migrate", "-v0")

    def manage(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def seat(self, *purposes: str) -> Seat:
        """A new learner with a new talk, who agreed to practise, and to the ``purposes``."""
        agreed = f"PURPOSES = {('practise', *purposes)!r}"
        out = self.manage("shell", "--no-imports", "-c", agreed + PREPARE)
        return Seat(**json.loads(out.strip().splitlines()[-1]))

    def web(self) -> Process:
        """A web process with a port of its own, so that a test knows whom it kills."""
        port = free_port()
        process = self._start("web", "--port", str(port))
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
            except (urllib.error.URLError, OSError):
                process.must_live()
                assert time.monotonic() < deadline, process.said()
                time.sleep(0.1)
            else:
                process.port = port
                return process

    def worker(self, threads: int = 4) -> Process:
        process = self._start("worker", "--threads", str(threads))
        deadline = time.monotonic() + START_SECONDS
        while "[queues]" not in process.said():
            process.must_live()
            assert time.monotonic() < deadline, process.said()
            time.sleep(0.1)
        return process

    def stop(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()

    def _start(self, *command: str) -> Process:
        log = self.data / f"{command[0]}-{len(self._processes)}.log"
        with log.open("wb") as out:
            running = subprocess.Popen(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=self._environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self._processes.append(running)
        return Process(running, log)


class Process:
    def __init__(self, running: subprocess.Popen[bytes], log: Path) -> None:
        self.pid = running.pid
        self.port = 0
        self._running = running
        self._log = log

    def said(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def lives(self) -> bool:
        return self._running.poll() is None

    def must_live(self) -> None:
        assert self._running.poll() is None, self.said()

    def helpers(self) -> list[int]:
        """Process ids of its children."""
        listed = Path(f"/proc/{self.pid}/task").glob("*/children")
        return [int(pid) for file in listed for pid in file.read_text().split()]

    def kill(self) -> None:
        """As a crash does it: nothing is put away."""
        self._running.kill()
        self._running.wait()

    def terminate(self) -> int:
        """As an upgrade does it."""
        self._running.send_signal(signal.SIGTERM)
        return self._running.wait(timeout=30)
