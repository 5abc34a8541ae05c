"""Real servers for benches and tests: Redis and PostgreSQL, each a process of its own with its own data.

PostgreSQL refuses to run as root, so root starts it as another user. Raises CannotMeasure.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import redis

from bench.server import CannotMeasure

START_SECONDS = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RedisServer:
    """As it is to be run: without persistence, refusing to evict."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._options = options
        self.start()

    def start(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise CannotMeasure("Redis is missing: install it (Debian: apt-get install redis-server)")
        self._process = subprocess.Popen(
            [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", *self._options],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
        )
        client = redis.Redis(port=self.port)
        deadline = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(redis.RedisError):
                if client.ping():
                    client.close()
                    return
            if time.monotonic() > deadline:
                raise CannotMeasure("redis-server did not start: start it by hand to see why")
            time.sleep(0.02)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def restart(self) -> None:
        """What it held is gone, as after a crash."""
        self.kill()
        self.start()


class PostgresServer:
    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"postgres://im4talkin@127.0.0.1:{self.port}/im4talkin"
        # Not in the caller's folder, which only its own user may enter.
        self._data = Path(tempfile.mkdtemp(prefix="im4talkin-postgres-"))
        self._user = _other_user(self._data)
        self._run("initdb", "-D", str(self._data), "-U", "im4talkin", "--auth=trust", "--no-sync")
        self.start()
        with psycopg.connect(host="127.0.0.1", port=self.port, user="im4talkin", dbname="postgres") as made:
            made.autocommit = True
            made.execute("CREATE DATABASE im4talkin")

    def start(self) -> None:
        options = f"-p {self.port} -k '' -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
        log = str(self._data / "log")
        self._run("pg_ctl", "-D", str(self._data), "-w", "-o", options, "-l", log, "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self._data), "-m", mode, "-w", "stop")

    def restart(self) -> None:
        self.stop("immediate")
        self.start()

    def remove(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self._data, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [_postgres(program), *arguments],
            user=self._user,
            cwd=self._data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CannotMeasure(f"{program} failed: {done.stderr.strip()}")


def _postgres(program: str) -> str:
    """Debian keeps the server's programs beside each version, out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    path = found[-1] if found else shutil.which(program)
    if path is None:
        raise CannotMeasure("PostgreSQL is missing: install it (Debian: apt-get install postgresql)")
    return str(path)


def _other_user(folder: Path) -> int | None:
    """For root: somebody else, who then owns the folder; else nobody but ourselves."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return nobody.pw_uid
