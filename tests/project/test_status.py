"""The page for staff who are no administrators: is all well, in one sentence, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from accounts.models import User
from conversations.models import Conversation
from im4talkin import status
from im4talkin.doctor.findings import Finding, ill, look, well
from im4talkin.tasks import ENGINES_KEY
from tests.conftest import ClientOf
from topics.models import Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """What the doctor finds; how often it was asked is the length of ``asked``."""
    findings = [well("The database answers.", "База данных отвечает.")]
    monkeypatch.setattr(status, "examine", lambda *, whole: iter(list(findings)))
    monkeypatch.setattr(status, "days_left", lambda free: 140)
    status.look_now.forget()
    return findings


@pytest.fixture
def page(client_of: ClientOf, teacher: User, found: list[Finding]) -> Iterator[Client]:
    yield client_of(teacher)
    status.look_now.forget()


def text(page: Client) -> str:
    return page.get("/status/").content.decode()


def test_all_well_is_one_sentence(page: Client, learner: User) -> None:
    topic = Topic.objects.create(slug="t", title="T", teaser="t", level="B1", category="c", author="a")
    for _ in range(12):
        Conversation.objects.create(user=learner, topic=topic)
    shown = text(page)
    assert "All well." in shown
    assert "12 talks today, disk for 140 days." in shown


def test_what_is_worst_comes_first_and_is_said_in_words(page: Client, found: list[Finding]) -> None:
    found += [look("No backup yet.", "Копии нет."), ill("No worker.", "Некому.")]
    shown = text(page)
    assert "It needs help" in shown
    assert shown.index("No worker.") < shown.index("No backup yet.") < shown.index("The database answers.")
    assert "See to this:" in shown, "not by colour alone"


def test_what_only_wants_a_look_is_no_alarm(page: Client, found: list[Finding]) -> None:
    found.append(look("No backup yet.", "Копии нет."))
    assert "It works. See to one thing." in text(page)


def test_it_speaks_russian_too(page: Client, found: list[Finding], settings: Any) -> None:
    with translation.override("ru"):
        seen = status.look_now.now()
        assert status._headline(list(seen.findings), russian=True) == "Всё в порядке."
        assert status._sentence(seen, russian=True) == "Разговоров сегодня: 0, места на диске на 140 дн."
        shown = page.get("/status/", headers={"accept-language": "ru"}).content.decode()
    assert "База данных отвечает." in shown


def test_one_look_serves_everybody_for_a_while(page: Client, found: list[Finding]) -> None:
    text(page)
    found.append(ill("No worker.", "Некому."))
    assert "No worker." not in text(page)
    status.look_now.forget()
    assert "No worker." in text(page)


def test_the_engines_are_tried_only_when_asked(page: Client) -> None:
    assert "The voice speaks" not in text(page)
    assert page.post("/status/engines/").status_code == 302
    shown = text(page)
    assert "The voice speaks, and the recogniser understands it." in shown
    assert "Tried just now." in shown
    at, kept = cache.get(ENGINES_KEY)
    cache.set(ENGINES_KEY, (at - 7200, kept))
    assert "Last tried 2\xa0hours ago." in text(page)


def test_looking_tries_nothing(page: Client) -> None:
    assert page.get("/status/engines/").status_code == 405


def test_it_is_not_there_for_anybody_else(client_of: ClientOf, client: Client, learner: User) -> None:
    for visitor in (client, client_of(learner)):
        assert visitor.get("/status/").status_code == 404
        assert visitor.post("/status/engines/").status_code == 404


def test_the_admin_leads_to_it(page: Client) -> None:
    assert 'href="/status/"' in page.get("/admin/").content.decode()


def test_a_database_that_is_away_does_not_take_the_page_with_it(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def away() -> int:
        raise OperationalError

    monkeypatch.setattr(status, "talks_today", away)
    status.look_now.forget()
    assert page.get("/status/").status_code == 200
