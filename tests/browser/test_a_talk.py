"""A whole talk in Chromium, over the real server and the embedded engines."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.conftest import Learner, Server, chromium, microphone_file, wait_until


def events(learner: Learner, kind: str) -> list[dict]:
    return list(learner.page.evaluate("kind => window.testMicrophone.events(kind)", kind))


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_a_card_read_into_the_devices_own_microphone_is_heard(
    playwright: Playwright, server: Server, tmp_path: Path, rate: int
) -> None:
    wav = microphone_file(tmp_path / "mic.wav", rate, 22.0, "first_time", 20.0)
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


def test_a_talk_from_the_first_page_to_the_review(learner: Learner) -> None:
    page = learner.page
    learner.open_talk()
    learner.start()
    learner.state("yours")
    assert learner.heard_loudness() > 0.02

    learner.say("first_time")  # a card
    learner.turn(2)
    expect(page.locator("#mine")).to_contain_text("Yes, all the way")
    heard = events(learner, "turn.heard")
    assert [event["evidence"] for event in heard] == ["card"]
    learner.state("yours")

    learner.say("own_words")  # something else
    learner.turn(3)
    assert events(learner, "turn.heard")[-1]["evidence"] == "own_words"
    assert events(learner, "turn.heard")[-1]["text"] == ""
    learner.state("yours")

    page.click("#finish")
    page.get_by_role("button", name="Say good-bye?").click()
    page.wait_for_url(re.compile("/review/"), timeout=30_000)
    expect(page.locator("main")).to_contain_text("You read this line")
    expect(page.locator("main")).not_to_contain_text("mistake")
    page.get_by_role("button", name=re.compile("your|you said|Play|Hear", re.I)).first.click()
    assert not learner.problems


def test_the_learner_can_interrupt_the_buddy(learner: Learner) -> None:
    learner.open_talk()
    learner.start()
    learner.state("buddy")
    wait_until(lambda: learner.heard_loudness() > 0.02)
    learner.begin_saying("interrupt")
    wait_until(lambda: bool(events(learner, "reply.stop")))
    learner.state("listening", "yours", "thinking")
    learner.turn(2)
    assert events(learner, "turn.heard") or events(learner, "turn.dismissed")
    assert not learner.problems


def test_a_connection_lost_in_the_middle_of_a_sentence_loses_no_word(learner: Learner) -> None:
    page = learner.page
    learner.open_talk()
    learner.start()
    learner.state("yours")
    learner.begin_saying("first_time")
    wait_until(lambda: bool(events(learner, "turn.started")))
    page.context.set_offline(True)
    page.evaluate("window.testMicrophone.sockets.at(-1).close()")
    learner.state("offline")
    page.wait_for_timeout(1500)
    page.context.set_offline(False)
    learner.turn(2, timeout=60)
    heard = events(learner, "turn.heard")[-1]
    assert heard["evidence"] == "card"
    assert "first time" in heard["text"]
    learner.state("buddy", "yours")


def test_the_replys_own_echo_interrupts_nothing_in_twenty_replies(
    make_learner: Callable[..., Learner],
) -> None:
    learner = make_learner(echo=0.25)  # -12 dB, 150 ms late
    replies = 0
    while replies < 20:
        learner.open_talk()
        learner.start()
        for number in range(1, 9):
            learner.state("yours")
            if events(learner, "talk.finished"):
                break
            learner.page.evaluate("window.testMicrophone.loudest = 0")
            type_reply(learner, f"All right, number {number}.")
            learner.turn(number + 1)
            wait_until(lambda: learner.heard_loudness() > 0.02)
        assert events(learner, "reply.stop") == typed_stops(learner)
        assert all(event["reason"] == "typed" for event in events(learner, "turn.ended"))
        replies += len(events(learner, "reply.ended"))


def type_reply(learner: Learner, text: str) -> None:
    page = learner.page
    if not page.locator("#text").is_visible():
        page.click("#type")
    page.fill("#text", text)
    page.press("#text", "Enter")


def typed_stops(learner: Learner) -> list[dict]:
    """A typed reply stops the buddy too: only such stops may be there."""
    typed = {event["turn"] for event in events(learner, "turn.heard") if event["evidence"] == "typed"}
    return [event for event in events(learner, "reply.stop") if event["turn"] in typed]
