"""Texts for when something is in the way keep to docs/voice-and-tone.md."""

from __future__ import annotations

import re

import pytest
from django.template.loader import get_template, render_to_string
from django.test import Client
from django.utils.translation import override

from accounts.interface import here, language_of
from accounts.invites import InviteProblem
from accounts.purposes import PRACTISE, PURPOSES
from accounts.services import SignInLinkProblem
from accounts.sign_up import ConfirmProblem
from accounts.texts import TEXTS, page_text
from tests.project.tree import ROOT, files

NEVER = re.compile(r"\b(error|invalid|fail(ed|ure)?|wrong|oops|denied)\b|ошибк|неверн|!", re.IGNORECASE)


@pytest.mark.parametrize("code", TEXTS)
def test_a_text_is_short_kind_and_in_both_languages(code: str) -> None:
    text = TEXTS[code]
    for line in (text.text, text.text_ru):
        assert len(line.split()) <= 25
    whole = " ".join((text.title, text.text, text.title_ru, text.text_ru))
    assert not NEVER.search(whole)
    assert re.search("[а-яё]", text.title_ru)
    assert re.search("[а-яё]", text.text_ru)
    assert set(re.findall(r"{(\w+)}", text.text)) == set(re.findall(r"{(\w+)}", text.text_ru))


def test_every_text_is_used_and_every_use_has_a_text() -> None:
    used = set()
    for path in [*files(".html", under=ROOT / "templates"), *files(".py", under=ROOT / "accounts")]:
        if path.name != "texts.py":
            used |= set(
                re.findall(
                    r'(?:page_text[ (]|TEXTS\[|text_lazy\()"([a-z.]+)"', path.read_text(encoding="utf-8")
                )
            )
    families = {"link": SignInLinkProblem, "confirm": ConfirmProblem, "invite": InviteProblem}
    problems = {f"{name}.{kind.code}" for name, base in families.items() for kind in base.__subclasses__()}
    problems.add("reset.used")
    assert used | problems == set(TEXTS)


def test_places_in_a_text_are_filled() -> None:
    text = page_text("guest.many", minutes=12)
    assert "12 min" in text.text
    assert "12 мин" in text.text_ru


@pytest.mark.parametrize(
    ("asked", "russian"),
    [
        ("ru-RU,ru;q=0.9,en-US;q=0.8", True),
        ("ru", True),
        ("kk-KZ,ru;q=0.8,en;q=0.5", True),
        ("en-GB,en;q=0.9,ru;q=0.8", False),
        ("en;q=0.3,ru;q=0.9", True),
        ("de", False),
        ("", False),
        ("*", False),
        ("q=;,,,;;", False),
    ],
)
def test_the_browser_says_which_language_it_wants(asked: str, russian: bool) -> None:
    assert language_of({}, {}, asked) == ("ru" if russian else "en")


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "There is nothing here"), ("ru", "Здесь ничего нет")]
)
def test_a_missing_page_speaks_the_browsers_language(db: None, language: str, heading: str) -> None:
    page = Client(headers={"accept-language": language}).get("/nowhere/").content.decode()
    assert re.search(rf"<h1[^>]*>{heading}</h1>", page)
    assert ("There is nothing here" in page) is (language == "en")


def test_the_page_of_a_stopped_server_needs_nothing_but_itself() -> None:
    page = get_template("500.html").render()
    assert page.count("<h1") == 1
    assert TEXTS["server.stopped"].text in page
    assert TEXTS["server.stopped"].text_ru in page


@pytest.mark.parametrize("name", ["403.html", "404.html", "403_csrf.html"])
def test_an_error_page_is_whole_without_a_request(name: str) -> None:
    page = render_to_string(name)
    assert page.count("<h1") == 1
    assert "<title> ·" not in page


@pytest.mark.parametrize(("language", "first"), [("ru", "Чтобы ответить"), ("en", "To answer")])
def test_consent_is_asked_in_the_pages_language_first(language: str, first: str) -> None:
    with override(language):
        asked = render_to_string("accounts/_consent.html", {"consent": here(PURPOSES[PRACTISE])})
    assert re.sub(r"<[^>]+>", "", asked).strip().startswith(first)
