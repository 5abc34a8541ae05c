"""Cards: a new PIN each, on a sheet that is shown once, with an address that leads to the class."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client, override_settings

from classes.models import Membership, SchoolClass
from classes.roll import pins_renew, pupils_add
from tests.classes.test_roll import page_of

# ------------------------------------------------------------------ cards


def cards(client: Client, school_class: SchoolClass, **form: object) -> dict[str, str]:
    """By nickname, the PINs of the sheet."""
    page = client.post(f"/classes/{school_class.pk}/cards/", form).content.decode()
    found = re.findall(r'card__name"><bdi>(.*?)</bdi>.*?PIN</span> <b class="code">(\d{4})<', page, re.DOTALL)
    return dict(found)


def test_the_sheet_has_a_card_for_everybody_who_has_none(
    as_teacher: Client, school_class: SchoolClass, pupils: list[Membership]
) -> None:
    pins_renew(pupils[:1])
    sheet = cards(as_teacher, school_class, which="new")
    assert set(sheet) == {"Boris", "Vera"}
    response = Client().post(f"/join/{school_class.code}/", {"nickname": "Vera", "pin": sheet["Vera"]})
    assert response.status_code == 302


def test_a_card_has_nickname_code_address_qr_and_pin(
    as_teacher: Client, school_class: SchoolClass, anya: Membership
) -> None:
    page = as_teacher.post(f"/classes/{school_class.pk}/cards/", {"pupil": anya.pk}).content.decode()
    card = page[page.index('<li class="card">') :]
    assert "Anya" in card
    assert f"{school_class.code[:3]}-{school_class.code[3:]}" in card
    assert "http://testserver/join/" in card
    assert "<svg" in card


def test_a_new_card_stops_the_old_one(
    as_teacher: Client, school_class: SchoolClass, anya: Membership
) -> None:
    old = cards(as_teacher, school_class, pupil=anya.pk)["Anya"]
    new = cards(as_teacher, school_class, pupil=anya.pk)["Anya"]
    door = f"/join/{school_class.code}/"
    if old != new:  # one in ten thousand
        assert Client().post(door, {"nickname": "Anya", "pin": old}).status_code == 422
    assert Client().post(door, {"nickname": "Anya", "pin": new}).status_code == 302


def test_who_came_in_with_the_old_card_is_signed_out(
    as_teacher: Client, school_class: SchoolClass, anya: Membership, pin: str
) -> None:
    inside = Client()
    inside.post(f"/join/{school_class.code}/", {"nickname": "Anya", "pin": pin})
    assert inside.get("/my-class/").status_code == 200
    cards(as_teacher, school_class, pupil=anya.pk)
    assert inside.get("/my-class/").status_code == 302


def test_no_page_shows_a_pin_a_second_time(
    as_teacher: Client, school_class: SchoolClass, anya: Membership
) -> None:
    pin = cards(as_teacher, school_class, pupil=anya.pk)["Anya"]
    for path in (f"/classes/{school_class.pk}/", page_of(anya)):
        assert f">{pin}<" not in as_teacher.get(path).content.decode()
    anya.refresh_from_db()
    assert pin not in anya.pin


@pytest.mark.parametrize("wanted", ["999999999999999999999", "x", "-1"])
def test_a_card_for_nobody_is_no_card_for_somebody(
    as_teacher: Client, school_class: SchoolClass, anya: Membership, wanted: str
) -> None:
    assert cards(as_teacher, school_class, pupil=wanted) == {}
    anya.refresh_from_db()
    assert anya.pin == ""


def test_a_card_for_a_pupil_of_another_class_is_not_made(
    as_teacher: Client, school_class: SchoolClass, others_class: SchoolClass
) -> None:
    pupils_add(others_class, "Gleb")
    theirs = others_class.memberships.get()
    assert cards(as_teacher, school_class, pupil=theirs.pk) == {}
    theirs.refresh_from_db()
    assert theirs.pin == ""


def test_in_a_room_of_its_own_network_cards_lead_through_the_door(
    as_teacher: Client, school_class: SchoolClass, anya: Membership
) -> None:
    with override_settings(CLASS_DOORS=["http://192.168.7.20:8442/"]):
        page = as_teacher.post(f"/classes/{school_class.pk}/cards/", {"pupil": anya.pk}).content.decode()
    assert "http://192.168.7.20:8442/join/" in page
    assert settings.CLASS_DOORS == []


def test_a_teacher_is_told_where_an_address_leads_to_this_computer_only(
    as_teacher: Client, school_class: SchoolClass
) -> None:
    path = f"/classes/{school_class.pk}/wall/"
    assert "make class" in as_teacher.get(path, headers={"host": "127.0.0.1:8000"}).content.decode()
    assert "make class" not in as_teacher.get(path).content.decode()
