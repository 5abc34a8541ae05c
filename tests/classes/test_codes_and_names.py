"""Codes, nicknames, PINs and pasted lists, as people write them."""

from __future__ import annotations

import pytest

from classes.codes import ALPHABET, code_new, code_read, code_shown
from classes.nicknames import BadNickname, nickname_key, nickname_read, pasted_read
from classes.pins import pin_fits, pin_hash, pin_is_easy, pin_is_whole, pin_new


def test_a_code_has_no_sign_that_looks_like_another() -> None:
    assert not set(ALPHABET) & set("0O1IL2Z5S8BUV")
    for _ in range(50):
        assert code_read(code_new())


@pytest.mark.parametrize("written", ["ACD-EFG", "acdefg", " acd efg ", "a.c.d.e.f.g", "ACD–EFG", "АСD-ЕFG"])
def test_a_code_is_read_however_it_is_written(written: str) -> None:
    """The last one has Russian letters of the same shape."""
    assert code_read(written) == "ACDEFG"


@pytest.mark.parametrize(
    "written", ["", "ACDEF", "ACDEFGH", "ACD-EF0", "🦊🦊🦊🦊🦊🦊", "A" * 5000, "' OR 1=1"]
)
def test_what_cannot_be_a_code_is_none(written: str) -> None:
    assert code_read(written) == ""


def test_a_code_is_shown_in_two_halves() -> None:
    assert code_shown("ACDEFG") == "ACD-EFG"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("  Anya   P. ", "Anya P."),
        ("🦊 Лиса", "🦊 Лиса"),
        ("נועה", "נועה"),
        ("\u202eayna\u202c", "ayna"),  # marks that turn the direction are not part of a name
        ("An\u200bya", "Anya"),
        ("Jose\u0301", "José"),
    ],
)
def test_a_nickname_is_kept_as_it_is_meant(written: str, name: str) -> None:
    assert nickname_read(written) == name


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("\u200b\u202e", "empty"),
        ("x" * 31, "long"),
        ("🦊", "letters"),
        ("123", "letters"),
    ],
)
def test_what_cannot_be_a_nickname_has_a_reason(written: str, code: str) -> None:
    with pytest.raises(BadNickname) as bad:
        nickname_read(written)
    assert bad.value.code == code


@pytest.mark.parametrize("other", ["ANYA", "anya ", "Ａｎｙａ"])
def test_case_and_width_make_no_other_name(other: str) -> None:
    assert nickname_key(nickname_read(other)) == nickname_key("Anya")


def test_two_ways_to_write_a_russian_name_are_one() -> None:
    assert nickname_key("Семён") == nickname_key("семен")


def test_a_pasted_list_is_read_line_by_line() -> None:
    pasted = pasted_read("1. Anya\n\n  2) Boris\t7b\n- Vera; 12\n3 Gleb\r\n", ())
    assert pasted.names == ("Anya", "Boris", "Vera", "Gleb")
    assert not pasted.amiss


def test_what_cannot_be_taken_from_a_list_is_given_back_with_its_reason() -> None:
    pasted = pasted_read("Anya\nanya\nBoris\n🦊\n" + "y" * 40, {nickname_key("boris")})
    assert pasted.names == ("Anya",)
    assert [code for _, code in pasted.amiss] == ["twice", "twice", "letters", "long"]
    assert pasted.amiss[1][0] == "Boris"


def test_a_list_of_a_whole_school_is_cut_off_with_a_word() -> None:
    pasted = pasted_read("\n".join(f"Pupil n{number}x" for number in range(150)), ())
    assert len(pasted.names) == 100
    assert {code for _, code in pasted.amiss} == {"many"}


def test_a_pin_is_kept_as_a_hash_only() -> None:
    hashed = pin_hash("4826")
    assert "4826" not in hashed
    assert hashed != pin_hash("4826")
    assert pin_fits("4826", hashed)
    assert not pin_fits("4827", hashed)
    assert not pin_fits("4826", "")


def test_a_new_pin_is_none_that_is_tried_first() -> None:
    pins = {pin_new() for _ in range(200)}
    assert all(pin_is_whole(pin) and not pin_is_easy(pin) for pin in pins)
    assert len(pins) > 150


@pytest.mark.parametrize("pin", ["1111", "1234", "4321", "2013", "1999"])
def test_an_easy_pin_is_known(pin: str) -> None:
    assert pin_is_easy(pin)


@pytest.mark.parametrize("written", ["", "12", "12345", "12a4", "١٢٣٤", "-123"])
def test_what_is_not_four_digits_is_no_pin(written: str) -> None:
    assert not pin_is_whole(written)
