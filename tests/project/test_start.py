"""From a fresh copy of the repository to an open page, and back: real processes, real signals."""

from __future__ import annotations

import http.cookiejar
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from im4talkin.launcher.places import venv_python
from im4talkin.version import version
from tests.project.running import RunningServer, copy_of_the_repository, environment, free_port, gone_within

TALK = "ws/talks/00000000-0000-4000-8000-000000000000/"
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_the_repository(tmp_path_factory.mktemp("house"))


@pytest.fixture
def server(house: Path) -> Iterator[RunningServer]:
    running = RunningServer(house)
    try:
        running.wait_until_it_answers()
        yield running
    finally:
        running.kill()


def open_page(address: str, jar: http.cookiejar.CookieJar | None = None) -> tuple[int, str]:
    """Status and final address of a page, with cookies as a browser has them."""
    cookies = urllib.request.HTTPCookieProcessor(jar)
    try:
        with urllib.request.build_opener(cookies).open(address, timeout=20) as page:
            return page.status, page.url
    except urllib.error.HTTPError as refusal:
        return refusal.code, address


def test_a_fresh_copy_gets_ready_and_says_so(house: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "im4talkin", "--here", "--check", "--port", str(free_port())],
        cwd=house,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"im4talkin {version()} is ready to start." in done.stdout
    assert done.stderr == ""
    assert (house / "var" / "im4talkin.sqlite3").exists()


def test_without_a_network_a_first_start_says_what_to_do(house: Path, tmp_path: Path) -> None:
    """A real environment is made, and the real pip finds no index."""
    nowhere = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "",
        "PIP_NO_CACHE_DIR": "1",
    }
    alone = copy_of_the_repository(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "im4talkin", "--port", str(free_port())],
        cwd=alone,
        env=environment(**nowhere),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("The Python packages could not be fetched")
    assert done.stderr.count("\n") == 1
    assert venv_python(alone / ".venv").exists()


def test_a_mistaken_setting_stops_the_start_with_a_sentence(house: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "im4talkin", "--here", "--port", str(free_port())],
        cwd=house,
        env=environment(REDIS_URL="redis://localhost"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "REDIS_URL is set" in done.stderr
    assert "Traceback" not in done.stderr


@posix
def test_the_server_answers_and_lets_each_link_in_once(server: RunningServer) -> None:
    health = server.get_json("/healthz")
    assert (health["status"], health["profile"], health["tier"]) == ("ok", "embedded", "embedded")
    learners, teachers = server.links()
    assert open_page(learners) == (200, f"{server.address}/")
    assert open_page(learners)[0] == 410
    assert open_page(teachers) == (200, f"{server.address}/admin/")


@posix
def test_a_socket_of_another_site_is_refused(server: RunningServer) -> None:
    address = f"ws://127.0.0.1:{server.port}/{TALK}"
    with pytest.raises(InvalidStatus), connect(address, origin=Origin("https://example.com")):
        pass


@posix
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_at_once_and_leaves_nobody_behind(server: RunningServer, how: signal.Signals) -> None:
    jar = http.cookiejar.CookieJar()
    open_page(server.links()[0], jar)
    cookie = {"Cookie": "; ".join(f"{item.name}={item.value}" for item in jar)}
    address = f"ws://127.0.0.1:{server.port}/{TALK}"
    idle = connect(address, origin=Origin(server.address), additional_headers=cookie)
    helpers = server.helpers_started()
    code, seconds = server.stop(how)
    with pytest.raises(ConnectionClosed) as closed:
        idle.recv(timeout=5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012, "the page knows that it may come back"
    assert code == 0, server.output()
    assert seconds < 10, "it waited for something (what it may take is STOP_SECONDS)"
    assert "Traceback" not in server.output()
    assert server.output().endswith("Stopped.\n")
    # One that was still loading sees only then that nobody is there.
    assert gone_within(10, helpers), "a helper outlived the server"


@posix
def test_the_second_start_is_quick_and_keeps_what_there_was(house: Path) -> None:
    """Quick means that nothing is prepared again; the time itself is a bench's matter."""
    for _ in range(2):
        running = RunningServer(house)
        try:
            running.wait_until_it_answers()
            running.stop(signal.SIGINT)
        finally:
            running.kill()
    assert "The database is up to date." not in running.output()
