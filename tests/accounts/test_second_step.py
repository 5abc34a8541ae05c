"""The second step: set up, asked for, lost, and demanded of the staff."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.accounts.people import PASSWORD, account, guest_client, sign_in, who

pytestmark = pytest.mark.django_db
APP = "/account/second-step/app/"
CODES = "/account/second-step/codes/"


def code_of(secret: str) -> str:
    cache.clear()  # a code opens once; tests are quicker than the clock of an app
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up(client: Client) -> str:
    """Switch it on as its user would; gives the key in the app."""
    client.post("/sign-in/again/", {"password": PASSWORD})
    secret = client.get(APP).context["form"].secret
    assert client.post(APP, {"code": code_of(secret)}).url == CODES
    return str(secret)


@pytest.fixture(autouse=True)
def _optional(settings) -> None:
    settings.MFA = "optional"


@pytest.fixture
def anna() -> User:
    return account()


@pytest.fixture
def here(anna: User) -> Client:
    client = Client()
    sign_in(client)
    return client


def test_setting_up_asks_for_the_password_first(here: Client) -> None:
    assert here.get(APP).url.startswith("/sign-in/again/")


def test_the_key_is_shown_as_a_picture_that_comes_from_nowhere_else(here: Client) -> None:
    here.post("/sign-in/again/", {"password": PASSWORD})
    page = here.get(APP).content.decode()
    assert "<svg" in page
    assert "data:" not in page
    assert " style=" not in page


def test_once_on_the_password_alone_does_not_open_the_account(here: Client) -> None:
    secret = set_up(here)
    client = Client()
    assert sign_in(client).url == "/sign-in/code/"
    assert who(client) is None
    amiss = client.post("/sign-in/code/", {"code": "000000"})
    assert "does not fit" in amiss.content.decode()
    assert client.post("/sign-in/code/", {"code": code_of(secret)}).url == "/"
    assert who(client) is not None


def test_after_the_code_one_comes_to_where_one_wanted(here: Client) -> None:
    secret = set_up(here)
    client = Client()
    sign_in(client, next="/topics/")
    assert client.post("/sign-in/code/", {"code": code_of(secret)}).url == "/topics/"


def test_codes_are_guessed_five_times_only(here: Client) -> None:
    set_up(here)
    client = Client()
    sign_in(client)
    for _ in range(5):
        client.post("/sign-in/code/", {"code": "000000"})
    assert "Wait five minutes" in client.post("/sign-in/code/", {"code": "000000"}).content.decode()


def test_a_code_on_paper_opens_once(here: Client) -> None:
    set_up(here)
    paper = here.get(CODES).context["unused_codes"][0]
    for opens in (True, False):
        client = Client()
        sign_in(client)
        response = client.post("/sign-in/code/", {"code": paper})
        assert (response.status_code == 302) is opens


def test_new_codes_make_the_old_ones_useless(here: Client) -> None:
    set_up(here)
    old = here.get(CODES).context["unused_codes"]
    assert here.post(f"{CODES}new/").url == CODES
    assert not set(old) & set(here.get(CODES).context["unused_codes"])
    assert here.get(f"{CODES}file/")["Content-Disposition"].startswith("attachment")


def test_switching_it_off_is_told_by_mail(here: Client, anna: User) -> None:
    set_up(here)
    here.post(f"{APP}off/")
    assert not Authenticator.objects.exists()
    assert "does not ask for a code" in mail.outbox[-1].body
    assert sign_in(Client()).url == "/"


def test_with_it_an_address_can_still_be_changed(here: Client) -> None:
    set_up(here)
    response = here.post("/account/e-mail/", {"email": "new@example.com", "action_add": ""}, follow=True)
    assert "new@example.com" in response.content.decode()


def test_a_guest_who_turns_back_at_the_code_is_the_guest_again(here: Client) -> None:
    set_up(here)
    client = guest_client()
    guest = who(client)
    sign_in(client)
    assert who(client) is None
    assert "Back to my talks as a guest" in client.get("/sign-in/code/").content.decode()
    client.get("/")
    assert who(client) == guest


def test_a_guest_who_goes_on_is_asked_about_their_talks(here: Client) -> None:
    secret = set_up(here)
    client = guest_client()
    sign_in(client)
    response = client.post("/sign-in/code/", {"code": code_of(secret)})
    assert response.url.startswith("/account/bring-along/")


def test_a_new_password_by_mail_does_not_skip_the_step(here: Client) -> None:
    from tests.accounts.people import ADDRESS, link

    set_up(here)
    client = Client()
    client.post("/sign-in/forgotten/", {"email": ADDRESS})
    response = client.post(client.get(link("new-password")).url, {"password1": "another one 3"})
    assert response.url == "/sign-in/code/"
    assert who(client) is None


# ------------------------------------------------------------------ by setting


def test_off_leaves_no_trace_and_asks_nobody(here: Client, settings) -> None:
    set_up(here)
    settings.MFA = "off"
    assert sign_in(Client()).url == "/"
    assert here.get(APP).status_code == 404
    assert "Second step" not in here.get("/choices/").content.decode()


def test_of_the_staff_it_is_demanded_before_the_desk(settings) -> None:
    settings.MFA = "staff"
    account(is_staff=True)
    client = Client()
    sign_in(client)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/sign-in/again/")
    set_up(client)
    assert client.get("/admin/").status_code == 200


def test_of_learners_it_is_not_demanded(here: Client, settings) -> None:
    settings.MFA = "staff"
    assert here.get("/choices/").status_code == 200


def test_the_staff_cannot_switch_it_off_where_it_is_demanded(settings) -> None:
    account(is_staff=True)
    client = Client()
    sign_in(client)
    set_up(client)
    settings.MFA = "staff"
    assert "wants a second step" in client.get(f"{APP}off/").content.decode()
    client.post(f"{APP}off/")
    assert Authenticator.objects.filter(type="totp").exists()
