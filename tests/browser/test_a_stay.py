"""A whole stay: a guest talks, signs up, answers the first conversation and finds it in the next talk, allows
a recording and takes that back, copies everything, and erases it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.learner import Learner, visiting, wait_until
from tests.browser.serving import Server
from tests.browser.test_first_conversation import go_on, heard, pick, skip
from tests.browser.test_keeping import PASSWORD, mailed_link, talk_a_little

ADDRESS = "marat@example.com"
HEAR, KEEP = "Hear me while we talk", "Keep my recordings"


@pytest.fixture
def visitor(server: Server, browser: Browser) -> Iterator[Learner]:
    with visiting(server, browser) as visitor:
        yield visitor


def sign_up(visitor: Learner) -> None:
    page = visitor.page
    page.get_by_role("link", name="Keep this talk").click()
    page.get_by_label("E-mail").fill(ADDRESS)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Keep my talks").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(mailed_link(visitor.server, ADDRESS))
    page.get_by_role("button", name="Yes, it is mine").click()
    expect(page.get_by_text("Your address is confirmed.")).to_be_visible()


def first_conversation(page: Page) -> None:
    page.get_by_label("What to call me").fill("Marat")
    go_on(page)
    skip(page, 2)
    pick(page, "Music")
    go_on(page)
    skip(page, 8)
    page.get_by_role("button", name="Let’s start").click()
    expect(page.get_by_text("Good to have you here, Marat.")).to_be_visible()


def purpose(page: Page, title: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=title))


def talk_aloud(visitor: Learner) -> str:
    """Say a line to the buddy and good-bye; gives what the buddy said."""
    page = visitor.page
    page.goto(f"{visitor.server.url}/topics/")
    page.get_by_role("button", name="Talk to Des").first.click()
    page.wait_for_selector("#start:enabled")
    visitor.start()
    visitor.state("yours")
    visitor.say("own_words")
    visitor.turn(2)
    visitor.state("yours")
    page.click("#finish")
    page.get_by_role("button", name="Say good-bye?").click()
    wait_until(lambda: "Next time" in heard(visitor), 60)
    return heard(visitor)


def test_from_the_first_visit_to_the_last(visitor: Learner) -> None:
    page, url = visitor.page, visitor.server.url
    talk_a_little(visitor)
    sign_up(visitor)
    first_conversation(page)

    for title in (HEAR, KEEP):
        page.goto(f"{url}/privacy/")
        purpose(page, title).get_by_role("button", name="Allow").click()
        expect(purpose(page, title)).to_contain_text("Yes, since")
    said = talk_aloud(visitor)
    assert said.startswith("Marat! You came back!")
    assert "Next time we can talk about music." in said

    page.goto(f"{url}/privacy/")
    expect(page.locator(".held")).to_contain_text("Recordings of your voice: 1")
    purpose(page, KEEP).get_by_role("button", name="Take it back").click()
    page.locator("a[href*='/receipts/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Taken back")
    expect(page.locator(".receipt")).to_contain_text("Recordings of your voice")

    page.goto(f"{url}/privacy/")
    expect(page.locator(".held")).not_to_contain_text("Recordings of your voice")
    page.locator("#copy-password").fill(PASSWORD)
    with page.expect_download() as copied:
        page.get_by_role("button", name="Get the copy").click()
    with zipfile.ZipFile(Path(copied.value.path())) as archive:
        assert "Marat" in archive.read("index.html").decode()

    page.goto(f"{url}/privacy/erase/")
    page.get_by_label("Yes, erase everything of mine").check()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Erase").click()
    page.wait_for_url("**/receipts/**")
    expect(page.get_by_role("heading", name="Everything is erased")).to_be_visible()
    assert not visitor.problems

    page.goto(f"{url}/sign-in/")
    page.get_by_label("E-mail").fill(ADDRESS)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
