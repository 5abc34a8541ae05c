""" "How do I say…?" and replies in two languages: pages of a server with somebody who translates."""

from __future__ import annotations

from tests.browser.pictures_stage import Stage


def in_english(stage: Stage) -> None:
    """A question is held, answered, one that was a slip; the phrase on the review."""
    with stage.learner("asker") as learner:
        page = learner.page
        learner.open_talk()
        learner.start()
        learner.state("yours")
        page.wait_for_selector("#english-hold:not([hidden])")
        page.click("#options")
        page.get_by_label("Under each line its translation").check()
        page.click("#options")
        stage.show(page, "talk-two-languages")
        page.keyboard.down("q")
        learner.say("first_time")
        stage.show(page, "talk-how-asking")
        page.keyboard.up("q")
        page.wait_for_selector(".english__text")
        learner.state("yours")
        stage.show(page, "talk-how-answer")
        page.keyboard.press("q")
        page.get_by_text("over too soon").wait_for()
        stage.show(page, "talk-how-slip")
        page.goto(f"{page.url}review/")
        page.locator(".phrase--asked summary").click()
        stage.show(page, "review-asked")


ENGLISH_WALKS = (in_english,)
