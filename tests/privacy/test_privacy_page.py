"""The page of privacy, the question before erasing, and receipts."""

from __future__ import annotations

import re

import pytest
from django.conf import LazySettings
from django.test import Client

from accounts import privacy
from accounts.models import Receipt, User
from accounts.purposes import KEEP_RECORDINGS, PERSONALISE, PRACTISE, PURPOSES
from accounts.services import consent_set
from conversations.recordings import recordings_root
from tests.conftest import ClientOf
from tests.privacy import markers


def page(client_of: ClientOf, user: User) -> str:
    return client_of(user).get("/privacy/").content.decode()


def words(html: str) -> str:
    """What is read, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_it_asks_for_what_is_used_and_for_nothing_else(client_of: ClientOf, learner: User) -> None:
    text = page(client_of, learner)
    assert PURPOSES[PRACTISE].text in text
    assert PURPOSES[KEEP_RECORDINGS].text in text
    assert PURPOSES[PERSONALISE].text not in text


def test_it_says_what_is_kept_how_much_and_since_when(client_of: ClientOf, planted: User) -> None:
    text = words(page(client_of, planted))
    assert "Talks: 1 since" in text
    assert "Turns: 2 since" in text
    assert "Reports of buddies&#x27; lines: 1 since" in text
    assert "Recordings of your voice: 1 since" in text
    assert "365 days, or until you take the consent back" in text
    assert "Answers about privacy: 4 since" in text


def test_the_time_is_the_settings(client_of: ClientOf, planted: User, settings: LazySettings) -> None:
    settings.RECORDINGS_DAYS = 1
    assert "1 day, or until" in page(client_of, planted)
    settings.RECORDINGS_DAYS = 0
    assert "until you take the consent back" in page(client_of, planted)


def test_it_says_who_listened(client_of: ClientOf, planted: User, learner: User) -> None:
    assert "operator" in page(client_of, planted)
    assert "Nobody but you." in page(client_of, learner)


def test_taking_back_gives_a_receipt_with_its_counts(client_of: ClientOf, planted: User) -> None:
    browser = client_of(planted)
    response = browser.post("/privacy/", {"purpose": KEEP_RECORDINGS, "give": "0"}, follow=True)
    receipt = Receipt.objects.filter(purpose=KEEP_RECORDINGS).get()
    assert f"Taken back. The receipt is {receipt.number}." in response.content.decode()
    assert receipt.counts == {"recordings": 1}
    assert "Recordings of your voice 1" in words(
        browser.get(f"/privacy/receipts/{receipt.number}/").content.decode()
    )
    assert markers.left_in_files(recordings_root()) == set()


def test_every_page_leads_to_it(client_of: ClientOf, learner: User) -> None:
    for path in ("/choices/", "/topics/"):
        assert 'href="/privacy/"' in client_of(learner).get(path).content.decode()


# ------------------------------------------------------------------ erasing


def test_a_look_at_the_question_erases_nothing(client_of: ClientOf, learner: User) -> None:
    assert "Erase everything?" in client_of(learner).get("/privacy/erase/").content.decode()
    assert User.objects.filter(pk=learner.pk, is_active=True).exists()


def test_without_the_tick_nothing_is_erased(client_of: ClientOf, learner: User) -> None:
    response = client_of(learner).post("/privacy/erase/")
    assert response.status_code == 422
    assert "Nothing is erased yet" in response.content.decode()
    assert User.objects.filter(pk=learner.pk, is_active=True).exists()


def test_afterwards_one_is_signed_out_and_has_a_receipt(client_of: ClientOf, planted: User) -> None:
    browser = client_of(planted)
    response = browser.post("/privacy/erase/", {"sure": "1"}, follow=True)
    text = response.content.decode()
    receipt = Receipt.objects.filter(kind=Receipt.Kind.ERASED).get()
    assert response.redirect_chain == [(f"/privacy/receipts/{receipt.number}/", 302)]
    assert "Everything is erased" in text
    assert "Recordings of your voice" in text
    assert not response.context["user"].is_authenticated
    assert not User.objects.filter(pk=planted.pk).exists()
    assert markers.left_in_tables() == set()


def test_a_guest_too_is_erased(client_of: ClientOf, db: None) -> None:
    guest = User.objects.create_user("guest-1", is_guest=True)
    response = client_of(guest).post("/privacy/erase/", {"sure": "1"}, follow=True)
    assert "Everything is erased" in response.content.decode()
    assert not User.objects.filter(pk=guest.pk).exists()


def test_the_receipt_can_be_kept(client_of: ClientOf, planted: User) -> None:
    browser = client_of(planted)
    browser.post("/privacy/erase/", {"sure": "1"})
    receipt = Receipt.objects.filter(kind=Receipt.Kind.ERASED).get()
    response = Client().get(f"/privacy/receipts/{receipt.number}.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="im4talkin-{receipt.number}.txt"'
    text = response.content.decode()
    assert receipt.number in text
    assert "Recordings of your voice: 1" in text
    assert markers.MARKER not in text


def test_where_it_breaks_off_the_page_says_that_it_goes_on(
    client_of: ClientOf, learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "erase", lambda _: 1 // 0)
    browser = client_of(learner)
    response = browser.post("/privacy/erase/", {"sure": "1"}, follow=True)
    assert "within five minutes" in response.content.decode()
    assert browser.get("/privacy/").status_code == 302, "the account is closed at once"


# ------------------------------------------------------------------ whose receipts


def test_a_receipt_of_somebody_who_is_here_is_theirs_only(
    client_of: ClientOf, learner: User, stranger: User
) -> None:
    consent_set(learner, PRACTISE, True)
    receipt = consent_set(learner, PRACTISE, False)
    path = f"/privacy/receipts/{receipt.number}/"
    assert client_of(learner).get(path).status_code == 200
    assert client_of(stranger).get(path).status_code == 404
    assert Client().get(path).status_code == 404


def test_a_number_that_was_never_given_is_not_found(client: Client, db: None) -> None:
    assert client.get("/privacy/receipts/AAAA-BBBB-CCCC-DDDD/").status_code == 404
    assert client.get("/privacy/receipts/AAAA-BBBB-CCCC-DDDD.txt").status_code == 404
