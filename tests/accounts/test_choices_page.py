"""The page of privacy choices."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from accounts.purposes import PRACTISE, PURPOSES
from accounts.selectors import consent_given
from tests.conftest import ClientOf


def test_it_asks_who_is_there(client: Client, db: None) -> None:
    assert client.get("/choices/")["Location"] == "/sign-in/?next=/choices/"


def test_it_lists_every_purpose(client_of: ClientOf, learner: User) -> None:
    response = client_of(learner).get("/choices/")
    assert [state.purpose for state in response.context["purposes"]] == [*PURPOSES]


def test_a_yes_is_recorded(client_of: ClientOf, learner: User) -> None:
    client_of(learner).post("/choices/", {"purpose": PRACTISE, "give": "1"})
    assert consent_given(learner, PRACTISE)


def test_a_no_is_recorded(client_of: ClientOf, learner: User) -> None:
    browser = client_of(learner)
    browser.post("/choices/", {"purpose": PRACTISE, "give": "1"})
    browser.post("/choices/", {"purpose": PRACTISE, "give": "0"})
    assert not consent_given(learner, PRACTISE)


def test_it_leads_back_to_where_the_question_was_asked(client_of: ClientOf, learner: User) -> None:
    form = {"purpose": PRACTISE, "give": "1", "next": "/talks/7/"}
    assert client_of(learner).post("/choices/", form)["Location"] == "/talks/7/"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)", ""])
def test_it_leads_to_no_other_site(client_of: ClientOf, learner: User, elsewhere: str) -> None:
    form = {"purpose": PRACTISE, "give": "1", "next": elsewhere}
    assert client_of(learner).post("/choices/", form)["Location"] == "/choices/"


def test_an_unknown_purpose_is_not_found(client_of: ClientOf, learner: User) -> None:
    assert client_of(learner).post("/choices/", {"purpose": "x", "give": "1"}).status_code == 404


def test_a_muddled_answer_is_refused(client_of: ClientOf, learner: User) -> None:
    response = client_of(learner).post("/choices/", {"purpose": PRACTISE, "give": "perhaps"})
    assert response.status_code == 400
    assert not consent_given(learner, PRACTISE)


def test_another_site_cannot_answer_for_the_learner(learner: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(learner)
    assert browser.post("/choices/", {"purpose": PRACTISE, "give": "1"}).status_code == 403
