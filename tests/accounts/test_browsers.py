"""Where one is signed in: what is kept of a browser, and how it is shown the door."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.browsers import browser_of
from accounts.models import BrowserSession, User
from accounts.services import user_delete
from tests.accounts.people import account, guest_client, sign_in

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1"
)


def browser(agent: str) -> Client:
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR="192.0.2.77")
    sign_in(client)
    client.get("/choices/")
    return client


@pytest.fixture
def anna() -> User:
    return account()


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Linux"),
        (
            "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 YaBrowser/25 Safari/537.36",
            "Yandex Browser on Android",
        ),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_of_a_browser_its_kind_is_known(agent: str, name: str) -> None:
    assert browser_of(agent) == name


def test_browsers_are_listed_this_one_first(anna: User) -> None:
    browser(SAFARI)
    here = browser(FIREFOX)
    listed = here.get("/account/browsers/").context["browsers"]
    assert [(one.name, one.is_this) for one in listed] == [
        ("Firefox on Windows", True),
        ("Safari on iPhone", False),
    ]
    assert all(one.seen_at for one in listed)


def test_no_network_address_and_no_session_key_is_on_the_page_or_kept(anna: User) -> None:
    browser(SAFARI)
    here = browser(FIREFOX)
    page = here.get("/account/browsers/").content.decode()
    for session in BrowserSession.objects.all():
        assert session.session_key not in page
        assert "192.0.2.77" not in str(session.get_decoded())
    assert "192.0.2.77" not in page
    assert not [field.name for field in BrowserSession._meta.fields if "ip" in field.name.split("_")]


def test_one_other_browser_is_signed_out(anna: User) -> None:
    phone, tablet, here = browser(SAFARI), browser(SAFARI), browser(FIREFOX)
    mark = here.get("/account/browsers/").context["browsers"][-1].mark
    here.post("/account/browsers/end/", {"browser": mark})
    open_still = [client.get("/choices/").status_code == 200 for client in (phone, tablet)]
    assert sorted(open_still) == [False, True]
    assert here.get("/choices/").status_code == 200


def test_all_others_are_signed_out(anna: User) -> None:
    phone, here = browser(SAFARI), browser(FIREFOX)
    assert "Signed out in one other place." in here.post("/sign-out/elsewhere/", follow=True).content.decode()
    assert phone.get("/choices/").status_code == 302
    assert "You were signed in only here." in here.post("/sign-out/elsewhere/", follow=True).content.decode()


@pytest.mark.parametrize("mark", ["", "made-up", "x" * 5000])
def test_a_browser_that_is_not_there_is_said_to_be_away(anna: User, mark: str) -> None:
    here = browser(FIREFOX)
    response = here.post("/account/browsers/end/", {"browser": mark}, follow=True)
    assert "not signed in there any more" in response.content.decode()


def test_nobody_signs_somebody_else_out(anna: User) -> None:
    here = browser(FIREFOX)
    mark = here.get("/account/browsers/").context["browsers"][0].mark
    other = Client()
    account("other@example.com")
    sign_in(other, email="other@example.com")
    other.post("/account/browsers/end/", {"browser": mark})
    assert here.get("/choices/").status_code == 200


def test_a_guest_sees_their_browser_too() -> None:
    assert len(guest_client().get("/account/browsers/").context["browsers"]) == 1


def test_visits_within_minutes_write_nothing(anna: User, django_assert_num_queries) -> None:
    here = browser(FIREFOX)
    seen = BrowserSession.objects.get().seen_at
    here.get("/choices/")
    assert BrowserSession.objects.get().seen_at == seen


def test_with_a_person_their_sessions_go(anna: User) -> None:
    browser(FIREFOX)
    user_delete(anna)
    assert not BrowserSession.objects.exists()
