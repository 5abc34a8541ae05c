"""Teachers and operators: how they are made, what they may, and how their desk is entered."""

from __future__ import annotations

import re
from io import StringIO
from smtplib import SMTPException
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.people import person_ensure
from tests.accounts.people import ADDRESS, PASSWORD, account, sign_in, sign_up, who
from tests.conftest import ClientOf

pytestmark = pytest.mark.django_db


def added(*arguments: str) -> str:
    out = StringIO()
    call_command("person_add", *arguments, stdout=out)
    return out.getvalue()


def opened(said: str, client: Client) -> None:
    """Open the printed link and choose a password."""
    path = "/" + said.partition("://")[2].partition("/")[2].strip()
    assert client.post(client.get(path).url, {"password1": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("role", "staff", "superuser"),
    [((), False, False), (("--teacher",), True, False), (("--operator",), True, True)],
)
def test_somebody_is_made_in_a_role_and_opens_the_account_by_a_link(
    client: Client, role: tuple[str, ...], staff: bool, superuser: bool
) -> None:
    said = added(*role, "New@example.com")
    user = User.objects.get()
    assert (user.email, user.is_staff, user.is_superuser) == ("new@example.com", staff, superuser)
    assert user.has_perm("topics.change_topic") is staff
    opened(said, client)
    assert who(client) == user.pk
    assert sign_in(Client(), email="new@example.com").url == ("/admin/" if staff else "/")


def test_with_a_mail_server_the_link_is_sent(settings) -> None:
    settings.EMAIL_HOST, settings.CSRF_TRUSTED_ORIGINS = "mail.example.com", ["https://talk.example"]
    said = added("--teacher", ADDRESS)
    assert "https://talk.example/sign-in/new-password/" in mail.outbox[0].body
    assert mail.outbox[0].to == [ADDRESS]
    assert "new-password" not in said


def test_a_mail_that_does_not_leave_is_said(settings) -> None:
    settings.EMAIL_HOST = "mail.example.com"
    failing = patch("django.core.mail.message.EmailMessage.send", side_effect=SMTPException)
    with failing, pytest.raises(CommandError, match="--print"):
        added("--teacher", ADDRESS)
    assert "new-password" in added("--print", ADDRESS)


def test_somebody_who_is_here_gets_the_role_and_keeps_the_password() -> None:
    user = account()
    assert "new-password" not in added("--teacher", ADDRESS.upper())
    user.refresh_from_db()
    assert user.is_staff
    assert User.objects.count() == 1
    assert sign_in(Client()).url == "/admin/"


def test_a_guest_who_only_wrote_the_address_is_not_made_a_teacher(settings) -> None:
    settings.SIGNUP = "open"
    sign_up(Client())
    added("--teacher", ADDRESS)
    assert not User.objects.get(is_guest=True).is_staff
    assert User.objects.get(is_guest=False).is_staff


@pytest.mark.parametrize("wrong", ["anna", "", "@", "a b@example.com"])
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(CommandError, match="whole address"):
        added("--teacher", wrong)
    assert not User.objects.exists()


# ------------------------------------------------------------------ the desk


def test_the_desk_is_entered_by_the_sign_in_page(client: Client) -> None:
    account(is_staff=True)
    response = client.get("/admin/topics/topic/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/sign-in/?next=")
    assert b'name="username"' not in client.get("/admin/login/", follow=True).content
    assert client.post("/admin/login/", {"username": "anna", "password": PASSWORD}).status_code == 302
    assert who(client) is None


def test_a_learner_is_told_that_the_desk_is_for_others(client_of: ClientOf) -> None:
    response = client_of(account()).get("/admin/", follow=True)
    assert response.status_code == 403
    assert "This page is for somebody else" in response.content.decode()


def test_from_the_desk_one_signs_out_by_our_page(client_of: ClientOf) -> None:
    operator, _ = person_ensure("o@example.com", operator=True)
    assert client_of(operator).post("/admin/logout/").url == "/sign-out/"


@pytest.fixture
def desk(client_of: ClientOf) -> Client:
    return client_of(person_ensure("o@example.com", operator=True)[0])


def acted(desk: Client, action: str, *users: User):
    picked = {"action": action, "_selected_action": [user.pk for user in users]}
    return desk.post("/admin/accounts/user/", picked, follow=True)


def test_people_are_found_by_role_and_address(desk: Client) -> None:
    account()
    person_ensure("t@example.com", teacher=True)
    page = desk.get("/admin/accounts/user/", {"role": "teacher"}).content.decode()
    assert "t@example.com" in page
    assert ADDRESS not in page
    assert ADDRESS in desk.get("/admin/accounts/user/", {"q": "anna@"}).content.decode()


def test_roles_are_given_and_taken(desk: Client) -> None:
    anna = account()
    for action, teaches in (("make_teacher", True), ("unmake_teacher", False)):
        acted(desk, action, anna)
        anna = User.objects.get(pk=anna.pk)
        assert (anna.is_staff, anna.has_perm("topics.change_topic")) == (teaches, teaches)


def test_closing_ends_sessions_and_opening_lets_in_again(desk: Client) -> None:
    anna, here = account(), Client()
    sign_in(here)
    acted(desk, "close", anna)
    assert here.get("/choices/").status_code == 302
    acted(desk, "reopen", anna)
    assert sign_in(Client()).url == "/"


def test_nobody_closes_themselves(desk: Client) -> None:
    acted(desk, "close", User.objects.get(email="o@example.com"))
    assert desk.get("/admin/").status_code == 200


def test_a_link_that_chooses_a_password_is_shown_to_the_operator(desk: Client, client: Client) -> None:
    anna = account()
    page = acted(desk, "password_links", anna).content.decode()
    shown = re.search(r"http://testserver/sign-in/new-password/[^<\s]+", page)
    assert shown
    opened(shown.group(0), client)
    assert who(client) == anna.pk


def test_no_password_is_seen_or_written_at_the_desk(desk: Client) -> None:
    anna = account()
    page = desk.get(f"/admin/accounts/user/{anna.pk}/change/").content.decode()
    assert anna.password not in page
    assert 'name="password' not in page
    desk.post(
        f"/admin/accounts/user/{anna.pk}/password/", {"password1": "x y z 1 2 3", "password2": "x y z 1 2 3"}
    )
    assert User.objects.get(pk=anna.pk).password == anna.password
    assert desk.get("/admin/accounts/user/add/").status_code == 403


@pytest.mark.parametrize("model", ["account/emailaddress", "mfa/authenticator", "socialaccount/socialtoken"])
def test_secrets_have_no_page_at_the_desk(desk: Client, model: str) -> None:
    assert desk.get(f"/admin/{model}/").status_code == 404


def test_a_teacher_sees_no_people(client_of: ClientOf) -> None:
    teacher, _ = person_ensure("t@example.com", teacher=True)
    desk = client_of(teacher)
    assert desk.get("/admin/accounts/user/").status_code == 403
    assert desk.get(f"/admin/accounts/user/{account().pk}/change/").status_code == 403
