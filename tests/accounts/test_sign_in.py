"""Signing in and out, forgotten passwords, limits, and where one is sent afterwards."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.services import person_deactivate
from tests.accounts.people import ADDRESS, PASSWORD, account, link, sign_in, who
from tests.conftest import ClientOf

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return account()


def test_the_right_password_opens_the_door(client: Client, anna: User) -> None:
    assert sign_in(client).url == "/"
    assert who(client) == anna.pk


def test_a_teacher_lands_on_the_desk(client: Client) -> None:
    account(is_staff=True)
    assert sign_in(client).url == "/admin/"


def test_a_password_that_does_not_fit_says_what_to_do(client: Client, anna: User) -> None:
    response = sign_in(client, password="not the one 1")
    assert response.status_code == 422
    page = response.content.decode()
    assert "do not belong together" in page
    assert f'value="{ADDRESS}"' in page
    assert "not the one 1" not in page


@pytest.mark.parametrize("name", ["guest-1", "anna", "ANNA"])
def test_a_user_name_opens_nothing(client: Client, anna: User, name: str) -> None:
    assert sign_in(client, email=name).status_code == 422


@pytest.mark.parametrize(
    ("onward", "where"),
    [
        ("/topics/", "/topics/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("https:evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\evil.example", "/"),
    ],
)
def test_afterwards_one_is_sent_to_pages_of_ours_only(
    client: Client, client_of: ClientOf, anna: User, onward: str, where: str
) -> None:
    assert sign_in(client, next=onward).url == where
    assert client_of(anna).get("/sign-in/", {"next": onward}).url == where


def test_whose_account_is_closed_is_told_kindly(client: Client, anna: User) -> None:
    person_deactivate(anna)
    response = sign_in(client)
    assert response.url == "/sign-in/closed/"
    page = client.get(response.url)
    assert page.status_code == 403
    assert "Nothing of yours is deleted." in page.content.decode()
    assert who(client) is None


def test_closing_an_account_ends_its_sessions(client_of: ClientOf, anna: User) -> None:
    client = client_of(anna)
    person_deactivate(anna)
    assert client.get("/choices/").status_code == 302


def test_signing_out_forgets_who_was_here(client: Client, anna: User) -> None:
    sign_in(client)
    client.post("/sign-out/")
    assert who(client) is None


# ------------------------------------------------------------------ limits


def test_after_some_tries_at_one_account_there_is_a_pause(client: Client, anna: User) -> None:
    for _ in range(5):
        sign_in(client, password="not the one 1")
    response = sign_in(Client(REMOTE_ADDR="192.0.2.9"))
    assert response.status_code == 422
    assert "Wait five minutes" in response.content.decode()


def test_another_account_in_the_same_room_is_not_held_up(client: Client, anna: User) -> None:
    account("berta@example.com")
    for _ in range(6):
        sign_in(client, password="not the one 1")
    assert sign_in(client, email="berta@example.com").url == "/"


def test_many_tries_from_one_place_are_told_to_wait(client: Client, anna: User, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    for number in range(2):
        sign_in(client, email=f"{number}@example.com")
    response = sign_in(client)
    assert response.status_code == 429
    assert "Nothing is lost." in response.content.decode()
    assert sign_in(Client(REMOTE_ADDR="192.0.2.9")).url == "/"


def test_behind_the_proxy_visitors_are_counted_by_their_own_address(anna: User, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    near = {"REMOTE_ADDR": "127.0.0.1"}
    sign_in(Client(headers={"X-Forwarded-For": "192.0.2.1"}, **near), email="x@example.com")
    assert sign_in(Client(headers={"X-Forwarded-For": "192.0.2.1"}, **near)).status_code == 429
    assert sign_in(Client(headers={"X-Forwarded-For": "192.0.2.2"}, **near)).status_code == 302


def test_sign_ups_from_one_place_are_limited(client: Client, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS, settings.SIGNUP = {"signup": "1/m/ip"}, "open"
    client.post("/sign-up/", {"email": "a@example.com", "password1": PASSWORD})
    assert client.post("/sign-up/", {"email": "b@example.com", "password1": PASSWORD}).status_code == 429


def test_one_address_gets_only_so_many_mails(client: Client, anna: User) -> None:
    for _ in range(6):
        client.post("/sign-in/forgotten/", {"email": ADDRESS})
    assert len(mail.outbox) == 3


# ------------------------------------------------------------------ a forgotten password


def choose(client: Client, path: str, password: str):
    return client.post(client.get(path).url, {"password1": password})


def test_the_mails_link_leads_to_a_new_password_and_in(client: Client, anna: User) -> None:
    client.post("/sign-in/forgotten/", {"email": ADDRESS})
    assert choose(client, link("new-password"), "another one 3").url == "/"
    assert who(client) == anna.pk
    assert sign_in(Client(), password="another one 3").status_code == 302
    assert "was changed" in mail.outbox[-1].body


def test_a_new_password_signs_out_everywhere_else(client: Client, client_of: ClientOf, anna: User) -> None:
    elsewhere = client_of(anna)
    client.post("/sign-in/forgotten/", {"email": ADDRESS})
    choose(client, link("new-password"), "another one 3")
    assert elsewhere.get("/choices/").status_code == 302
    assert anna.browser_sessions.count() == 1


def test_a_password_that_is_no_good_can_be_written_anew(client: Client, anna: User) -> None:
    client.post("/sign-in/forgotten/", {"email": ADDRESS})
    path = link("new-password")
    response = choose(client, path, "short")
    assert response.status_code == 422
    assert "at least 8 characters" in response.content.decode()
    assert choose(client, path, "another one 3").status_code == 302


@pytest.mark.parametrize(
    "path", ["/sign-in/new-password/1-made-up/", "/sign-in/new-password/zzzzzz-set-password/"]
)
def test_a_made_up_link_says_what_to_do(client: Client, anna: User, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 410
    assert response.context["problem"] == "reset.used"


def test_a_used_link_says_so(client: Client, anna: User) -> None:
    client.post("/sign-in/forgotten/", {"email": ADDRESS})
    path = link("new-password")
    choose(client, path, "another one 3")
    assert Client().get(path).status_code == 410


def test_a_link_expires(client: Client, anna: User, settings) -> None:
    client.post("/sign-in/forgotten/", {"email": ADDRESS})
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert client.get(link("new-password")).status_code == 410


def test_the_link_of_a_closed_account_opens_nothing(client: Client, anna: User) -> None:
    client.post("/sign-in/forgotten/", {"email": ADDRESS})
    path = link("new-password")
    person_deactivate(anna)
    response = choose(client, path, "another one 3")
    assert response.url == "/sign-in/closed/"
    assert who(client) is None


# ------------------------------------------------------------------ changing things


def test_a_password_is_changed_with_the_old_one_and_this_browser_stays(
    client: Client, client_of: ClientOf, anna: User
) -> None:
    elsewhere = client_of(anna)
    sign_in(client)
    amiss = client.post("/account/password/", {"oldpassword": "no", "password1": "another one 3"})
    assert amiss.status_code == 422
    changed = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": "another one 3"})
    assert changed.url == "/choices/"
    assert client.get("/choices/").status_code == 200
    assert elsewhere.get("/choices/").status_code == 302


def test_a_new_address_counts_when_it_is_confirmed(client: Client, anna: User) -> None:
    sign_in(client)
    client.post("/sign-in/again/", {"password": PASSWORD})
    client.post("/account/e-mail/", {"email": "New@example.com", "action_add": ""})
    anna.refresh_from_db()
    assert anna.email == ADDRESS
    client.post(link("confirm"))
    anna.refresh_from_db()
    assert anna.email == "new@example.com"
    assert EmailAddress.objects.get().email == "new@example.com"
    assert mail.outbox[-1].to == [ADDRESS], "whom it may surprise"
    assert sign_in(Client(), email="new@example.com").status_code == 302


def test_an_address_is_not_changed_without_the_password(client: Client, anna: User) -> None:
    sign_in(client)
    response = client.post("/account/e-mail/", {"email": "new@example.com", "action_add": ""})
    assert response.url.startswith("/sign-in/again/")
    assert EmailAddress.objects.count() == 1


def test_somebody_without_a_password_gets_one(client_of: ClientOf, learner: User) -> None:
    client = client_of(learner)
    assert client.get("/account/password/").url == "/account/password/first/"
    assert client.post("/account/password/first/", {"password1": PASSWORD}).url == "/choices/"
    assert sign_in(Client(), email=learner.email).status_code == 302


@pytest.mark.parametrize("path", ["/account/e-mail/", "/account/password/", "/account/second-step/"])
def test_a_guest_is_shown_how_to_have_an_account(client_of: ClientOf, path: str) -> None:
    guest = User.objects.create_user(username="guest-1", is_guest=True)
    assert client_of(guest).get(path).url == "/sign-up/"


@pytest.mark.parametrize(
    "path",
    [
        "/account/e-mail/",
        "/account/browsers/",
        "/account/second-step/",
        "/account/bring-along/",
    ],
)
def test_strangers_are_asked_to_sign_in(client: Client, path: str) -> None:
    assert client.get(path).url == f"/sign-in/?next={path}"
