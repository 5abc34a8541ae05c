"""What makes a talk a lesson: lines that fade, a turn taken back, moves, silence, listening, the story."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.learner import Learner, wait_until
from tests.browser.pictures_stage import QUICK
from tests.browser.recordings import voiced_seconds
from tests.browser.test_a_talk import RATE, lose_connection

STORY = "own_words"  # a recording that is on no line


def test_a_turn_that_was_understood_wrongly_is_taken_back(learner: Learner) -> None:
    page = learner.page
    learner.open_talk()
    learner.start()
    learner.state("yours")
    question = page.inner_text("#line")
    learner.say("first_time")
    learner.turn(2, timeout=60)
    taken = learner.heard(1)["card"]
    assert taken
    card = page.locator(f'[data-card="{taken}"]')
    # The next lines may stand there already: what was understood stands above her answer.
    expect(page.locator("#mine")).to_contain_text("first time")
    page.get_by_role("button", name="Not this one").click()
    wait_until(lambda: any(event["reason"] == "withdrawn" for event in learner.events("turn.dismissed")))
    expect(card).to_have_count(0)
    expect(page.locator(".reply")).to_have_count(2)
    expect(page.locator("#mine")).to_be_hidden()
    expect(page.locator("#line")).to_have_text(question)
    learner.state("yours")
    learner.forget_sound()
    page.keyboard.press("1")  # another line can be heard, and the talk goes on
    learner.is_heard()
    type_answer(learner, "No, only halfway.")
    learner.state("buddy", "yours")
    page.locator("#sofar summary").click()
    expect(page.locator("#history")).not_to_contain_text("my first time")
    assert not learner.problems


def test_a_move_is_chosen_by_keys_and_answered(learner: Learner) -> None:
    page = learner.page
    learner.open_talk()
    learner.start()
    learner.state("yours")
    page.keyboard.press("h")
    expect(page.get_by_role("heading", name="You can always say")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#moves")).to_be_hidden()
    expect(page.locator("#moves-open")).to_be_focused()
    page.keyboard.press("Enter")
    wait = next(move for move in learner.events("talk.offered")[-1]["moves"] if move["key"] == "wait")
    page.get_by_role("button", name=wait["text"], exact=True).focus()
    page.keyboard.press("Enter")
    heard = learner.heard(1)
    assert (heard["evidence"], heard["move"]) == ("chosen", "wait")
    expect(page.locator("#mine")).to_contain_text(f"You asked: {wait['text']}")
    learner.state("yours")
    expect(page.locator("#question")).to_contain_text("?")  # what she asked before still stands
    assert not learner.problems


def test_a_key_is_changed_by_pressing_another(learner: Learner) -> None:
    page = learner.page
    learner.open_talk()
    learner.start()
    learner.state("yours")
    page.click("#options")
    page.get_by_text("Change the keys").click()
    page.get_by_role("button", name="Hear the question again: R").click()
    page.keyboard.press("s")
    expect(page.locator("#key-said")).to_contain_text("S is taken: “Subtitles”")
    page.keyboard.press("q")
    expect(page.locator("#key-said")).to_contain_text("Hear the question again: Q")
    page.click("#options")
    learner.forget_sound()
    page.keyboard.press("r")
    page.keyboard.press("q")
    learner.is_heard()
    assert [event["help"] for event in learner.sent("help.used")] == ["again"]


def test_silence_is_met_with_patience_and_then_with_a_beginning(
    make_learner: Callable[..., Learner],
) -> None:
    learner = make_learner(hurried=True)
    page = learner.page
    learner.open_talk()
    learner.start()
    learner.state("yours")
    times = learner.events("talk.offered")[-1]["silence"]
    wait_until(lambda: bool(learner.sent("turn.silent")), times["line"] / 1000 + 20)
    assert learner.sent("turn.silent") == [{"type": "turn.silent", "after": 0, "stage": "line"}]
    wait_until(lambda: learner.events("reply.sentence")[-1]["part"] == "silence")
    learner.state("yours")
    expect(page.locator("#question")).to_contain_text("?")
    expect(page.locator("#starter")).to_contain_text("You could begin", timeout=times["starter"] + 20_000)
    learner.say("first_time")  # the number of the turn moved on, and nothing of it was lost
    number = max(event["turn"] for event in learner.events("turn.started"))
    assert number > 1
    assert learner.heard(number)["evidence"] == "card"
    assert not learner.problems


def test_what_is_to_be_listened_to_is_read_after_the_answer(learner: Learner) -> None:
    page = learner.page
    learner.open_talk("Tess")
    start_typing(learner)
    while not learner.events("talk.offered")[-1]["listening"]:
        answer(learner)
    learner.state("yours")
    told = [event["text"] for event in learner.events("reply.sentence") if event["part"] == "tell"]
    expect(page.locator("#veil")).to_contain_text("The words come after your answer")
    expect(page.locator("#line")).not_to_contain_text(told[0])
    answer(learner)
    page.locator("#sofar summary").click()
    expect(page.locator("#history")).to_contain_text(told[0])
    assert not learner.problems


def test_the_story_is_told_into_the_microphone_and_the_next_visits_lines_have_faded(
    learner: Learner,
) -> None:
    page = learner.page
    learner.open_talk()
    learner.start()
    learner.state("yours")
    while learner.events("talk.offered")[-1]["part"] != "retell":
        answer(learner)
    page.wait_for_selector("#retell-tell:visible", timeout=60_000)
    for width, height in ((320, 568), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, 0)")
        for way in ("#retell-tell", "#retell-write", "#retell-skip"):
            expect(page.locator(way)).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Tell it").click()
    learner.begin_saying(STORY)
    page.wait_for_timeout(1000)
    lose_connection(learner)
    learner.state("listening")
    page.wait_for_timeout(voiced_seconds(STORY) * 1000)
    page.get_by_role("button", name="Done").click()
    page.wait_for_url(re.compile("/review/"), timeout=60_000)
    story = learner.events("turn.heard")[-1]
    assert story["evidence"] == "own_words"
    assert story["samples"] - story["offset"] >= voiced_seconds(STORY) * RATE
    frames = [frame for frame in learner.frames() if frame["turn"] == story["turn"]]
    assert len({frame["connection"] for frame in frames}) == 2
    sent = {at for frame in frames for at in range(frame["offset"], frame["offset"] + frame["samples"])}
    assert sent.issuperset(range(story["offset"], story["samples"]))

    learner.open_talk()
    start_typing(learner)
    learner.state("yours")
    offered = learner.events("talk.offered")[-1]["cards"]
    (shows,) = {card["shows"] for card in offered}
    hints = {"start": 1, "stance": 2}[shows]  # other tests may have come to the end of this talk before
    first = page.locator(".reply").first
    expect(first).not_to_contain_text(offered[0]["text"])
    for _ in range(hints):
        first.get_by_role("button", name="Hint").click()
    expect(first.locator(".reply__text")).to_have_text(offered[0]["text"])
    assert [event["help"] for event in learner.sent("help.used")] == ["hint"] * hints
    assert not learner.problems


def test_a_line_is_reported_in_the_only_field_there_is_and_what_was_typed_waits(
    make_learner: Callable[..., Learner],
) -> None:
    learner = make_learner(voices=QUICK)
    page = learner.page
    learner.open_talk()
    page.click("#start-typing")
    learner.state("yours", timeout=60)
    page.fill("#text", "Yes, but")
    page.click("#report-open")
    expect(page.locator("#text")).to_be_hidden()
    page.get_by_label("It was not true").check()
    page.get_by_label("More about it").fill("Trains do not fly.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. Whoever runs this server")).to_be_visible()
    page.locator("#report-close").click()
    expect(page.locator("#text")).to_have_value("Yes, but")
    expect(page.locator("#text")).to_be_visible()
    assert not learner.sent("turn.type")


def start_typing(learner: Learner) -> None:
    learner.page.click("#start-typing")
    learner.page.wait_for_selector("#stage:not([hidden])")
    learner.state("yours", timeout=60)


def type_answer(learner: Learner, text: str) -> None:
    page = learner.page
    before = len(learner.events("turn.heard"))
    if not page.locator("#text").is_visible():
        page.click("#type")
    page.fill("#text", text)
    page.press("#text", "Enter")
    wait_until(lambda: len(learner.events("turn.heard")) > before)


def answer(learner: Learner) -> None:
    """Type the first line that is offered, and let her speak no longer than it takes to be sent."""
    cards = learner.events("talk.offered")[-1]["cards"]
    turn = learner.events("turn.heard")[-1]["turn"] if learner.events("turn.heard") else 0
    type_answer(learner, cards[0]["text"] if cards else "Once I forgot my own name.")
    wait_until(lambda: learner.events("talk.offered")[-1]["turn"] > turn)
    learner.page.keyboard.press("Escape")
