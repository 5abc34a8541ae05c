"""A class, from its making to a lesson: a teacher at a desk and a pupil with a phone, on a real server."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.learner import Learner, visiting
from tests.browser.serving import Server

PHONE = {"viewport": {"width": 375, "height": 667}, "has_touch": True, "is_mobile": True}
TOPIC = "Where is Speedy?"


@pytest.fixture
def teacher(server: Server, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(server.url + server.sign_in_path("DEMO_TEACHER"))
    yield page
    context.close()


@pytest.fixture
def pupil(server: Server, browser: Browser) -> Iterator[Learner]:
    with visiting(server, browser, window=PHONE) as pupil:
        yield pupil


def class_made(teacher: Page, server: Server) -> str:
    """A class with three pasted names; gives its address."""
    teacher.goto(f"{server.url}/classes/new/")
    teacher.get_by_label("What do you call it?").fill("7b English")
    teacher.get_by_role("button", name="Make the class").click()
    teacher.get_by_label("First names or nicknames, one a line").fill("Anya\nBoris\nVera")
    teacher.get_by_role("button", name="Add them").click()
    expect(teacher.get_by_text("3 pupils added")).to_be_visible()
    return teacher.url


def assigned(teacher: Page) -> None:
    """In three taps."""
    teacher.get_by_role("link", name="Assign a talk").click()
    teacher.get_by_text(TOPIC).click()
    teacher.get_by_role("button", name="Give it to them").click()
    expect(teacher.get_by_text("0 of 3 done")).to_be_visible()


def cards(teacher: Page) -> tuple[str, dict[str, str]]:
    """The class code, and the PINs by nickname, as they stand on the sheet."""
    teacher.get_by_role("button", name="Print the 3 cards that are missing").click()
    sheet = teacher.locator(".card")
    expect(sheet).to_have_count(3)
    pins = {
        card.locator(".card__name").inner_text(): card.locator(".card__pin b").inner_text()
        for card in sheet.all()
    }
    return sheet.first.locator(".code").first.inner_text(), pins


def signed_in(pupil: Learner, code: str, pin: str) -> None:
    page = pupil.page
    page.goto(pupil.server.url)
    page.get_by_role("link", name="I have a class code").tap()
    page.get_by_label("The code on your card").fill(code.lower())
    page.get_by_role("button", name="Go on").tap()
    page.get_by_label("Your nickname").fill("boris")
    page.get_by_label("Your PIN").fill(pin)
    page.get_by_role("button", name="Come in").tap()
    expect(page.get_by_role("heading", name="What your teacher may see")).to_be_visible()


def a_beat_typed(pupil: Learner) -> None:
    page = pupil.page
    page.locator("#start-typing:enabled").tap()
    page.wait_for_selector("#stage:not([hidden])")
    pupil.turn(1)
    page.locator("#text").fill("Yes, I love animals.")
    page.get_by_role("button", name="Send").tap()
    pupil.turn(2)


def test_a_class_is_made_and_has_its_lesson(server: Server, teacher: Page, pupil: Learner) -> None:
    school_class = class_made(teacher, server)
    assigned(teacher)
    code, pins = cards(teacher)
    signed_in(pupil, code, pins["Boris"])
    page = pupil.page
    page.get_by_role("button", name=re.compile("Allow.*My teacher sees")).tap()
    expect(page.get_by_text("Yes, since")).to_be_visible()
    page.get_by_role("link", name="To my talks").tap()
    expect(page.get_by_role("heading", name="7b English: one talk is waiting")).to_be_visible()
    expect(page.get_by_role("heading", name=TOPIC)).to_be_visible()

    teacher.goto(f"{school_class}live/")
    teacher.get_by_role("button", name="Start together").click()
    tile = teacher.locator(".tile", has_text="Boris")
    expect(tile).to_contain_text("not started")
    page.wait_for_url("**/talks/**", timeout=40_000)  # it opens by itself
    a_beat_typed(pupil)
    expect(tile).to_contain_text(re.compile("beat 2 of"), timeout=20_000)
    expect(teacher.locator(".tile", has_text="Anya")).to_contain_text("no consent yet")

    page.get_by_role("button", name="Raise my hand").tap()
    expect(tile).to_contain_text("hand up", timeout=20_000)
    tile.get_by_role("button", name="I am coming").click()
    expect(page.get_by_role("button", name="Raise my hand")).to_be_visible(timeout=30_000)
    assert not pupil.problems
