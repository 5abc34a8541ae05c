"""The ways through a class: its making, a pupil with a card, the lesson; and the door of its room."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.learner import Learner
from tests.browser.pictures_stage import MOIRA, Stage

NAMES = "Anya\nBoris\nVera\nMaximiliane-Alexandra\nНаташа\nנועה"


def school_class(stage: Stage) -> None:
    """From an empty list to the end of a lesson."""
    with stage.visitor() as teacher, stage.visitor() as pupil:
        desk = teacher.page
        desk.goto(stage.server.url + stage.server.sign_in_path("DEMO_TEACHER"))
        code, pin = _made(stage, desk)
        _comes_in(stage, pupil, code, pin)
        _lesson(stage, desk, pupil)


def _made(stage: Stage, desk: Page) -> tuple[str, str]:
    """The class, its pupils and their cards; gives the code and Boris's PIN."""
    desk.goto(f"{stage.server.url}/classes/")
    stage.show(desk, "classes-none")
    desk.get_by_role("link", name="Make a class").click()
    desk.get_by_role("button", name="Make the class").click()
    stage.show(desk, "class-new-amiss")
    desk.get_by_label("What do you call it?").fill("7b English")
    desk.get_by_role("button", name="Make the class").click()
    desk.get_by_label("First names or nicknames").fill(f"{NAMES}\nanya\n🦊")
    desk.get_by_role("button", name="Add them").click()
    stage.show(desk, "class-names-amiss")
    desk.get_by_role("link", name="Assign a talk").click()
    stage.show(desk, "class-assign")
    desk.get_by_text("Where is Speedy?").click()
    desk.get_by_role("button", name="Give it to them").click()
    stage.show(desk, "class-page")
    desk.get_by_role("link", name="Show the code").click()
    stage.show(desk, "class-wall")
    desk.go_back()
    desk.get_by_role("button", name=re.compile("cards that are missing")).click()
    stage.show(desk, "class-cards")
    card = desk.locator(".card", has_text="Boris")
    return card.locator(".code").first.inner_text(), card.locator(".card__pin b").inner_text()


def _comes_in(stage: Stage, pupil: Learner, code: str, pin: str) -> None:
    page = pupil.page
    page.goto(f"{stage.server.url}/join/")
    page.get_by_label("The code on your card").fill("QQQ-QQQ")
    page.get_by_role("button", name="Go on").click()
    stage.show(page, "join-amiss")
    page.get_by_label("The code on your card").fill(code)
    page.get_by_role("button", name="Go on").click()
    stage.show(page, "join-class")
    page.get_by_label("Your nickname").fill("Boris")
    page.get_by_label("Your PIN").fill("0000")
    page.get_by_role("button", name="Come in").click()
    stage.show(page, "join-class-amiss")
    page.get_by_label("Your PIN").fill(pin)
    page.get_by_role("button", name="Come in").click()
    page.get_by_role("button", name=re.compile("Allow.*My teacher sees")).click()
    stage.show(page, "my-class")
    page.get_by_role("link", name="To my talks").click()
    stage.show(page, "home-assigned")


def _lesson(stage: Stage, desk: Page, pupil: Learner) -> None:
    page = pupil.page
    desk.goto(f"{stage.server.url}/classes/")
    desk.get_by_role("link", name="7b English", exact=True).click()
    desk.get_by_role("button", name="Start together").click()
    page.wait_for_url("**/talks/**", timeout=60_000)
    page.locator("#start-typing:enabled").wait_for()
    stage.show(page, "threshold-unsigned")
    page.locator("#start-typing").click()
    page.wait_for_selector("#stage:not([hidden])")
    page.get_by_role("button", name="Raise my hand").click(timeout=60_000)
    page.get_by_role("button", name="Take my hand down").wait_for()
    pupil.state("yours", timeout=60)
    stage.show(page, "talk-hand-up")
    desk.locator(".tile--hand").wait_for(timeout=60_000)
    stage.show(desk, "class-live")
    desk.go_back()
    desk.get_by_role("link", name="Boris").click()
    stage.show(desk, "class-pupil")
    desk.get_by_role("link", name="Take out of the class").click()
    stage.show(desk, "class-leave")


def classroom(stage: Stage) -> None:
    """The stage's server is a class's, and lets one guest in."""
    with stage.visitor() as visitor:
        page = visitor.page
        page.goto(f"{stage.server.url}/class/")
        stage.show(page, "class-board")
        page.goto(stage.server.door)
        stage.show(page, "class-door")
        page.goto(f"{stage.server.url}/t/{MOIRA}/")
        page.get_by_role("button", name="Talk to Moira").first.click()
        page.wait_for_selector("#start:enabled")
        stage.show(page, "threshold-class")
        page.context.clear_cookies()
        page.goto(f"{stage.server.url}/t/{MOIRA}/")
        page.get_by_role("button", name="Talk to Moira").first.click()
        stage.show(page, "guest-limit")
