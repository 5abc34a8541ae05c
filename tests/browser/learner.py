"""Somebody in front of a page, with a microphone that says what a test wants."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.recordings import SPEECH
from tests.browser.serving import Server

HERE = Path(__file__).parent
MICROPHONE = (HERE / "microphone.js").read_text(encoding="utf-8")
SYNTHESIS = (HERE / "synthesis.js").read_text(encoding="utf-8")
CHECKED = {"coupling": -30, "halfDuplex": False, "level": -20, "at": 1}
MICROPHONES = {"Test microphone": CHECKED, "Fake Default Audio Input": CHECKED}
AUDIBLE = 0.02  # RMS, -34 dBFS


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


@contextmanager
def visiting(
    server: Server,
    browser: Browser,
    rate: int = 48_000,
    *,
    checked: bool = True,
    hurried: bool = False,
    sounds: bool = False,
    voices: dict[str, object] | None = None,
    window: dict[str, object] | None = None,
    **settings: object,
) -> Iterator[Learner]:
    """Somebody who is not signed in. ``settings`` are of ``microphone.js``, ``voices`` of ``synthesis.js``;
    ``window`` is what Playwright's ``new_context`` takes."""
    context = browser.new_context(**({"viewport": {"width": 1280, "height": 800}} | (window or {})))
    if voices is not None:
        context.add_init_script(f"window.testSynthesisSettings = {json.dumps(voices)};\n{SYNTHESIS}")
    chosen = json.dumps({"rate": rate, "echo": 0.0} | settings)
    context.add_init_script(f"window.testMicrophoneSettings = {chosen};\n{MICROPHONE}")
    yield Learner(context.new_page(), server, checked=checked, hurried=hurried, sounds=sounds)
    context.close()


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
