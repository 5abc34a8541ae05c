"""Privacy in a browser: the open talk of whoever erases everything ends, and says so."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.learner import Learner


def test_an_open_talk_is_told_when_everything_is_erased(make_learner: Callable[..., Learner]) -> None:
    """As a guest, who has no password to be asked for."""
    learner = make_learner()
    page, url = learner.page, learner.server.url
    page.context.clear_cookies()
    page.goto(url)
    page.get_by_role("button", name="Talk to").first.click()
    page.wait_for_selector("#start:enabled")
    learner.start()
    learner.state("buddy", "yours")
    other = page.context.new_page()
    other.goto(f"{url}/privacy/")
    with other.expect_download() as copied:
        other.get_by_role("button", name="Get the copy").click()
    with zipfile.ZipFile(Path(copied.value.path())) as archive:
        assert "index.html" in archive.namelist()
    other.goto(f"{url}/privacy/erase/")
    other.get_by_label("Yes, erase everything of mine").check()
    other.get_by_role("button", name="Erase").click()
    other.wait_for_url("**/receipts/**")
    expect(other.get_by_role("heading", name="Everything is erased")).to_be_visible()
    expect(page.locator("#notice")).to_contain_text("Your account is erased")
    page.get_by_role("button", name="Go to the first page").click()
    page.wait_for_url(f"{url}/")
    assert learner.problems == []
