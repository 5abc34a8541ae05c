"""Coming in by a school's own login service: a real server, a real service, no pages in between."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.accounts.login_service import LoginService, login_service
from tests.browser.serving import Server, serving

DATABASE = """
import json
from accounts.models import User
print(json.dumps([
    [user.pk, user.email, user.first_name, user.is_guest, user.conversations.count(),
     [link.uid for link in user.socialaccount_set.all()]]
    for user in User.objects.filter(is_staff=False).exclude(username="demo-learner").order_by("pk")
]))
"""


@pytest.fixture(scope="module")
def service() -> Iterator[LoginService]:
    with login_service() as service:
        yield service


@pytest.fixture(scope="module")
def server(service: LoginService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    keys = {
        "SOCIAL": "oidc",
        "SOCIAL_OIDC_ID": "im4talkin",
        "SOCIAL_OIDC_SECRET": "secret",
        "SOCIAL_OIDC_URL": service.url,
        "SOCIAL_OIDC_NAME": "Our school",
    }
    with serving(tmp_path_factory.mktemp("social"), ENGINES="instant", BENCH="1", **keys) as server:
        yield server


class Browser:
    """Follows links and sends forms."""

    def __init__(self, server: Server) -> None:
        self.server, self.session = server, requests.Session()

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.server.url + path)

    def send(self, page: str, action: str, **fields: str) -> requests.Response:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(page).text)
        assert token
        return self.session.post(
            self.server.url + action,
            data={"csrfmiddlewaretoken": token.group(1), **fields},
            headers={"Referer": self.server.url + page},
        )

    def comes_in(self, page: str = "/sign-in/") -> requests.Response:
        return self.send(page, "/sign-in/with/oidc/oidc/login/")

    def talks(self) -> None:
        self.send("/topics/", "/t/getting-to-know-you/talk/")

    @property
    def is_in(self) -> bool:
        return "Sign out" in self.get("/topics/").text


@pytest.fixture
def browser(server: Server, service: LoginService) -> Browser:
    service.refuses = False
    return Browser(server)


def people(server: Server) -> dict[str, list[Any]]:
    """By the number at the service; those who never came from there by their own number."""
    rows = json.loads(server.run("manage.py", "shell", "--no-imports", "-c", DATABASE))
    return {row[5][0] if row[5] else str(row[0]): row for row in rows}


def test_the_service_is_offered_by_its_name(browser: Browser) -> None:
    for page in ("/sign-in/", "/sign-up/"):
        assert "Our school" in browser.get(page).text


def test_a_stranger_comes_in_with_the_address_that_the_service_confirmed(
    browser: Browser, server: Server, service: LoginService
) -> None:
    service.sits("anna", "Anna@example.com", name="Anna")
    browser.comes_in()
    assert browser.is_in
    assert people(server)["anna"][1:4] == ["anna@example.com", "Anna", False]


def test_an_address_that_the_service_has_not_confirmed_is_not_taken_over(
    browser: Browser, server: Server, service: LoginService
) -> None:
    service.sits("boris", "boris@example.com", confirmed=False)
    browser.comes_in()
    assert browser.is_in
    assert people(server)["boris"][1] == ""


def test_a_guest_becomes_the_account_and_keeps_the_talk(
    browser: Browser, server: Server, service: LoginService
) -> None:
    browser.talks()
    guest = max(row[0] for row in people(server).values())
    service.sits("clara", "clara@example.com", name="Clara")
    browser.comes_in("/sign-up/")
    assert people(server)["clara"] == [guest, "clara@example.com", "Clara", False, 1, ["clara"]]
    assert browser.is_in


def test_who_was_here_before_is_asked_about_the_talks_of_the_guest(
    server: Server, service: LoginService
) -> None:
    service.sits("dora", "dora@example.com")
    Browser(server).comes_in()
    again = Browser(server)
    again.talks()
    assert "Shall your talks come along?" in again.comes_in().text
    again.send("/account/bring-along/", "/account/bring-along/", answer="yes")
    assert people(server)["dora"][4] == 1


def test_a_taken_address_opens_nothing_and_tells_nothing(
    browser: Browser, server: Server, service: LoginService
) -> None:
    server.run("manage.py", "person_add", "emil@example.com")
    service.sits("other", "emil@example.com")
    assert "Look into your mail" in browser.comes_in().text
    assert not browser.is_in
    assert "other" not in people(server)


def test_who_turns_back_at_the_service_is_told_what_to_do(browser: Browser, service: LoginService) -> None:
    service.refuses = True
    assert "The other service did not let you in" in browser.comes_in().text
    assert not browser.is_in


def test_an_answer_that_was_not_asked_for_opens_nothing(browser: Browser, service: LoginService) -> None:
    service.sits("anna", "anna@example.com")
    response = browser.get("/sign-in/with/oidc/oidc/login/callback/?code=code&state=made-up")
    assert "The other service did not let you in" in response.text
    assert not browser.is_in


def test_the_last_way_in_is_not_taken_away(browser: Browser, server: Server, service: LoginService) -> None:
    service.sits("fedor")
    browser.comes_in()
    page = browser.get("/account/linked/").text
    number = re.search(r'name="account" value="(\d+)"', page)
    assert number
    said = browser.send("/account/linked/", "/account/linked/", account=number.group(1)).text
    assert "Choose a password first" in said
    assert "fedor" in people(server)
