"""Walks past the pages of privacy: what is kept, what is asked anew, a copy, the end, and its receipt."""

from __future__ import annotations

import re

from tests.browser.pictures_stage import PEOPLE, Stage


def private(stage: Stage) -> None:
    with stage.learner("careful") as learner:
        page, url = learner.page, stage.server.url
        page.goto(url + stage.server.run(*PEOPLE, "kept", "careful"))
        page.goto(f"{url}/privacy/")
        stage.show(page, "privacy")
        page.get_by_role("button", name=re.compile("Take it back.*Keep my recordings")).click()
        page.locator("a[href*='/receipts/']").first.click()
        page.wait_for_url("**/receipts/**")
        stage.show(page, "receipt-taken-back")
        page.goto(f"{url}/privacy/erase/")
        stage.show(page, "erase")
        page.locator("#erase-password").fill("not this one")
        page.get_by_label("Yes, erase everything of mine").check()
        page.get_by_role("button", name="Erase").click()
        page.wait_for_selector(".note--amiss")
        stage.show(page, "erase-amiss")
        page.locator("#erase-password").fill("careful")
        page.get_by_role("button", name="Erase").click()
        page.wait_for_url("**/receipts/**")
        stage.show(page, "receipt-erased")
