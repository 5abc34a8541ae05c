"""Which language somebody gets, and that they can change it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.interface import language_of, language_of_connection
from accounts.models import LearnerProfile, User
from accounts.services import language_choose, sign_in_link_create
from tests.conftest import ClientOf

RUSSIAN = {"accept-language": "ru-RU,ru;q=0.9,en;q=0.8"}


def language(browser: Client, path: str = "/sign-in/") -> str:
    html = browser.get(path).content.decode()
    found = re.search(r'<html lang="(\w+)">', html)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("session", "cookies", "asked", "wanted"),
    [
        ({}, {}, "", "en"),
        ({}, {}, "ru", "ru"),
        ({}, {}, "de-DE,de;q=0.9", "en"),
        ({}, {"language": "en"}, "ru", "en"),
        ({}, {"language": "ru"}, "", "ru"),
        ({"interface_language": "en"}, {"language": "ru"}, "ru", "en"),
        ({"interface_language": ""}, {"language": "ru"}, "", "ru"),
        ({"interface_language": "klingon"}, {"language": "../../etc"}, "ru", "ru"),
    ],
)
def test_the_accounts_choice_comes_first_then_the_browsers_then_its_wish(
    session: dict, cookies: dict, asked: str, wanted: str
) -> None:
    assert language_of(session, cookies, asked) == wanted


def test_a_browser_that_says_nothing_gets_english(client: Client, db: None) -> None:
    assert language(client) == "en"


def test_a_russian_browser_gets_russian(db: None) -> None:
    browser = Client(headers=RUSSIAN)
    response = browser.get("/sign-in/")
    assert response["Content-Language"] == "ru"
    assert "Accept-Language" in response["Vary"]
    assert "<h1>Войти</h1>" in response.content.decode()


def test_a_visitor_switches_and_the_browser_remembers(db: None) -> None:
    browser = Client(headers=RUSSIAN)
    response = browser.post("/language/", {"language": "en", "next": "/topics/"})
    assert response["Location"] == "/topics/"
    cookie = browser.cookies["language"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("en", "Lax", True)
    assert int(cookie["max-age"]) > 10_000_000
    assert language(browser) == "en"


def test_an_account_remembers_on_every_computer(client_of: ClientOf, learner: User) -> None:
    client_of(learner).post("/language/", {"language": "ru"})
    assert LearnerProfile.objects.get(user=learner).interface_language == "ru"
    assert language(client_of(learner), "/choices/") == "ru"


def test_whoever_signs_in_next_is_not_spoken_to_in_anothers_language(learner: User, stranger: User) -> None:
    browser = Client()
    language_choose(learner, "ru")
    browser.get(sign_in_link_create(learner))
    assert language(browser, "/choices/") == "ru"
    browser.post("/sign-out/")
    browser.get(sign_in_link_create(stranger))
    assert language(browser, "/choices/") == "en"


def test_every_page_offers_both_by_name(client: Client, db: None) -> None:
    html = client.get("/sign-in/").content.decode()
    for code, name in (("en", "English"), ("ru", "Русский")):
        assert re.search(rf'<button[^>]*name="language" value="{code}" lang="{code}"[^>]*>.*{name}', html)
    assert re.search('value="en"[^>]*aria-current="true"', html)
    assert '<input type="hidden" name="next" value="/sign-in/">' in html


@pytest.mark.parametrize("wrong", ["", "de", "ru-RU", "<script>", "x" * 5000])
def test_a_language_that_is_not_here_is_refused_and_changes_nothing(
    client_of: ClientOf, learner: User, wrong: str
) -> None:
    browser = client_of(learner)
    response = browser.post("/language/", {"language": wrong})
    assert response.status_code == 400
    assert response.content.decode() == "language: write en or ru"
    assert "language" not in browser.cookies
    assert LearnerProfile.objects.get(user=learner).interface_language == ""


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", ""])
def test_the_switch_leads_to_no_other_site(client: Client, db: None, elsewhere: str) -> None:
    assert client.post("/language/", {"language": "ru", "next": elsewhere})["Location"] == "/"


def test_another_site_cannot_switch_it(db: None) -> None:
    assert Client(enforce_csrf_checks=True).post("/language/", {"language": "ru"}).status_code == 403
    assert Client().get("/language/").status_code == 405


def test_a_page_that_answers_a_form_is_not_come_back_to(client_of: ClientOf, learner: User) -> None:
    html = client_of(learner).post("/choices/learning/", {"level": "Z9"}).content.decode()
    assert '<input type="hidden" name="next" value="">' in html


@pytest.mark.parametrize(
    ("headers", "cookies", "wanted"),
    [
        ([], {}, "en"),
        ([(b"accept-language", b"ru")], {}, "ru"),
        ([(b"accept-language", b"ru")], {"language": "en"}, "en"),
        ([(b"accept-language", b"\xff\xfe;;q=")], {}, "en"),
    ],
)
def test_a_socket_speaks_the_language_of_its_page(headers: list, cookies: dict, wanted: str) -> None:
    assert language_of_connection({"headers": headers, "cookies": cookies}) == wanted
    assert language_of_connection({}) == "en"
