"""A pupil comes in: code, nickname, PIN; and everything that may go another way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from classes import tries
from classes.codes import code_shown
from classes.models import Membership, SchoolClass
from classes.roll import pins_renew
from classes.services import code_renew
from classes.texts import TEXTS


def door(school_class: SchoolClass) -> str:
    return f"/join/{school_class.code}/"


def signed_in(client: Client) -> int:
    return int(client.session.get("_auth_user_id", 0))


# ------------------------------------------------------------------ the code


def test_the_code_leads_to_the_class_however_it_is_written(client: Client, school_class: SchoolClass) -> None:
    response = client.post("/join/", {"code": code_shown(school_class.code).lower()})
    assert (response.status_code, response["Location"]) == (302, door(school_class))
    assert "7b English" in client.get(door(school_class)).content.decode()


@pytest.mark.parametrize("code", ["", "QQQQQQ", "🦊", "x" * 3000, "../../admin"])
def test_a_code_of_no_class_is_answered_with_what_to_do(
    client: Client, school_class: SchoolClass, code: str
) -> None:
    response = client.post("/join/", {"code": code})
    assert response.status_code == 404
    assert TEXTS["code.unknown"].title in response.content.decode()


def test_a_renewed_code_says_that_it_was_changed(client: Client, school_class: SchoolClass) -> None:
    old = school_class.code
    code_renew(school_class)
    response = client.get(f"/join/{old}/")
    assert response.status_code == 410
    assert TEXTS["code.retired"].text in response.content.decode()
    assert "7b English" not in response.content.decode()


def test_codes_are_not_to_be_tried_through(
    client: Client, school_class: SchoolClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classes.join_views.CODES_PER_ADDRESS", 3)
    statuses = [client.post("/join/", {"code": "QQQQQQ"}).status_code for _ in range(5)]
    assert statuses == [404, 404, 404, 429, 429]
    assert client.get(door(school_class)).status_code == 200  # whoever has the code is not kept out


# ------------------------------------------------------------------ nickname and PIN


@pytest.mark.parametrize("nickname", ["Anya", " anya ", "ANYA"])
def test_nickname_and_pin_sign_in(
    client: Client, school_class: SchoolClass, anya: Membership, pin: str, nickname: str
) -> None:
    response = client.post(door(school_class), {"nickname": nickname, "pin": pin})
    assert response.status_code == 302
    assert signed_in(client) == anya.pupil_id


def test_the_first_time_it_goes_to_what_the_teacher_may_see_and_then_home(
    client: Client, school_class: SchoolClass, pin: str
) -> None:
    form = {"nickname": "Anya", "pin": pin}
    assert client.post(door(school_class), form)["Location"] == "/my-class/"
    assert Client().post(door(school_class), form)["Location"] == "/"


def test_on_a_shared_device_the_session_ends_with_the_browser(
    client: Client, school_class: SchoolClass, pin: str
) -> None:
    client.post(door(school_class), {"nickname": "Anya", "pin": pin})
    assert client.session.get_expire_at_browser_close()
    own = Client()
    own.post(door(school_class), {"nickname": "Anya", "pin": pin, "own": "on"})
    assert not own.session.get_expire_at_browser_close()


def test_a_pupil_has_neither_e_mail_nor_password(anya: Membership) -> None:
    assert anya.pupil.email == ""
    assert not anya.pupil.has_usable_password()
    assert anya.pupil.first_name == "Anya"
    assert not anya.pupil.is_guest


def test_neither_a_strange_nickname_nor_another_pin_says_which_it_was(
    school_class: SchoolClass, pin: str
) -> None:
    other_pin = Client().post(door(school_class), {"nickname": "Anya", "pin": "0417"})
    nobody = Client().post(door(school_class), {"nickname": "Nobody", "pin": "0417"})
    assert other_pin.status_code == nobody.status_code == 422
    for response in (other_pin, nobody):
        assert TEXTS["pin.other"].text in response.content.decode()


def test_the_card_of_another_class_opens_nothing(
    client: Client, school_class: SchoolClass, others_class: SchoolClass, pin: str
) -> None:
    response = client.post(door(others_class), {"nickname": "Anya", "pin": pin})
    assert response.status_code == 422
    assert not signed_in(client)


def test_what_was_written_is_still_there_and_the_pin_is_not(
    client: Client, school_class: SchoolClass, pin: str
) -> None:
    page = client.post(door(school_class), {"nickname": "Anya <b>", "pin": "0417"}).content.decode()
    assert 'value="Anya &lt;b&gt;"' in page
    assert "0417" not in page


@pytest.mark.parametrize("written", ["", "12", "123456", "abcd", "١٢٣٤"])
def test_what_is_no_pin_is_said_and_not_counted(
    client: Client, school_class: SchoolClass, anya: Membership, pin: str, written: str
) -> None:
    response = client.post(door(school_class), {"nickname": "Anya", "pin": written})
    assert TEXTS["pin.shape"].text in response.content.decode()
    anya.refresh_from_db()
    assert anya.tries == 0


def test_without_a_card_nobody_comes_in(client: Client, school_class: SchoolClass, anya: Membership) -> None:
    assert client.post(door(school_class), {"nickname": "Anya", "pin": "0417"}).status_code == 422
    assert not signed_in(client)


def test_a_pupil_who_was_taken_out_does_not_come_in(
    client: Client, school_class: SchoolClass, anya: Membership, pin: str
) -> None:
    Membership.objects.filter(pk=anya.pk).update(left_at=timezone.now())
    assert client.post(door(school_class), {"nickname": "Anya", "pin": pin}).status_code == 422


# ------------------------------------------------------------------ guessing


def guess(school_class: SchoolClass, nickname: str = "Anya", pin: str = "0417") -> tuple[int, str]:
    """One try from a device of its own."""
    response = Client().post(door(school_class), {"nickname": nickname, "pin": pin})
    return response.status_code, response.content.decode()


def test_after_a_few_tries_there_is_a_wait_that_grows(
    school_class: SchoolClass, anya: Membership, pin: str
) -> None:
    waits = [tries.wait_after(number) for number in range(1, 12)]
    assert waits == [0, 0, 0, 30, 60, 120, 300, 900, 900, 900, 900]
    statuses = [guess(school_class)[0] for _ in range(5)]
    assert statuses == [422, 422, 422, 422, 429]


def test_while_it_lasts_even_the_right_pin_waits(
    client: Client, school_class: SchoolClass, anya: Membership, pin: str
) -> None:
    for _ in range(5):
        guess(school_class)
    status, page = guess(school_class, pin=pin)
    assert status == 429
    assert "A short pause" in page
    Membership.objects.filter(pk=anya.pk).update(blocked_until=timezone.now() - timedelta(seconds=1))
    client.post(door(school_class), {"nickname": "Anya", "pin": pin})
    assert signed_in(client) == anya.pupil_id
    anya.refresh_from_db()
    assert (anya.tries, anya.blocked_until) == (0, None)


def test_a_nickname_that_is_nobodys_waits_just_the_same(school_class: SchoolClass, pin: str) -> None:
    """Else the waits would tell who is in the class."""
    of_nobody = [guess(school_class, "Nobody")[0] for _ in range(6)]
    of_anya = [guess(school_class)[0] for _ in range(6)]
    assert of_nobody == of_anya == [422, 422, 422, 422, 429, 429]


def test_after_very_many_only_a_new_card_helps(
    client: Client, school_class: SchoolClass, anya: Membership, pin: str
) -> None:
    Membership.objects.filter(pk=anya.pk).update(tries=tries.MOST)
    status, page = guess(school_class, pin=pin)
    assert status == 429
    assert TEXTS["pin.card"].text in page
    anya.refresh_from_db()
    fresh = pins_renew([anya])[anya.pk]
    assert client.post(door(school_class), {"nickname": "Anya", "pin": fresh}).status_code == 302


def test_two_tries_in_the_same_moment_are_two(anya: Membership, pin: str) -> None:
    """Both read the same row; the second one must not count as the first."""
    first, second = (Membership.objects.get(pk=anya.pk) for _ in range(2))
    tries.try_begins(first)
    with pytest.raises(tries.MustWait):
        tries.try_begins(second)


def test_a_device_may_not_try_the_whole_class(
    client: Client, school_class: SchoolClass, pin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "PER_DEVICE", 2)
    client.get(door(school_class))
    statuses = [
        client.post(door(school_class), {"nickname": name, "pin": "0417"}).status_code
        for name in ("Anya", "Boris", "Vera")
    ]
    assert statuses == [422, 422, 429]
    # The neighbour's device has the same address at school, and is not held up.
    neighbour = Client()
    neighbour.get(door(school_class))
    assert neighbour.post(door(school_class), {"nickname": "Anya", "pin": pin}).status_code == 302


def test_throwing_the_cookie_away_is_no_way_round(
    school_class: SchoolClass, pin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "PER_ADDRESS", 3)
    assert [guess(school_class, f"Name {letter}")[0] for letter in "abcd"] == [422, 422, 422, 429]
