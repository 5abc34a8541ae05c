"""Signing up: what is asked, what the mail's link does, and what other links say."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPException
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from accounts.models import SignUp, User
from tests.accounts.people import ADDRESS, PASSWORD, account, link, sign_in, sign_up, who
from tests.conftest import ClientOf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open(settings) -> None:
    settings.SIGNUP = "open"


def test_nothing_is_asked_but_an_address_and_a_password(client: Client) -> None:
    form = client.get("/sign-up/").context["form"]
    assert {name for name, field in form.fields.items() if field.required} == {"email", "password1"}


def test_password_managers_are_told_what_is_what(client: Client) -> None:
    up = client.get("/sign-up/").content.decode()
    assert 'autocomplete="username"' in up
    assert 'autocomplete="new-password"' in up
    into = client.get("/sign-in/").content.decode()
    assert 'autocomplete="username"' in into
    assert 'autocomplete="current-password"' in into


def test_a_sign_up_becomes_an_account_when_the_link_is_opened(client: Client) -> None:
    response = sign_up(client, name="Anna")
    assert response.url == "/sign-up/check-mail/"
    assert ADDRESS in client.get(response.url).content.decode()
    assert who(client) is None
    user = User.objects.get()
    assert (user.is_guest, user.email) == (True, "")

    assert "Yes, it is mine" in client.get(link("confirm")).content.decode()
    assert client.post(link("confirm")).url == "/hello/", "first we get to know them"
    user.refresh_from_db()
    assert (user.is_guest, user.email, user.first_name) == (False, ADDRESS, "Anna")
    assert user.username.startswith("learner-")
    assert who(client) == user.pk, "in the browser that signed up there is nothing more to do"
    assert not SignUp.objects.exists()


def test_a_browser_may_send_the_form_that_the_link_opens(client: Client) -> None:
    sign_up(client)
    policy = client.get(link("confirm"))["Referrer-Policy"]
    assert policy == "same-origin", "with no-referrer browsers send Origin: null, and the form is refused"


def test_opening_the_link_alone_confirms_nothing(client: Client) -> None:
    sign_up(client)
    Client().get(link("confirm"))
    assert not EmailAddress.objects.get().verified


def test_in_another_browser_the_link_confirms_and_leads_to_the_sign_in(client: Client) -> None:
    sign_up(client)
    phone = Client()
    onward = phone.post(link("confirm")).url
    assert onward == "/sign-in/?next=%2Fhello%2F"
    assert who(phone) is None
    assert sign_in(phone, next="/hello/").url == "/hello/"
    assert who(phone) == User.objects.get().pk


def test_an_address_is_the_same_in_large_and_small_letters(client: Client) -> None:
    sign_up(client, email="Anna@Example.com")
    client.post(link("confirm"))
    assert User.objects.get().email == ADDRESS
    assert sign_in(Client(), email="ANNA@example.com").url == "/"


def test_before_the_link_is_opened_nobody_comes_in_by_the_password(client: Client) -> None:
    sign_up(client)
    assert sign_in(Client()).status_code == 422


@pytest.mark.parametrize(
    ("email", "password", "field", "words"),
    [
        ("", PASSWORD, "email", "Write your e-mail address."),
        ("anna", PASSWORD, "email", "Write the whole address"),
        (ADDRESS, "", "password1", "Write the password."),
        (ADDRESS, "short", "password1", "at least 8 characters"),
        (ADDRESS, "password", "password1", "Choose a rarer one"),
        (ADDRESS, "49302817465", "password1", "Add some letters"),
        (ADDRESS, "anna@example", "password1", "much like your address"),
        ("a" * 250 + "@example.com", PASSWORD, "email", "Write a shorter one"),
    ],
)
def test_what_cannot_be_kept_says_what_to_do_and_loses_nothing(
    client: Client, email: str, password: str, field: str, words: str
) -> None:
    response = sign_up(client, email=email, password=password, name="Anna")
    assert response.status_code == 422
    assert words in response.context["form"].errors[field][0]
    assert f"<p>{response.context['form'].errors[field][0]}</p>" in response.content.decode()
    assert 'value="Anna"' in response.content.decode()
    assert not User.objects.exists()
    assert not mail.outbox


def test_a_password_is_never_shown_again(client: Client) -> None:
    assert "49302817465" not in sign_up(client, password="49302817465").content.decode()


def test_a_slip_in_the_address_is_mended_by_writing_another(client: Client) -> None:
    sign_up(client, email="ana@example.com")
    old = link("confirm")
    sign_up(client)
    client.post(link("confirm"))
    assert User.objects.get(is_guest=False).email == ADDRESS
    assert sign_in(Client()).url == "/"
    assert User.objects.filter(email="ana@example.com").count() == 0
    assert Client().get(old).status_code in {200, 404}


def test_the_mail_comes_again_but_not_every_second(client: Client) -> None:
    sign_up(client)
    response = client.post("/sign-up/check-mail/", follow=True)
    assert "Wait a minute" in response.content.decode()
    assert len(mail.outbox) == 1


def test_nobody_waits_for_a_mail_where_none_was_asked_for(client: Client, client_of: ClientOf) -> None:
    assert client.get("/sign-up/check-mail/").url == "/sign-in/"
    assert client_of(account()).get("/sign-up/check-mail/").url == "/"


def test_who_has_an_account_is_not_asked_to_sign_up(client_of: ClientOf) -> None:
    assert client_of(account()).get("/sign-up/").url == "/"


def test_a_mail_that_does_not_leave_is_said_and_loses_nothing(client: Client) -> None:
    with patch("django.core.mail.message.EmailMessage.send", side_effect=SMTPException("no")):
        response = sign_up(client)
    assert response.status_code == 503
    assert "Our mail did not leave" in response.content.decode()
    assert EmailAddress.objects.get().email == ADDRESS


def test_an_address_never_reaches_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with patch("django.core.mail.message.EmailMessage.send", side_effect=SMTPException(ADDRESS)):
        sign_up(client)
    assert "could not be sent" in caplog.text
    assert ADDRESS not in caplog.text


@pytest.mark.parametrize(("host", "said"), [("", True), ("mail.example.com", False)])
def test_a_server_that_prints_its_mails_says_so(client: Client, settings, host: str, said: bool) -> None:
    sign_up(client)
    kind = "smtp" if host else "console"
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{kind}.EmailBackend"
    assert ("prints them in the window" in client.get("/sign-up/check-mail/").content.decode()) is said


# ------------------------------------------------------------------ links that do nothing


def told(client: Client, path: str) -> tuple[int, str]:
    response = client.get(path)
    assert response["Referrer-Policy"] == "no-referrer"
    return response.status_code, response.context["problem"]


def test_a_made_up_link_is_unknown(client: Client) -> None:
    assert told(client, "/sign-up/confirm/made-up/") == (404, "confirm.unknown")


def test_a_link_of_a_replaced_address_is_unknown(client: Client) -> None:
    sign_up(client)
    path = link("confirm")
    EmailAddress.objects.all().delete()
    assert told(client, path) == (404, "confirm.unknown")


def test_a_used_link_says_that_the_address_is_confirmed(client: Client) -> None:
    sign_up(client)
    path = link("confirm")
    client.post(path)
    assert told(client, path) == (410, "confirm.used")
    assert client.post(path).status_code == 410


def test_a_link_is_good_for_three_days(client: Client) -> None:
    with patch.object(
        signing.time, "time", return_value=(timezone.now() - timedelta(days=3, minutes=1)).timestamp()
    ):
        sign_up(client)
    path = link("confirm")
    assert told(client, path) == (410, "confirm.expired")
    assert client.post(path).status_code == 410
    assert not EmailAddress.objects.get().verified


def test_a_link_of_somebody_else_leaves_who_is_signed_in_alone(client: Client, client_of: ClientOf) -> None:
    sign_up(client)
    path = link("confirm")
    other = client_of(account("other@example.com"))
    assert told(other, path) == (403, "confirm.foreign")
    assert who(other) is not None
    assert Client().get(path).status_code == 200, "the link stays good"


def test_of_two_who_wrote_one_address_its_owner_gets_it(client: Client) -> None:
    sign_up(client, password="of the first 1")
    first = link("confirm")
    second_browser = Client()
    with patch("allauth.core.internal.ratelimit.consume", return_value=True):
        sign_up(second_browser, password="of the second 2")
    second = link("confirm")
    second_browser.post(second)
    assert told(client, first) == (409, "confirm.taken")
    assert client.post(first).status_code == 409
    assert sign_in(Client(), password="of the second 2").url == "/"
    assert sign_in(Client(), password="of the first 1").status_code == 422


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_link_that_does_nothing_says_so_in_the_language_of_the_page(language: str) -> None:
    page = Client(headers={"accept-language": language}).get("/sign-up/confirm/made-up/").content.decode()
    assert "Сервер не знает эту ссылку" in page  # on an English page beside the English
    assert ("The server does not know this link" in page) is (language == "en")
