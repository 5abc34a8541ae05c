"""Servers of their own for tests and pictures, and the Chromium that visits them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).parent.parent.parent
FLAGS = (
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


@dataclass
class Server:
    """A server process of its own, with its own data."""

    url: str
    data: Path
    process: subprocess.Popen[str]
    door: str = ""  # of a class: the page that needs no certificate

    def sign_in_path(self, who: str = "DEMO_LEARNER") -> str:
        """A new sign-in link of the demo learner, or of the demo teacher."""
        code = (
            "from accounts.models import User; from accounts.services import *;"
            f"print(sign_in_link_create(User.objects.get(username={who})))"
        )
        return self.run("manage.py", "shell", "--no-imports", "-c", code)

    def run(self, *arguments: str) -> str:
        """Python beside the server, on its data; gives the last line that it prints."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=_environment(self.data),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]


@contextmanager
def serving(data: Path, *, model_server: str = "", **settings: str) -> Iterator[Server]:
    """A server while the block lasts; ``settings`` are IM4TALKIN_… variables by the rest of their names,
    ``model_server`` is the address of one, for a partner that talks freely."""
    port = free_port()
    more = {f"IM4TALKIN_{name}": value for name, value in settings.items()}
    if model_server:
        more["LLM_BASE_URL"] = model_server
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=ROOT,
        env=_environment(data) | more,
        stdout=subprocess.PIPE,
        stderr=(data / "stderr.log").open("w"),
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "Ctrl-C" in line:
            break
    else:
        raise AssertionError((data / "stderr.log").read_text())
    try:
        yield Server(f"http://127.0.0.1:{port}", data, process)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()


@contextmanager
def class_serving(data: Path) -> Iterator[Server]:
    """A class's server, which one guest an hour may enter."""
    door = free_port()
    with serving(data, CLASS="1", CLASS_PORT=str(door + 1), GUESTS_PER_HOUR="1") as server:
        server.door = f"http://127.0.0.1:{door}/"
        yield server


@contextmanager
def translating_serving(data: Path) -> Iterator[Server]:
    """A server with the embedded engines, and a translator that takes no time."""
    with serving(data, BENCH="1", TRANSLATOR="ml.engines.instant.InstantTranslator") as server:
        yield server


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def chromium(playwright: Playwright, *flags: str, without: str = "") -> Browser:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise AssertionError("Chromium is missing: install it (Debian: apt-get install chromium)")
    usual = [flag for flag in FLAGS if flag != without]
    return playwright.chromium.launch(executable_path=path, args=[*usual, *flags])


def _environment(data: Path) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("IM4TALKIN_", "LLM_"))}
    return env | {"IM4TALKIN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "im4talkin.settings"}
