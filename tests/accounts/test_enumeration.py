"""No page tells whether an address has an account; the mail tells it to the owner of the address."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.people import ADDRESS, account, guest_client, sign_in, sign_up

pytestmark = pytest.mark.django_db
NEW = "nova@example.com"


@pytest.fixture(autouse=True)
def _anna(settings) -> User:
    settings.SIGNUP = "open"
    return account()


def seen(response: Any, email: str) -> tuple[int, str, str]:
    """What a browser sees: status, where it is sent, and the page without what differs by visit."""
    page = response.content.decode().replace(email, "ADDRESS")
    page = re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]+"', r"\1", page)
    return response.status_code, response.get("Location", ""), page


def test_signing_up_looks_the_same() -> None:
    looks = set()
    for email in (ADDRESS, NEW):
        client = Client()
        first = seen(sign_up(client, email=email), email)
        looks.add((first, seen(client.get("/sign-up/check-mail/"), email)))
    assert len(looks) == 1
    assert [message.subject for message in mail.outbox] == [
        "You have an account already",
        "One tap, and your account is ready",
    ]


def test_a_guest_who_signs_up_sees_the_same_everywhere() -> None:
    looks = set()
    for email in (ADDRESS, NEW):
        client = guest_client()
        first = seen(sign_up(client, email=email), email)
        pages = tuple(seen(client.get(path), email) for path in ("/sign-up/check-mail/", "/choices/", "/"))
        looks.add((first, pages))
    assert len(looks) == 1


def test_signing_up_twice_tells_nothing_by_the_password_either() -> None:
    looks = set()
    for email in (ADDRESS, NEW):
        sign_up(Client(), email=email, password="one of my own 1")
        looks.add(seen(sign_in(Client(), email=email, password="one of my own 1"), email))
    assert len(looks) == 1


def test_signing_in_looks_the_same() -> None:
    looks = {
        seen(sign_in(Client(), email=email, password="not the one 1"), email) for email in (ADDRESS, NEW)
    }
    assert len(looks) == 1


def test_asking_for_a_new_password_looks_the_same() -> None:
    looks = set()
    for email in (ADDRESS, NEW):
        client = Client()
        first = seen(client.post("/sign-in/forgotten/", {"email": email}), email)
        looks.add((first, seen(client.get("/sign-in/forgotten/sent/"), email)))
    assert len(looks) == 1
    assert [message.subject for message in mail.outbox] == [
        "Choose a new password",
        "About your new password",
    ]


def test_somebody_who_has_not_confirmed_has_no_password_to_forget() -> None:
    sign_up(Client(), email=NEW)
    Client().post("/sign-in/forgotten/", {"email": NEW})
    assert "There is no account with it" in mail.outbox[-1].body


def test_writing_a_taken_address_as_ones_new_one_looks_the_same(client_of) -> None:
    looks = set()
    for number, email in enumerate((ADDRESS, NEW)):
        client = client_of(account(f"me{number}@example.com"))
        client.post("/sign-in/again/", {"password": "a long sentence 7"})
        response = client.post("/account/e-mail/", {"email": email, "action_add": ""})
        page = client.get("/account/e-mail/")
        looks.add((response.status_code, re.sub(rf"me{number}@", "me@", seen(page, email)[2])))
    assert len(looks) == 1


def test_the_mail_to_the_owner_offers_both_ways_in() -> None:
    sign_up(Client())
    body = mail.outbox[0].body
    assert "/sign-in/\n" in body
    assert "/sign-in/forgotten/" in body
    assert "confirm" not in body
