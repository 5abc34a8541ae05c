"""A real server with the embedded engines, and Chromium with a microphone that says what a test wants."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright

from tests.browser.recordings import SPEECH

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
MICROPHONE = (HERE / "microphone.js").read_text(encoding="utf-8")
SYNTHESIS = (HERE / "synthesis.js").read_text(encoding="utf-8")
CHECKED = {"coupling": -30, "halfDuplex": False, "level": -20, "at": 1}
MICROPHONES = {"Test microphone": CHECKED, "Fake Default Audio Input": CHECKED}
AUDIBLE = 0.02  # RMS, -34 dBFS
FLAGS = (
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Server:
    """A server process of its own, with its own data."""

    url: str
    data: Path
    process: subprocess.Popen[str]

    def sign_in_path(self) -> str:
        """A new sign-in link of the demo learner."""
        code = (
            "from accounts.models import User; from accounts.services import *;"
            "print(sign_in_link_create(User.objects.get(username=DEMO_LEARNER)))"
        )
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
            cwd=ROOT,
            env=_environment(self.data),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip().splitlines()[-1]


def _environment(data: Path) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("IM4TALKIN_")}
    return env | {"IM4TALKIN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "im4talkin.settings"}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=ROOT,
        env=_environment(data),
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
    yield Server(f"http://127.0.0.1:{port}", data, process)
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    process.kill()


@pytest.fixture(
    scope="package"
)  # while it lives, its event loop runs in this thread: no other test can have one
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


def chromium(playwright: Playwright, *flags: str, without: str = "") -> Browser:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise AssertionError("Chromium is missing: install it (Debian: apt-get install chromium)")
    usual = [flag for flag in FLAGS if flag != without]
    return playwright.chromium.launch(executable_path=path, args=[*usual, *flags])


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = chromium(playwright)
    yield browser
    browser.close()


class Learner:
    """Somebody with a page and a microphone that tests speak into, and that was checked before.

    Unless ``hurried``, who chose "No hurry": the buddy takes no turn because a test is slow.
    Unless ``sounds``, who switched the small sounds off: what is heard is a voice.
    """

    def __init__(
        self, page: Page, server: Server, *, checked: bool = True, hurried: bool = False, sounds: bool = False
    ) -> None:
        self.page = page
        remembered = {"no_hurry": "off" if hurried else "on", "sounds": "on" if sounds else "off"}
        if checked:
            remembered["microphones"] = json.dumps(MICROPHONES)
        page.add_init_script(
            f"""if (location.protocol.startsWith('http'))
                for (const [name, value] of Object.entries({json.dumps(remembered)}))
                    localStorage[`im4talkin.${{name}}`] ??= value;"""
        )
        self.server = server
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._console)

    def _console(self, message: ConsoleMessage) -> None:
        taken_away = "ERR_INTERNET_DISCONNECTED" in message.text  # by the test itself
        if message.type == "error" and not taken_away:
            self.problems.append(message.text)

    def sign_in(self) -> None:
        self.page.goto(self.server.url + self.server.sign_in_path())

    def open_talk(self, topic: str = "Moira") -> None:
        """From the first page to the threshold of a new talk."""
        self.page.goto(f"{self.server.url}/topics/")
        self.page.get_by_role("button", name=re.compile(f"Talk to {topic}")).first.click()
        self.page.wait_for_selector("#start:enabled")
        self.state("idle")

    def start(self) -> None:
        self.page.click("#start")
        self.page.wait_for_selector("#stage:not([hidden])")

    def say(self, name: str) -> None:
        """Speak a line into the microphone; returns when it has been said."""
        data = base64.b64encode((SPEECH / f"{name}.wav").read_bytes()).decode()
        self.page.evaluate("data => window.testMicrophone.say(data)", data)

    def begin_saying(self, name: str) -> None:
        data = base64.b64encode((SPEECH / f"{name}.wav").read_bytes()).decode()
        self.page.evaluate("data => { window.testMicrophone.say(data); }", data)

    def state(self, *wanted: str, timeout: float = 40) -> str:
        """Wait until the page's state is one of these."""
        selector = ", ".join(f'body[data-state="{state}"]' for state in wanted)
        self.page.wait_for_selector(selector, timeout=timeout * 1000, state="attached")
        return str(self.page.get_attribute("body", "data-state"))

    def turn(self, number: int, timeout: float = 30) -> None:
        """Wait until the talk is open for this turn."""
        self.page.wait_for_function(
            "number => Number(document.body.dataset.turn) >= number", arg=number, timeout=timeout * 1000
        )

    def heard_loudness(self) -> float:
        """Loudest RMS that the page played since ``forget_sound``, 0..1."""
        return float(self.page.evaluate("window.testMicrophone.loudest"))

    def forget_sound(self) -> None:
        self.page.evaluate("window.testMicrophone.loudest = 0")

    def is_heard(self, seconds: float = 20) -> None:
        """Wait until sound comes out of the page: decoded, and not silent."""
        wait_until(lambda: self.heard_loudness() > AUDIBLE, seconds)

    def events(self, kind: str) -> list[dict]:
        """What the server told the page, over all its connections."""
        return list(self.page.evaluate("kind => window.testMicrophone.events(kind)", kind))

    def sent(self, kind: str) -> list[dict]:
        """What the page told the server."""
        return list(self.page.evaluate("kind => window.testMicrophone.sent(kind)", kind))

    def heard(self, turn: int) -> dict:
        """Wait until this turn was understood."""
        wait_until(lambda: any(event["turn"] == turn for event in self.events("turn.heard")))
        return next(event for event in self.events("turn.heard") if event["turn"] == turn)

    def frames(self) -> list[dict]:
        """The sound that the page sent, frame by frame."""
        return list(self.page.evaluate("window.testMicrophone.frames"))


@pytest.fixture
def learner(server: Server, browser: Browser) -> Iterator[Learner]:
    yield from _learner(server, browser, 48_000)


@pytest.fixture
def make_learner(server: Server, browser: Browser) -> Iterator[Callable[..., Learner]]:
    """``make_learner(rate=44_100, echo=0.25)``: another microphone, or none that works.

    ``checked=False``: one that was never checked; ``hurried=True``: silence is helped;
    ``sounds=True``: the small sounds too; ``voices={…}``: the browser's own, see ``synthesis.js``.
    """
    made: list[Iterator[Learner]] = []

    def make(rate: int = 48_000, **settings: object) -> Learner:
        made.append(_learner(server, browser, rate, **settings))
        return next(made[-1])

    yield make
    for learner in made:
        next(learner, None)


def _learner(
    server: Server,
    browser: Browser,
    rate: int,
    *,
    checked: bool = True,
    hurried: bool = False,
    sounds: bool = False,
    voices: dict[str, object] | None = None,
    **settings: object,
) -> Iterator[Learner]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    if voices is not None:
        context.add_init_script(f"window.testSynthesisSettings = {json.dumps(voices)};\n{SYNTHESIS}")
    chosen = json.dumps({"rate": rate, "echo": 0.0} | settings)
    context.add_init_script(f"window.testMicrophoneSettings = {chosen};\n{MICROPHONE}")
    learner = Learner(context.new_page(), server, checked=checked, hurried=hurried, sounds=sounds)
    learner.sign_in()
    yield learner
    context.close()


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
