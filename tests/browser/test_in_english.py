""" "How do I say…?" in Chromium: held and asked, answered and heard, said in the talk, and on the review."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from ml.engines.instant import MEANT
from tests.browser.learner import Learner, visiting, wait_until
from tests.browser.serving import Server, translating_serving

PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def translating(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("translating")
    with translating_serving(data) as server:
        yield server


@pytest.fixture
def somebody(translating: Server, browser: Browser) -> Iterator[Any]:
    """``somebody(window=PHONE)``: in the middle of a talk where it is their turn."""
    with ExitStack() as made:

        def make(**settings: Any) -> Learner:
            learner = made.enter_context(visiting(translating, browser, **settings))
            learner.sign_in()
            learner.open_talk()
            learner.start()
            learner.state("yours")
            learner.page.wait_for_selector("#english-hold:not([hidden])")
            return learner

        yield make


def ask_by_key(learner: Learner) -> None:
    learner.page.keyboard.down("q")
    expect(learner.page.locator("#english-body")).to_contain_text("I’m listening")
    learner.say("first_time")
    learner.page.keyboard.up("q")


def test_a_question_is_held_answered_heard_said_and_found_on_the_review(somebody: Any) -> None:
    learner = somebody()
    page = learner.page
    learner.forget_sound()
    ask_by_key(learner)
    expect(page.locator(".english__text")).to_have_text(MEANT)
    expect(page.locator(".english__mine")).to_contain_text(f"[ru] {MEANT}")
    learner.is_heard()
    assert learner.events("turn.started") == []  # nothing of it reached the talk

    learner.say("first_time")  # now you
    learner.turn(2)
    assert learner.heard(1)["turn"] == 1
    expect(page.locator("#english")).to_be_hidden()

    learner.state("yours")
    page.click("#finish")
    page.get_by_role("button", name="Say good-bye?").click()
    page.wait_for_url(re.compile("/review/"), timeout=40_000)
    phrase = page.locator(".phrase--asked")
    expect(phrase).to_contain_text(MEANT)
    phrase.locator("summary").click()
    expect(phrase).to_contain_text(f"[ru] {MEANT}")
    phrase.get_by_role("button", name="Remove this phrase").click()
    expect(page.locator(".phrase--asked")).to_have_count(0)
    assert not learner.problems


def test_a_question_in_the_middle_of_a_turn_neither_ends_it_nor_is_in_it(somebody: Any) -> None:
    learner = somebody()
    page = learner.page
    learner.begin_saying("first_time")
    wait_until(lambda: len(learner.events("turn.started")) == 1)
    page.keyboard.down("q")
    page.wait_for_timeout(200)  # what was on its way is there
    before = len(learner.frames())
    learner.say("first_time")
    page.wait_for_timeout(3500)  # any pause would have ended the turn
    assert len(learner.frames()) == before
    assert learner.events("turn.ended") == []
    page.keyboard.up("q")
    expect(page.locator(".english__text")).to_have_text(MEANT)
    learner.turn(2)  # it goes on, and ends by its own pause
    sent = [frame for frame in learner.frames() if frame["turn"] == 1]
    after = [frame["offset"] + frame["samples"] for frame in sent[:-1]]
    assert [frame["offset"] for frame in sent[1:]] == after  # for the turn no time has passed
    assert not learner.problems


def late_answers(page: Page) -> list[Route]:
    """Questions on their way to the server; each goes on when the test lets it."""
    routes: list[Route] = []
    page.route("**/how/", lambda route: routes.append(route))
    return routes


def test_a_late_answer_waits_for_no_turn_and_no_turn_for_it(somebody: Any) -> None:
    learner = somebody()
    page = learner.page
    routes = late_answers(page)
    learner.begin_saying("first_time")
    wait_until(lambda: len(learner.events("turn.started")) == 1)
    page.wait_for_timeout(1200)
    ask_by_key(learner)
    expect(page.locator("#english-body")).to_contain_text("One moment")
    page.wait_for_timeout(4000)  # any pause would have ended the turn
    assert learner.events("turn.ended") == []
    expect(page.locator("#english-body")).to_contain_text("One moment")
    routes.pop().continue_()
    expect(page.locator(".english__text")).to_have_text(MEANT)
    learner.heard(1)  # the half sentence, by its own pause
    expect(page.locator(".english__text")).to_be_visible()
    learner.state("yours")
    learner.say("first_time")
    learner.heard(2)
    expect(page.locator("#english")).to_be_hidden()
    assert not learner.problems


def test_who_speaks_too_early_still_gets_the_answer(somebody: Any) -> None:
    learner = somebody()
    page = learner.page
    routes = late_answers(page)
    ask_by_key(learner)
    expect(page.locator("#english-body")).to_contain_text("One moment")
    learner.say("first_time")
    page.wait_for_timeout(1500)
    assert learner.events("turn.started") == []
    routes.pop().continue_()
    expect(page.locator(".english__text")).to_have_text(MEANT)
    learner.is_heard()
    assert not learner.problems


def test_by_thumb_on_a_phone(somebody: Any) -> None:
    learner = somebody(window=PHONE)
    page = learner.page
    button = page.locator("#english-hold")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    button.dispatch_event("pointerdown", {"pointerId": 1, "button": 0})
    expect(button).to_contain_text("Let go when you have said it")
    learner.say("first_time")
    button.dispatch_event("pointerup", {"pointerId": 1})
    expect(page.locator(".english__text")).to_have_text(MEANT)
    expect(page.locator("#english-hear")).to_be_in_viewport()
    page.click("#english-close")
    expect(page.locator("#english")).to_be_hidden()
    assert learner.state("yours", "buddy")
    assert not learner.problems


def test_a_slip_and_a_silence_are_told_kindly(somebody: Any) -> None:
    learner = somebody()
    page = learner.page
    page.keyboard.press("q")
    expect(page.locator("#english-body")).to_contain_text("over too soon")
    page.keyboard.press("Escape")
    expect(page.locator("#english")).to_be_hidden()
    page.keyboard.down("q")
    page.wait_for_timeout(1500)
    page.keyboard.up("q")
    expect(page.locator("#english-body")).to_contain_text("No words came through")
    assert all("422" in problem for problem in learner.problems)


def test_who_is_not_signed_in_any_more_is_shown_the_way_back(somebody: Any) -> None:
    learner = somebody()
    page = learner.page
    page.context.clear_cookies(name="sessionid")
    ask_by_key(learner)
    expect(page.locator("#english-body")).to_contain_text("You are signed out")
    page.locator("#english-body").get_by_role("link", name="Sign in").click()
    page.wait_for_url(re.compile(r"sign-in/\?next=%2Ftalks"))
    assert not learner.problems


def test_a_question_that_is_full_is_answered_with_the_key_still_down(somebody: Any) -> None:
    learner = somebody()
    page = learner.page
    page.keyboard.down("q")
    learner.say("first_time")
    expect(page.locator("#english-body")).to_contain_text("Five more seconds", timeout=15_000)
    expect(page.locator("#english-body")).to_contain_text("you can let go", timeout=10_000)
    expect(page.locator(".english__text")).to_have_text(MEANT)
    page.keyboard.up("q")
    expect(page.locator(".english__text")).to_be_visible()
    assert not learner.problems


def test_where_nobody_translates_there_is_no_such_button(learner: Learner) -> None:
    learner.open_talk()
    learner.start()
    learner.state("yours")
    assert learner.page.locator("#english-hold").count() == 0
    learner.page.click("#options")
    learner.page.get_by_text("Change the keys").click()
    expect(learner.page.locator("#key-list")).not_to_contain_text("How do I say")
    assert not learner.problems


def test_lines_are_read_in_the_learners_language_too_where_that_is_wished(somebody: Any) -> None:
    learner = somebody()
    page = learner.page
    learner.state("yours")
    expect(page.locator("#line-ru")).to_be_hidden()
    page.click("#options")
    page.get_by_label("Under each line its translation").check()
    expect(page.locator("#line-ru")).to_be_visible()  # the scripted line's own
    page.click("#options")
    learner.say("first_time")
    learner.turn(2)
    learner.state("yours")
    expect(page.locator("#line-ru")).to_be_visible()
    page.reload()  # this device remembers
    page.wait_for_selector("#start:enabled")
    expect(page.locator("#translations")).to_be_checked()
    assert not learner.problems


def test_who_speaks_spanish_reads_spanish(somebody: Any, translating: Server) -> None:
    code = (
        "from accounts.models import LearnerProfile as P; from accounts.services import *;"
        "mine = P.objects.filter(user__username=DEMO_LEARNER);"
        "print(mine.update(native_language={!r}, subtitles_own={!r}))"
    )
    translating.run("manage.py", "shell", "--no-imports", "-c", code.format("es", True))
    try:
        learner = somebody()
        page = learner.page
        shown = page.locator("#line-ru")
        hers = [sentence["text"] for sentence in learner.events("reply.sentence")]
        expect(shown).to_have_text(" ".join(f"[es] {text}" for text in hers))
        expect(shown).to_have_attribute("lang", "es")
        expect(page.locator("#translate")).to_contain_text("ES")
        page.click("#translate")
        expect(shown).to_be_hidden()
        assert not learner.problems
    finally:
        translating.run("manage.py", "shell", "--no-imports", "-c", code.format("ru", False))
