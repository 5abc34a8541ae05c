"""A whole talk in Chromium, over the real server and the embedded engines."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.learner import AUDIBLE, Learner, wait_until
from tests.browser.recordings import microphone_file, voiced_seconds
from tests.browser.serving import Server, chromium

RATE = 16_000  # of the frames, whatever the microphone has


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_a_card_read_into_the_devices_own_microphone_is_heard(
    playwright: Playwright, server: Server, tmp_path: Path, rate: int
) -> None:
    wav = microphone_file(tmp_path / "mic.wav", rate, 20.0, "first_time", 20.0)
    browser = chromium(playwright, f"--use-file-for-fake-audio-capture={wav}%noloop")
    try:
        learner = Learner(browser.new_context(permissions=["microphone"]).new_page(), server)
        learner.sign_in()
        learner.open_talk()
        learner.start()
        learner.turn(2, timeout=60)
        learner.state("buddy", timeout=20)
        expect(learner.page.locator("#mine")).to_contain_text("Yes, all the way")
        assert not learner.problems
    finally:
        browser.close()


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_a_talk_from_the_first_page_to_the_review(make_learner: Callable[..., Learner], rate: int) -> None:
    learner = make_learner(rate)
    page = learner.page
    learner.open_talk()
    learner.forget_sound()
    learner.start()
    learner.is_heard(30)
    assert next_turn(learner) == 1

    learner.forget_sound()
    learner.say("first_time")  # a card
    learner.turn(2)
    expect(page.locator("#mine")).to_contain_text("Yes, all the way")
    assert learner.heard(1)["evidence"] == "card"
    learner.is_heard()

    interrupts(learner)  # with something that is on no card
    learner.turn(3)
    assert (learner.heard(2)["evidence"], learner.heard(2)["text"]) == ("own_words", "")
    learner.forget_sound()
    learner.is_heard()
    assert next_turn(learner) == 3

    card = offered(learner)
    connection_lost_while(learner, card)
    learner.forget_sound()
    learner.turn(4, timeout=60)
    assert learner.heard(3)["evidence"] == "card"
    every_word_arrived(learner, 3, card)
    learner.is_heard()
    next_turn(learner)

    learner.forget_sound()
    page.click("#finish")
    page.get_by_role("button", name="Say good-bye?").click()
    page.wait_for_url(re.compile("/review/"), timeout=40_000)
    learner.is_heard(1)  # the good-bye, to its end
    said = page.locator("details.said")
    expect(said).not_to_have_attribute("open", "")
    page.locator("details.said > summary").click()
    expect(page.locator("main")).not_to_contain_text("mistake")
    wait_until(lambda: page.evaluate("window.testMicrophone.now") < AUDIBLE / 10)
    learner.forget_sound()
    said.get_by_role("button", name="Hear yourself").last.click()
    learner.is_heard(5)  # one's own voice, from this tab's memory
    assert set(page.evaluate("window.testMicrophone.rates")) == {rate}
    assert not learner.problems


def test_what_is_said_while_the_connection_is_away_is_heard_when_it_is_back(learner: Learner) -> None:
    page = learner.page
    learner.open_talk()
    learner.start()
    next_turn(learner)
    page.context.set_offline(True)
    page.evaluate("window.testMicrophone.sockets.at(-1).close()")
    learner.state("offline")
    learner.say("first_time")
    page.wait_for_timeout(4500)
    page.context.set_offline(False)
    learner.turn(2, timeout=60)
    heard = learner.heard(1)
    assert heard["evidence"] == "card"
    assert heard["samples"] - heard["offset"] >= voiced_seconds("first_time") * RATE
    assert not learner.events("error.raised")


def test_a_button_pressed_too_early_takes_the_next_turn(learner: Learner) -> None:
    page = learner.page
    learner.open_talk()
    learner.start()
    next_turn(learner)
    learner.begin_saying("all_the_time")
    wait_until(lambda: bool(learner.events("turn.started")))
    page.wait_for_timeout(800)  # less would be a cough, which is no turn
    page.click("#options")
    page.check("#hold")
    page.keyboard.press("Tab")
    page.focus("#voice")
    page.keyboard.down("Space")
    learner.say("own_words")
    page.keyboard.up("Space")
    learner.turn(3)
    assert learner.heard(1)["turn"] == 1
    heard = learner.heard(2)
    assert heard["samples"] - heard["offset"] >= voiced_seconds("own_words") * RATE
    learner.state("buddy", "yours")
    assert not learner.problems


@pytest.mark.parametrize(
    ("refusal", "helps"),
    [
        ("NotAllowedError", "Tap the lock beside the address"),
        ("NotFoundError", "Plug one in and try again"),
        ("NotReadableError", "Another program is using the microphone"),
    ],
)
def test_without_a_microphone_the_page_says_what_to_do(
    make_learner: Callable[..., Learner], refusal: str, helps: str
) -> None:
    learner = make_learner(refusal=refusal)
    learner.open_talk()
    learner.page.click("#start")
    notice = learner.page.locator("#notice")
    expect(notice).to_contain_text(helps)
    notice.get_by_role("button", name="Type instead").click()
    expect(learner.page.locator("#text")).to_be_focused()


def test_a_microphone_that_the_browser_refuses_is_explained(playwright: Playwright, server: Server) -> None:
    browser = chromium(playwright, "--deny-permission-prompts", without="--use-fake-ui-for-media-stream")
    try:
        learner = Learner(browser.new_page(), server)
        learner.sign_in()
        learner.open_talk()
        learner.page.click("#start")
        expect(learner.page.locator("#notice")).to_contain_text("The microphone is off for this page")
    finally:
        browser.close()


def test_a_microphone_that_gives_nothing_is_named(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner(dead=True)
    learner.open_talk()
    learner.start()
    notice = learner.page.locator("#notice")
    expect(notice).to_contain_text("I hear nothing from", timeout=15_000)
    expect(notice.get_by_role("button", name="Choose")).to_be_visible()
    assert "Your turn" not in learner.page.inner_text("#state")


def test_the_replys_own_echo_interrupts_nothing_in_twenty_replies(
    make_learner: Callable[..., Learner],
) -> None:
    learners = [make_learner(echo=0.25) for _ in range(3)]  # -12 dB, 150 ms late
    for learner in learners:
        learner.open_talk()
        learner.start()
    for number in range(1, 7):
        for learner in learners:
            learner.state("yours")
            learner.forget_sound()
            type_reply(learner, f"All right, number {number}.")
        for learner in learners:
            learner.turn(number + 1)
            learner.is_heard()
    replies = 0
    for learner in learners:
        learner.state("yours")
        assert learner.events("reply.stop") == typed_stops(learner)
        assert all(event["reason"] == "typed" for event in learner.events("turn.ended"))
        replies += len(learner.events("reply.ended"))
    assert replies >= 20


def next_turn(learner: Learner) -> int:
    """Wait until the buddy has finished, and tell which turn is the learner's."""
    learner.state("yours")
    return int(learner.page.get_attribute("body", "data-turn") or 0)


def offered(learner: Learner) -> str:
    """The recording of a line that may be read now."""
    lines = {
        "All the time. Especially when I speak English.": "all_the_time",
        "I'd look at my notes.": "notes",
        "Before an exam. My hands were shaking.": "shaking",
    }
    cards = [card["text"] for card in learner.events("talk.offered")[-1]["cards"]]
    return next(lines[text] for text in cards if text in lines)


def interrupts(learner: Learner) -> None:
    """Speak while the buddy speaks: she stops at once, and the page says how far she came."""
    before = len(learner.events("reply.stop"))
    learner.begin_saying("interrupt")
    wait_until(lambda: len(learner.events("reply.stop")) > before)
    learner.page.wait_for_timeout(150)  # what the ears take in is 43 ms long, and looked at every 40
    learner.forget_sound()
    learner.page.wait_for_timeout(600)
    assert learner.heard_loudness() < AUDIBLE / 10
    assert [stopped["turn"] for stopped in learner.sent("reply.stopped")] == [1]


def connection_lost_while(learner: Learner, name: str) -> None:
    """Say a line; in the middle of it the connection breaks, and comes back when it has been said."""
    before = len(learner.events("turn.started"))
    learner.begin_saying(name)
    wait_until(lambda: len(learner.events("turn.started")) > before)
    lose_connection(learner)


def lose_connection(learner: Learner) -> None:
    """It breaks, and comes back after a while."""
    page = learner.page
    page.context.set_offline(True)
    page.evaluate("window.testMicrophone.sockets.at(-1).close()")
    learner.state("offline")
    page.wait_for_timeout(1500)
    page.context.set_offline(False)


def every_word_arrived(learner: Learner, turn: int, name: str) -> None:
    """By counts: the turn is as long as the line, and each of its samples was sent, over both connections."""
    heard = learner.heard(turn)
    assert heard["samples"] - heard["offset"] >= voiced_seconds(name) * RATE
    frames = [frame for frame in learner.frames() if frame["turn"] == turn]
    assert len({frame["connection"] for frame in frames}) == 2
    assert not any(frame["gap"] for frame in frames)
    sent = {at for frame in frames for at in range(frame["offset"], frame["offset"] + frame["samples"])}
    assert sent.issuperset(range(heard["offset"], heard["samples"]))


def type_reply(learner: Learner, text: str) -> None:
    page = learner.page
    if not page.locator("#text").is_visible():
        page.click("#type")
    page.fill("#text", text)
    page.press("#text", "Enter")


def typed_stops(learner: Learner) -> list[dict]:
    """A typed reply stops the buddy too: only such stops may be there."""
    typed = {event["turn"] for event in learner.events("turn.heard") if event["evidence"] == "typed"}
    return [event for event in learner.events("reply.stop") if event["turn"] in typed]
