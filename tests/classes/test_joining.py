"""Joining a class by oneself, and what a shared device remembers between two pupils."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from classes.devices import COOKIE
from classes.models import Membership, SchoolClass
from classes.roll import pins_renew, pupils_add
from classes.services import joining_close, joining_open
from classes.texts import TEXTS
from tests.classes.test_coming_in import door, signed_in
from topics.models import Topic

# ------------------------------------------------------------------ joining by oneself


def test_whoever_has_the_code_joins_only_while_the_class_is_open(
    client: Client, school_class: SchoolClass
) -> None:
    form = {"nickname": "Gleb", "pin": "4826"}
    assert client.post(f"{door(school_class)}new/", form).status_code == 403
    joining_open(school_class)
    assert client.post(f"{door(school_class)}new/", form)["Location"] == "/my-class/"
    assert school_class.memberships.get().nickname == "Gleb"
    joining_close(school_class)
    assert Client().post(f"{door(school_class)}new/", form | {"nickname": "Dora"}).status_code == 403
    assert Client().post(door(school_class), form).status_code == 302  # the PIN they chose


def test_a_door_closes_by_itself(client: Client, school_class: SchoolClass) -> None:
    joining_open(school_class)
    SchoolClass.objects.update(open_until=timezone.now() - timedelta(seconds=1))
    assert client.get(f"{door(school_class)}new/").status_code == 403


@pytest.mark.parametrize(
    ("nickname", "pin", "code"),
    [
        ("Anya", "4826", "name.twice"),
        ("aNYA", "4826", "name.twice"),
        ("", "4826", "name.empty"),
        ("🦊", "4826", "name.letters"),
        ("x" * 200, "4826", "name.long"),
        ("Gleb", "12", "pin.shape"),
        ("Gleb", "1234", "pin.easy"),
    ],
)
def test_what_cannot_join_is_told_why_and_what_was_written_stays(
    client: Client, school_class: SchoolClass, anya: Membership, nickname: str, pin: str, code: str
) -> None:
    joining_open(school_class)
    response = client.post(f"{door(school_class)}new/", {"nickname": nickname, "pin": pin})
    assert response.status_code == 422
    assert TEXTS[code].title in response.content.decode()
    assert f'value="{nickname[:100]}"' in response.content.decode()
    assert school_class.memberships.count() == 3


def test_a_full_class_says_so(
    client: Client, school_class: SchoolClass, anya: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classes.roll.MOST_PUPILS", 3)
    joining_open(school_class)
    response = client.post(f"{door(school_class)}new/", {"nickname": "Gleb", "pin": "4826"})
    assert TEXTS["join.full"].title in response.content.decode()


# ------------------------------------------------------------------ what a device remembers


def test_a_device_goes_straight_to_its_class_and_offers_who_was_here(
    client: Client, school_class: SchoolClass, pin: str
) -> None:
    client.post(door(school_class), {"nickname": "Anya", "pin": pin})
    client.post("/sign-out/")
    assert client.get("/join/")["Location"] == door(school_class)
    page = client.get(door(school_class)).content.decode()
    assert 'data-name="Anya"' in page
    assert "Boris" not in page  # who never signed in here is nobody's business


def test_a_stranger_with_the_code_sees_no_names(school_class: SchoolClass, pin: str) -> None:
    page = Client().get(door(school_class)).content.decode()
    assert "Anya" not in page
    assert "Boris" not in page


def test_a_cookie_that_was_made_up_shows_no_names(
    client: Client, school_class: SchoolClass, anya: Membership
) -> None:
    client.cookies[COOKIE] = f'{{"id": "x", "class": {school_class.pk}, "pupils": [{anya.pk}]}}'
    assert "Anya" not in client.get(door(school_class)).content.decode()


def test_a_device_forgets_on_request(client: Client, school_class: SchoolClass, pin: str) -> None:
    client.post(door(school_class), {"nickname": "Anya", "pin": pin})
    client.post("/join/forget/")
    assert client.get("/join/").status_code == 200
    client.post("/sign-out/")
    assert "Anya" not in client.get(door(school_class)).content.decode()


def test_a_pupil_who_is_in_already_goes_home(as_anya: Client, school_class: SchoolClass) -> None:
    assert as_anya.get(door(school_class))["Location"] == "/"


def test_the_first_page_knows_the_class_of_the_device(
    client: Client, school_class: SchoolClass, topic: Topic
) -> None:
    assert "I have a class code" in client.get("/").content.decode()
    client.get(door(school_class))
    assert "I am in 7b English" in client.get("/").content.decode()


def test_two_classes_may_have_pupils_of_one_nickname(
    school_class: SchoolClass, others_class: SchoolClass, pin: str
) -> None:
    pupils_add(others_class, "Anya")
    theirs = others_class.memberships.get()
    other = pins_renew([theirs])[theirs.pk]
    client = Client()
    client.post(door(others_class), {"nickname": "Anya", "pin": other})
    assert signed_in(client) == theirs.pupil_id
