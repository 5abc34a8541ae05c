"""Answers to questions about privacy, as forms and the page of a talk send them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from accounts.models import Consent, User
from accounts.purposes import PERSONALISE, PRACTISE, PURPOSES
from accounts.selectors import consent_given
from accounts.services import consent_set
from tests.conftest import ClientOf

PAGES = ["/choices/", "/privacy/"]
YES = {"purpose": PRACTISE, "give": "1", "version": str(PURPOSES[PRACTISE].version)}
NO = {"purpose": PRACTISE, "give": "0"}


@pytest.mark.parametrize("page", PAGES)
def test_it_asks_who_is_there(client: Client, db: None, page: str) -> None:
    assert client.get(page)["Location"] == f"/sign-in/?next={page}"


@pytest.mark.parametrize("page", PAGES)
def test_a_yes_and_a_no_are_recorded(client_of: ClientOf, learner: User, page: str) -> None:
    browser = client_of(learner)
    browser.post(page, YES)
    assert consent_given(learner, PRACTISE)
    browser.post(page, NO)
    assert not consent_given(learner, PRACTISE)


def test_it_leads_back_to_where_the_question_was_asked(client_of: ClientOf, learner: User) -> None:
    assert client_of(learner).post("/choices/", YES | {"next": "/talks/7/"})["Location"] == "/talks/7/"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)", ""])
def test_it_leads_to_no_other_site(client_of: ClientOf, learner: User, elsewhere: str) -> None:
    assert client_of(learner).post("/choices/", YES | {"next": elsewhere})["Location"] == "/privacy/"


@pytest.mark.parametrize("purpose", ["x", PERSONALISE])
def test_a_purpose_that_is_not_asked_for_is_not_found(
    client_of: ClientOf, learner: User, purpose: str
) -> None:
    assert client_of(learner).post("/privacy/", YES | {"purpose": purpose}).status_code == 404


def test_a_muddled_answer_is_refused(client_of: ClientOf, learner: User) -> None:
    assert client_of(learner).post("/choices/", YES | {"give": "perhaps"}).status_code == 400
    assert not consent_given(learner, PRACTISE)


def test_another_site_cannot_answer_for_the_learner(learner: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(learner)
    assert browser.post("/choices/", YES).status_code == 403


# ------------------------------------------------------------------ a text that has changed


@pytest.mark.parametrize("version", ["0", "99", "", "-1", "one", "1" * 40])
@pytest.mark.parametrize("page", PAGES)
def test_a_yes_to_another_text_is_refused_kindly_and_asked_again(
    client_of: ClientOf, learner: User, version: str, page: str
) -> None:
    response = client_of(learner).post(page, YES | {"version": version})
    assert response.status_code == 409
    assert "This question has changed" in response.content.decode()
    assert PURPOSES[PRACTISE].text in response.content.decode()
    assert not Consent.objects.exists()


def test_a_yes_without_a_version_is_no_yes(client_of: ClientOf, learner: User) -> None:
    assert client_of(learner).post("/privacy/", {"purpose": PRACTISE, "give": "1"}).status_code == 409
    assert not consent_given(learner, PRACTISE)


def test_a_form_that_was_open_over_a_change_of_the_text_is_refused(
    client_of: ClientOf, learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent_set(learner, PRACTISE, True)
    newer = replace(PURPOSES[PRACTISE], version=PURPOSES[PRACTISE].version + 1)
    monkeypatch.setitem(PURPOSES, PRACTISE, newer)
    browser = client_of(learner)
    assert browser.post("/privacy/", YES).status_code == 409
    page = browser.get("/privacy/").content.decode()
    assert "This text has changed since you agreed" in page
    assert f'name="version" value="{newer.version}"' in page
    browser.post("/privacy/", YES | {"version": str(newer.version)})
    assert consent_given(learner, PRACTISE)
