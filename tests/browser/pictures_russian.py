"""The same pages in Russian, whose words are longer: those with the most of them."""

from __future__ import annotations

import re

from tests.browser.learner import Learner
from tests.browser.pictures_stage import MISTAKES, Stage, answer, tells

LOCALE = "ru-RU"


def russian_visitors(stage: Stage) -> None:
    with stage.visitor(locale=LOCALE) as visitor:
        page = visitor.page
        page.goto(stage.server.url)
        stage.show(page, "first-russian")
        page.goto(f"{stage.server.url}/topics/")
        stage.show(page, "topics-russian")
        page.get_by_role("button", name="Поговорить с Moira").first.click()
        page.wait_for_selector("#start:enabled")
        stage.show(page, "threshold-russian")


def russian_talk(stage: Stage) -> None:
    """The talk's page with all its helps, then what is left of a talk that was written."""
    with stage.learner("katya", locale=LOCALE) as learner:
        page = learner.page
        _open(stage, learner)
        page.click("#start")
        learner.state("yours", timeout=60)
        stage.show(page, "talk-russian")
        page.click("#options")
        page.get_by_text("Изменить клавиши").click()
        stage.show(page, "talk-keys-russian")
        page.click("#options")
        page.click("#moves-open")
        stage.show(page, "talk-moves-russian")
        page.keyboard.press("Escape")
        answer(learner, MISTAKES[0])
        learner.state("yours", timeout=60)
        failed = {"type": "error.raised", "code": "limit.turns", "fatal": False}
        tells(
            learner,
            failed | {"title": "Вы говорите очень быстро", "detail": "Разговор сохранён. Продолжайте."},
        )
        stage.show(page, "talk-notice-russian")


def russian_review(stage: Stage) -> None:
    with stage.learner("misha", locale=LOCALE) as learner:
        page = learner.page
        _open(stage, learner)
        page.click("#start-typing")
        learner.state("yours", timeout=60)
        for mistake in MISTAKES[:3]:
            answer(learner, mistake)
            learner.state("yours", timeout=60)
        page.click("#finish")
        page.get_by_role("button", name="Попрощаться?").click()
        page.wait_for_url(re.compile("/review/"), timeout=60_000)
        page.reload()
        page.locator("details.said > summary").click()
        stage.show(page, "review-russian")
        page.goto(f"{stage.server.url}/choices/")
        stage.show(page, "choices-russian")


def _open(stage: Stage, learner: Learner) -> None:
    learner.page.goto(f"{stage.server.url}/topics/")
    learner.page.get_by_role("button", name="Поговорить с Moira").first.click()
    learner.page.wait_for_selector("#start:enabled")


RUSSIAN_WALKS = (russian_visitors, russian_talk, russian_review)
