"""The way through the first conversation, and to what is known afterwards."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.learner import Learner
from tests.browser.pictures_stage import MOIRA, Stage


def first_conversation(stage: Stage) -> None:
    """Typed and tapped, with a yes to the microphone half-way."""
    with stage.visitor() as learner:
        page, url = learner.page, stage.server.url
        page.goto(url + stage.server.run("-m", "tests.browser.pictures_people", "newcomer", "hanna"))
        stage.had("met", "hanna", MOIRA, "1")
        page.goto(url)
        stage.show(page, "home-asks")
        page.get_by_role("link", name="Talk with Robin").click()
        page.fill("[name=first_name]", "<Hanna>")
        go_on(page)
        stage.show(page, "hello-amiss")
        page.fill("[name=first_name]", "Hanna")
        stage.show(page, "hello-name")
        go_on(page)
        stage.show(page, "hello-language")
        go_on(page)
        page.get_by_label("I want it for my travels.").check()
        stage.show(page, "hello-goals")
        go_on(page)
        page.get_by_label("Music", exact=True).check()
        stage.show(page, "hello-interests")
        go_on(page)
        the_level(stage, learner)
        page.goto(f"{url}/known/")
        stage.show(page, "known")


def the_level(stage: Stage, learner: Learner) -> None:
    page = learner.page
    for step in range(4):
        page.get_by_role("radio").nth(2).check()
        if not step:
            stage.show(page, "hello-can")
        go_on(page)
    page.get_by_text("Read it instead").click()
    stage.show(page, "hello-listen")
    go_on(page)
    page.get_by_role("button", name="Answer aloud").click()
    page.get_by_role("button", name="Read it aloud").wait_for()
    stage.show(page, "hello-read")
    for _ in range(2):
        page.get_by_role("button", name="Skip this").click()
    stage.show(page, "hello-own")
    go_on(page)
    stage.show(page, "hello-show")
    page.get_by_role("button", name="Let’s start").click()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Go on").click()
