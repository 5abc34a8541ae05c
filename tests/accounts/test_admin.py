"""Accounts on the desk of whoever runs the server."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Consent, User
from accounts.purposes import PRACTISE
from accounts.services import consent_set


@pytest.fixture
def desk(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("operator"))
    return client


def test_consents_are_shown(desk: Client, learner: User) -> None:
    consent_set(learner, PRACTISE, True)
    consent = Consent.objects.get()
    assert desk.get("/admin/accounts/consent/").status_code == 200
    assert desk.get(f"/admin/accounts/consent/{consent.pk}/change/").status_code == 200


def test_consents_cannot_be_written_by_others(desk: Client, learner: User) -> None:
    consent_set(learner, PRACTISE, True)
    consent = Consent.objects.get()
    assert desk.get("/admin/accounts/consent/add/").status_code == 403
    assert desk.post(f"/admin/accounts/consent/{consent.pk}/change/", {"given": ""}).status_code == 403
    assert desk.post(f"/admin/accounts/consent/{consent.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_person_can_be_erased_with_their_consents(desk: Client, learner: User) -> None:
    consent_set(learner, PRACTISE, True)
    desk.post(f"/admin/accounts/user/{learner.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=learner.pk).exists()
    assert not Consent.objects.exists()


def test_people_are_listed_with_their_profile(desk: Client, learner: User) -> None:
    assert desk.get("/admin/accounts/user/").status_code == 200
    assert b"native_language" in desk.get(f"/admin/accounts/user/{learner.pk}/change/").content


def test_a_learner_has_no_desk(client: Client, learner: User) -> None:
    client.force_login(learner)
    assert client.get("/admin/").status_code == 302
