"""One-time sign-in links: what they open, once, for whom, from where."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import SignInLink, User
from accounts.services import (
    SignInLinkExpired,
    SignInLinkNotLocal,
    SignInLinkUnknown,
    SignInLinkUsed,
    sign_in_link_create,
    sign_in_link_use,
)


def token_of(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def test_a_link_gives_its_user(learner: User) -> None:
    token = token_of(sign_in_link_create(learner))
    assert sign_in_link_use(token, "127.0.0.1") == learner


def test_a_link_works_over_ipv6_too(learner: User) -> None:
    token = token_of(sign_in_link_create(learner))
    assert sign_in_link_use(token, "::1") == learner


def test_a_link_works_once(learner: User) -> None:
    token = token_of(sign_in_link_create(learner))
    sign_in_link_use(token, "127.0.0.1")
    with pytest.raises(SignInLinkUsed):
        sign_in_link_use(token, "127.0.0.1")


def test_a_link_expires(learner: User) -> None:
    token = token_of(sign_in_link_create(learner, minutes=10))
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(SignInLinkExpired):
        sign_in_link_use(token, "127.0.0.1")


def test_a_made_up_link_is_unknown(learner: User) -> None:
    sign_in_link_create(learner)
    with pytest.raises(SignInLinkUnknown):
        sign_in_link_use("made-up", "127.0.0.1")


def test_a_link_of_somebody_who_was_shut_out_is_unknown(learner: User) -> None:
    token = token_of(sign_in_link_create(learner))
    User.objects.update(is_active=False)
    with pytest.raises(SignInLinkUnknown):
        sign_in_link_use(token, "127.0.0.1")


@pytest.mark.parametrize("address", ["192.168.1.20", "8.8.8.8", "", "localhost"])
def test_a_link_works_on_the_servers_own_computer_only(learner: User, address: str) -> None:
    token = token_of(sign_in_link_create(learner))
    with pytest.raises(SignInLinkNotLocal):
        sign_in_link_use(token, address)


def test_a_refused_address_does_not_use_the_link_up(learner: User) -> None:
    token = token_of(sign_in_link_create(learner))
    with pytest.raises(SignInLinkNotLocal):
        sign_in_link_use(token, "192.168.1.20")
    assert sign_in_link_use(token, "127.0.0.1") == learner


def test_the_secret_itself_is_not_kept(learner: User) -> None:
    token = token_of(sign_in_link_create(learner))
    kept = SignInLink.objects.values().get()
    assert token not in str(kept)


def test_links_that_are_long_over_are_forgotten(learner: User) -> None:
    sign_in_link_create(learner)
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(days=2))
    sign_in_link_create(learner)
    assert SignInLink.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_uses_at_once_one_succeeds(learner: User) -> None:
    token = token_of(sign_in_link_create(learner))
    together = threading.Barrier(4)
    outcomes: list[str] = []

    def use() -> None:
        together.wait()
        try:
            sign_in_link_use(token, "127.0.0.1")
            outcomes.append("in")
        except SignInLinkUsed:
            outcomes.append("used")
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "used", "used", "used"]


def test_opening_a_link_signs_the_learner_in_and_goes_home(client: Client, learner: User) -> None:
    response = client.get(sign_in_link_create(learner))
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(learner.pk)


def test_a_teacher_lands_on_the_desk(client: Client, teacher: User) -> None:
    assert client.get(sign_in_link_create(teacher))["Location"] == "/admin/"


def test_the_secret_of_a_link_is_not_sent_on_to_other_pages(client: Client, learner: User) -> None:
    response = client.get(sign_in_link_create(learner))
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_a_used_link_says_so_and_signs_nobody_in(learner: User) -> None:
    path = sign_in_link_create(learner)
    Client().get(path)
    second = Client()
    response = second.get(path)
    assert response.status_code == 410
    assert response.context["problem"] == "link.used"
    assert "_auth_user_id" not in second.session


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_a_link_that_came_through_a_proxy_is_not_local(client: Client, learner: User, header: str) -> None:
    response = client.get(sign_in_link_create(learner), headers={header: "for=127.0.0.1"})
    assert response.context["problem"] == "link.not_local"


def test_the_sign_in_page_opens_for_everybody(client: Client, db: None) -> None:
    response = client.get("/sign-in/")
    assert response.status_code == 200
    assert response.context["problem"] == ""


def test_signing_out_asks_first_and_happens_by_post(client: Client, learner: User) -> None:
    client.force_login(learner)
    assert "Your talks wait here for you." in client.get("/sign-out/").content.decode()
    assert "_auth_user_id" in client.session
    assert client.post("/sign-out/").status_code == 302
    assert "_auth_user_id" not in client.session
