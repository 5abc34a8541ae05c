"""The server profile as processes on this machine: web and workers, each of which may be killed."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench.datastores import PostgresServer, RedisServer, free_port
from bench.server import CannotMeasure

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 90
OURS = ("IM4TALKIN_", "DJANGO_")  # variables of whoever starts it, which would change what is measured
SECRET_KEY = secrets.token_urlsafe(48)  # the same in all processes of a run


class Stack:
    """Give it its servers and an empty folder; ``stop`` ends every process. Raises CannotMeasure."""

    def __init__(self, postgres: PostgresServer, redis: RedisServer, data: Path, **settings: str) -> None:
        self.postgres, self.redis, self.data = postgres, redis, data
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(OURS)},
            "DJANGO_SETTINGS_MODULE": "im4talkin.settings",
            "DATABASE_URL": postgres.url,
            "REDIS_URL": redis.url,
            "IM4TALKIN_DATA": str(data),
            "IM4TALKIN_HTTPS": "0",  # no proxy stands before it
            "SECRET_KEY": SECRET_KEY,
            **settings,
        }
        self._processes: list[subprocess.Popen[bytes]] = []
        self.manage("migrate", "-v0")

    def manage(self, *command: str) -> str:
        """What a command of manage.py says."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode:
            raise CannotMeasure(f"manage.py {command[0]} failed: {done.stderr.strip()}")
        return done.stdout

    def web(self) -> Process:
        """A web process with a port of its own, so that it is known who is killed."""
        port = free_port()
        process = self._start("web", "--port", str(port))
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
            except (urllib.error.URLError, OSError):
                process.wait_on(deadline)
            else:
                process.port = port
                return process

    def worker(self, threads: int = 4) -> Process:
        process = self._start("worker", "--threads", str(threads))
        deadline = time.monotonic() + START_SECONDS
        while "[queues]" not in process.said():
            process.wait_on(deadline)
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
                env=self.environment,
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

    def wait_on(self, deadline: float) -> None:
        """A moment for it to get ready; raises CannotMeasure when it died or is late."""
        if not self.lives() or time.monotonic() > deadline:
            raise CannotMeasure(f"A process did not get ready: {self.said().strip()}")
        time.sleep(0.1)

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
