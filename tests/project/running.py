"""A real server in a process of its own, started as a person starts it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from tests.project.tree import ROOT, files

START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def copy_of_the_repository(to: Path) -> Path:
    """What is (or would be) committed, without what this computer has made beside it."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=False
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        paths = list(files())
    for path in paths:
        if path.is_file():
            target = to / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
    return to


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without the settings of the tests."""
    ours = ("IM4TALKIN_", "DJANGO_", "PORT", "DEBUG", "SECRET_KEY")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, **changes}


class RunningServer:
    """``python -m im4talkin --here``, until ``stop``."""

    def __init__(self, house: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.said = house / f"said-{self.port}.txt"
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "im4talkin", "--here", "--port", str(self.port)],
                cwd=house,
                env=environment(),
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while "Ctrl-C stops it." not in self.output():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the server did not start:\n{self.output()}")
            time.sleep(0.05)

    def output(self) -> str:
        return self.said.read_text(encoding="utf-8", errors="replace")

    def links(self) -> list[str]:
        """The learner's and the teacher's."""
        return re.findall(r"http://\S+/sign-in/\S+", self.output())

    def get_json(self, path: str) -> Any:
        with urllib.request.urlopen(self.address + path, timeout=10) as answer:
            return json.load(answer)

    def helpers(self) -> list[int]:
        """Process ids of its children (Linux only; elsewhere none are found)."""
        listed = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for file in listed for pid in file.read_text().split()]

    def helpers_started(self) -> list[int]:
        """The same, once the first of them is there: they are started after the greeting."""
        deadline = time.monotonic() + 20
        while not (found := self.helpers()) and sys.platform == "linux":
            if time.monotonic() > deadline:
                raise AssertionError("no helper was started")
            time.sleep(0.1)
        return found

    def stop(self, how: signal.Signals) -> tuple[int, float]:
        """Send the signal; gives exit code and seconds until the process had ended."""
        started = time.monotonic()
        self.process.send_signal(how)
        code = self.process.wait(timeout=30)
        return code, time.monotonic() - started

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def gone_within(seconds: float, pids: list[int]) -> bool:
    deadline = time.monotonic() + seconds
    while any(is_alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
