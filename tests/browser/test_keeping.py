"""A guest talks, keeps the talk by signing up on its review, and finds it on another device."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.learner import Learner, visiting
from tests.browser.serving import Server

ADDRESS, PASSWORD = "ksenia@example.com", "a long sentence 7"
PHONE = {"viewport": {"width": 375, "height": 667}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def visitor(server: Server, browser: Browser) -> Iterator[Learner]:
    with visiting(server, browser) as visitor:
        yield visitor


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(**PHONE)
    yield context.new_page()
    context.close()


def mailed_link(server: Server, address: str) -> str:
    """The link in the mail to this address that the server prints; tests before may have left others."""
    assert server.process.stdout is not None
    theirs = False
    for line in server.process.stdout:
        if line.startswith("To: "):
            theirs = address in line
        elif theirs and (found := re.search(r"http\S+/sign-up/confirm/\S+", line)):
            return found.group(0)
    raise AssertionError("the server stopped")


def talk_a_little(visitor: Learner) -> None:
    page = visitor.page
    page.goto(visitor.server.url)
    expect(page.get_by_text("Keep this talk")).to_have_count(0)
    page.get_by_role("button", name="Talk to").click()
    page.locator("#start-typing:enabled").click()
    visitor.state("yours")
    page.fill("#text", "My name is Ksenia, and I am hungry.")
    page.press("#text", "Enter")
    visitor.turn(2)
    visitor.state("yours")
    page.click("#finish")
    page.click("#finish")
    page.wait_for_url("**/review/**", timeout=60_000)


def test_a_guest_keeps_the_first_talk_and_finds_it_elsewhere(visitor: Learner, phone: Page) -> None:
    page, url = visitor.page, visitor.server.url
    talk_a_little(visitor)
    review = page.url

    page.get_by_role("link", name="Keep this talk").click()
    page.get_by_label("E-mail").fill(ADDRESS)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_label("Password")).to_have_attribute("type", "text")
    page.get_by_role("button", name="Keep my talks").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    expect(page.get_by_text("prints them in the window")).to_be_visible()
    page.get_by_role("link", name="Go on talking").click()
    expect(page.get_by_role("heading", name="One mail away")).to_be_visible()

    page.goto(mailed_link(visitor.server, ADDRESS))
    page.get_by_role("button", name="Yes, it is mine").click()
    expect(page.get_by_text("Your address is confirmed.")).to_be_visible()
    expect(page.get_by_label("What to call me")).to_be_visible()  # the first conversation begins
    page.goto(f"{url}/")
    expect(page.get_by_text("your talk with Des")).to_be_visible()

    phone.goto(f"{url}/sign-in/")
    phone.get_by_label("E-mail").fill(ADDRESS)
    phone.get_by_label("Password").fill(PASSWORD)
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.get_by_text("your talk with Des")).to_be_visible()
    phone.goto(review)
    expect(phone.get_by_role("heading", level=1)).to_have_text("You talked with Des.")
    assert not visitor.problems
