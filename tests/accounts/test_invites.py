"""Who may sign up: everybody, whoever has an invitation, nobody."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.invites import InviteUsed, invite_create, invite_use
from accounts.models import Invite, SignUp, User
from accounts.people import person_ensure
from tests.accounts.people import ADDRESS, account, guest_client, link, sign_up, who
from tests.conftest import ClientOf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _by_invitation(settings) -> None:
    settings.SIGNUP = "invite"


def invited(**fields: int) -> str:
    return invite_create(made_by=None, **fields)[1]


@pytest.mark.parametrize(("mode", "words"), [("invite", "By invitation"), ("closed", "No new accounts here")])
def test_without_a_way_in_the_page_says_whom_to_ask(settings, client: Client, mode: str, words: str) -> None:
    settings.SIGNUP = mode
    page = client.get("/sign-up/")
    assert page.status_code == 403
    assert words in page.content.decode()
    assert sign_up(client).status_code == 403
    assert not User.objects.exists()
    assert 'href="/sign-up/"' not in client.get("/sign-in/").content.decode()


def test_an_invitation_opens_the_sign_up(client: Client) -> None:
    assert client.get(invited()).url == "/sign-up/"
    assert sign_up(client).url == "/sign-up/check-mail/"
    assert Invite.objects.get().uses == 0, "counted when the account is there"
    client.post(link("confirm"))
    assert Invite.objects.get().uses == 1
    assert not User.objects.get().is_guest


def test_a_slip_in_the_address_does_not_use_an_invitation_up(client: Client) -> None:
    client.get(invited())
    sign_up(client, email="ana@example.com")
    sign_up(client)
    client.post(link("confirm"))
    assert User.objects.get(is_guest=False).email == ADDRESS


def test_by_an_invitation_come_as_many_as_it_was_meant_for(client: Client) -> None:
    path = invited(uses=2)
    for number in range(2):
        browser = Client()
        browser.get(path)
        sign_up(browser, email=f"{number}@example.com")
        browser.post(link("confirm"))
    response = client.get(path)
    assert (response.status_code, response.context["problem"]) == (410, "invite.used")


def test_who_comes_too_late_to_confirm_is_told_and_stays_a_guest(client: Client) -> None:
    path, second = invited(), Client()
    for browser, email in ((client, ADDRESS), (second, "second@example.com")):
        browser.get(path)
        sign_up(browser, email=email)
    client.post(link("confirm", 0))
    response = second.post(link("confirm"))
    assert (response.status_code, response.context["problem"]) == (410, "invite.used")
    assert User.objects.get(emailaddress__email="second@example.com").is_guest


def test_an_invitation_is_never_overused(db: None) -> None:
    invite, _ = invite_create(made_by=None)
    invite_use(invite)
    with pytest.raises(InviteUsed):
        invite_use(invite)


def test_an_invitation_expires(client: Client) -> None:
    path = invited(days=1)
    Invite.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    response = client.get(path)
    assert (response.status_code, response.context["problem"]) == (410, "invite.expired")


def test_a_made_up_invitation_is_unknown(client: Client) -> None:
    response = client.get("/sign-up/invited/made-up/")
    assert (response.status_code, response.context["problem"]) == (404, "invite.unknown")
    assert response["Referrer-Policy"] == "no-referrer"


def test_an_invitation_that_was_withdrawn_opens_nothing_any_more(client: Client) -> None:
    client.get(invited())
    Invite.objects.all().delete()
    assert client.get("/sign-up/").status_code == 403


def test_closed_means_closed_for_invitations_too(client: Client, settings) -> None:
    path = invited()
    settings.SIGNUP = "closed"
    assert client.get(client.get(path).url).status_code == 403


def test_a_guest_with_an_invitation_keeps_their_talk() -> None:
    client = guest_client()
    client.get(invited())
    assert "Keep this talk" in client.get("/choices/").content.decode()
    sign_up(client)
    client.post(link("confirm"))
    assert not User.objects.get(pk=who(client)).is_guest
    assert not SignUp.objects.exists()


def test_the_secret_itself_is_not_kept() -> None:
    token = invited().rstrip("/").rpartition("/")[2]
    assert token not in str(Invite.objects.values().get())


def test_the_command_prints_a_link(client: Client) -> None:
    out = StringIO()
    call_command("invite_create", uses=25, days=7, address="https://talk.example", stdout=out)
    printed = out.getvalue().strip()
    assert printed.startswith("https://talk.example/sign-up/invited/")
    assert client.get(printed.removeprefix("https://talk.example")).url == "/sign-up/"
    assert Invite.objects.get().most_uses == 25


@pytest.mark.parametrize("wrong", [{"uses": 0}, {"uses": 501}, {"days": 0}, {"days": 366}])
def test_the_command_refuses_what_makes_no_sense(wrong: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="from 1 to"):
        call_command("invite_create", **wrong)
    assert not Invite.objects.exists()


def test_a_teacher_invites_at_their_desk_and_sees_the_link_once(client_of: ClientOf, client: Client) -> None:
    teacher, _ = person_ensure("t@example.com", teacher=True)
    desk = client_of(teacher)
    page = desk.post("/admin/accounts/invite/add/", {"most_uses": 3, "days": 7}, follow=True).content.decode()
    path = page.partition("/sign-up/invited/")[2].partition("/")[0]
    assert client.get(f"/sign-up/invited/{path}/").url == "/sign-up/"
    assert (Invite.objects.get().made_by, Invite.objects.get().most_uses) == (teacher, 3)
    assert path not in desk.get("/admin/accounts/invite/").content.decode()


def test_a_teacher_sees_their_own_invitations_only(client_of: ClientOf) -> None:
    teacher, _ = person_ensure("t@example.com", teacher=True)
    invite, _ = invite_create(made_by=account())
    assert client_of(teacher).get(f"/admin/accounts/invite/{invite.pk}/delete/").status_code == 302
    assert Invite.objects.exists()


@pytest.mark.parametrize("wrong", [{"most_uses": 0, "days": 1}, {"most_uses": 1, "days": 9999}, {}])
def test_an_invitation_that_makes_no_sense_is_refused_at_the_desk(client_of: ClientOf, wrong: dict) -> None:
    operator, _ = person_ensure("o@example.com", operator=True)
    assert client_of(operator).post("/admin/accounts/invite/add/", wrong).status_code == 200
    assert not Invite.objects.exists()
