"""What walks past the states of pages need: a stage to show them on, and ways to bring a talk into them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser.learner import Learner, visiting, wait_until
from tests.browser.serving import Server

ARRIVED = """for (const each of document.getAnimations())
    if (Number.isFinite(each.effect.getComputedTiming().endTime)) each.finish();"""
PEOPLE = ("-m", "tests.browser.pictures_people")
PHONE = {"width": 375, "height": 812}
MOIRA = "butterflies-on-the-night-train"
FIONA = {"name": "Fiona", "lang": "en-GB-u-sd-gbsct"}
QUICK = {"voices": [FIONA], "charsPerSecond": 400}  # a voice that says a line before one has looked
SLOW = {"voices": [FIONA], "charsPerSecond": 5}
ECHOING = {"Test microphone": {"coupling": 0, "halfDuplex": True, "level": -26, "at": 2}}
MISTAKES = (
    "I very like talk with people, but it depend of the people.",
    "She go to school every days.",
    "I am agree with you, it is most hard thing.",
    "He don't know what to say.",
    "I have went to wedding of my friend last year.",
)
STORY = "I met woman in a train. She were afraid to speak, and I help her with her speech."


@dataclass
class Stage:
    """A server, a browser, and somebody who looks at each state."""

    server: Server
    browser: Browser
    look: Callable[[Page, str], None]

    def show(self, page: Page, name: str) -> None:
        page.wait_for_load_state()
        page.evaluate("document.fonts.ready")
        page.mouse.move(0, 0)
        page.evaluate(ARRIVED)
        self.look(page, name)

    @contextmanager
    def visitor(self, locale: str = "en-GB", **settings: Any) -> Iterator[Learner]:
        window = {"viewport": PHONE, "locale": locale}
        with visiting(self.server, self.browser, window=window, **settings) as visitor:
            yield visitor

    @contextmanager
    def learner(self, name: str, **settings: Any) -> Iterator[Learner]:
        path = self.server.run(*PEOPLE, "learner", name)
        with self.visitor(**{"voices": QUICK} | settings) as learner:
            learner.page.goto(self.server.url + path)
            yield learner

    def had(self, command: str, *arguments: str) -> None:
        self.server.run(*PEOPLE, command, *arguments)


def later(page: Page, delay: int) -> None:
    """What the page does after so many milliseconds, it does after a minute."""
    page.evaluate(
        """delay => {
            const usual = setTimeout;
            window.setTimeout = (run, ms) => usual(run, ms === delay ? 60_000 : ms);
        }""",
        delay,
    )


def tells(learner: Learner, *messages: dict[str, Any]) -> None:
    """The page is told something by the server, without the server: a state that stands still.

    The server hears no more of the page, which is out of step with it.
    """
    learner.page.evaluate(
        """messages => {
            const socket = window.testMicrophone.sockets.at(-1);
            socket.send = () => {};
            for (const each of messages) {
                socket.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(each) }));
            }
        }""",
        list(messages),
    )


def silent(learner: Learner) -> None:
    """Nobody has spoken for a while."""
    offer = learner.events("talk.offered")[-1]
    soon = {"line": 200, "starter": 400, "go_on": 900_000}
    tells(learner, {**offer, "seq": 0, "silence": soon})
    learner.page.evaluate("document.getElementById('no-hurry').click()")
    learner.page.wait_for_selector("#starter:not(:empty)")
    learner.page.evaluate("localStorage['im4talkin.no_hurry'] = 'on'")


def reads(learner: Learner) -> None:
    """A line is being read: five of its words are lit."""
    card = learner.events("talk.offered")[-1]["cards"][1]["key"]
    turn = int(learner.page.get_attribute("body", "data-turn") or 1)
    partial = {"type": "turn.partial", "turn": turn, "revision": 0, "card": card, "text": ""}
    tells(learner, {"type": "turn.started", "turn": turn, "offset": 0, "seq": 0})
    tells(learner, {**partial, "words_read": 3}, {**partial, "words_read": 5})
    learner.page.wait_for_selector(".reply.is-near")


def takes(learner: Learner) -> None:
    """That line was heard."""
    card = learner.events("talk.offered")[-1]["cards"][1]
    turn = int(learner.page.get_attribute("body", "data-turn") or 1)
    heard = {
        "type": "turn.heard",
        "turn": turn,
        "revision": 0,
        "seq": 0,
        "move": None,
        "offset": 0,
        "samples": 0,
    }
    tells(learner, {**heard, "evidence": "card", "card": card["key"], "text": card["text"]})
    learner.page.wait_for_selector(".mine__back:not([hidden])")


def unsure(learner: Learner) -> None:
    """She did not understand, and blames the train."""
    turn = int(learner.page.get_attribute("body", "data-turn") or 1)
    same = {"turn": turn, "revision": 0, "seq": 0}
    guess = learner.events("talk.offered")[-1]["cards"][0]["text"].rstrip(".")
    tells(
        learner,
        {"type": "turn.heard", **same, "evidence": "own_words", "text": "", "card": None, "move": None}
        | {"offset": 0, "samples": 0},
        {"type": "reply.sentence", **same, "sentence": 0, "part": "unsure", "rate": 0, "marks": []}
        | {"text": f"Sorry, this train is so loud. Was it “{guess}”?", "audio_url": "", "recording": ""}
        | {"translation": f"Простите, поезд так гремит. Вы сказали: «{guess}»?"},
        {"type": "reply.ended", **same, "sentences": 1},
        {**learner.events("talk.offered")[-1], "seq": 0, "turn": turn, "silence": None},
    )
    learner.state("yours")


def again(learner: Learner) -> None:
    """The page is loaded anew: what it was told without the server is gone."""
    learner.page.reload()
    learner.page.wait_for_selector("#start:enabled")
    learner.page.click("#start")
    learner.state("yours", timeout=60)


def to_the_story(
    learner: Learner,
    mistakes: list[str],
    own_words: Callable[[], None] | None = None,
) -> None:
    """Answer in writing, first with these mistakes, until the story is to be told."""
    while learner.events("talk.offered")[-1]["part"] != "retell":
        if own_words and learner.events("talk.offered")[-1]["own_words"]:
            learner.state("yours")
            learner.page.click("#type")
            own_words()
            own_words = None
        answer(learner, mistakes.pop(0) if mistakes else "")
    learner.page.wait_for_selector("#retell:not([hidden])", timeout=60_000)


def answer(learner: Learner, text: str = "") -> None:
    """Type this, or the first line that is offered."""
    page = learner.page
    offered = learner.events("talk.offered")[-1]
    before = len(learner.events("turn.heard"))
    if not page.locator("#text").is_visible():
        page.click("#type")
    cards = offered["cards"]
    page.fill("#text", text or (cards[0]["text"] if cards else "Once I forgot my own name."))
    page.press("#text", "Enter")
    wait_until(lambda: len(learner.events("turn.heard")) > before, 40)
    turn = learner.events("turn.heard")[-1]["turn"]
    wait_until(lambda: learner.events("talk.offered")[-1]["turn"] >= turn, 40)
    page.keyboard.press("Escape")
