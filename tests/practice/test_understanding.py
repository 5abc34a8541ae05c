"""What free words say of somebody: proposals, plain facts, and what is never kept."""

from __future__ import annotations

import pytest

from practice.spoken_name import spoken_name
from practice.understanding import Proposals, is_sensitive, name_in, proposals_in, told_in


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("My name is Ksenia.", "Ksenia"),
        ("my name is ksenia", "Ksenia"),
        ("Hello, my name's Anna Maria.", "Anna Maria"),
        ("Call me Bob, please.", "Bob"),
        ("call me bob please", "Bob"),
        ("Hi, I'm Igor and I work in Perm.", "Igor"),
        ("I’m called Mary-Jane", "Mary-Jane"),
        ("I'm tired, but you can call me Olga.", "Olga"),
        ("Меня зовут Ксения. I am Ксения", "Ксения"),
    ],
)
def test_a_name_is_found_where_people_say_it(said: str, name: str) -> None:
    assert name_in(said) == name


@pytest.mark.parametrize(
    "said",
    [
        "",
        "I'm fine.",
        "I'm from Perm.",
        "I'm learning English.",
        "I am a nurse.",
        "I'm Russian.",
        "Call me",
        "I'm",
    ],
)
def test_no_name_is_made_of_something_else(said: str) -> None:
    assert name_in(said) == ""


def test_interests_and_goals_are_found_by_their_words() -> None:
    said = "I'm Anna. I like cooking and old movies, and I need English for my job."
    assert proposals_in(said) == Proposals("Anna", ("work", "stories"), ("films", "food"))


def test_a_part_of_a_word_is_not_the_word() -> None:
    assert proposals_in("I started the carpet and a workshop.") == Proposals()


# ------------------------------------------------------------------ facts


@pytest.mark.parametrize(
    "said",
    [
        "I live in Perm.",
        "I'm from a small town.",
        "I work in a bank.",
        "I really love old trains.",
        "I have two cats.",
        "My hobby is chess.",
    ],
)
def test_a_plain_sentence_about_oneself_is_a_fact(said: str) -> None:
    assert told_in(said) == [said]


@pytest.mark.parametrize(
    "said",
    [
        "I'd live in Rome.",
        "I would like to sing.",
        "Do I live in Perm?",
        "You live in a hotel.",
        "If I have a dog one day.",
        "I like.",
        "It was late.",
        "I like " + "very " * 60 + "long sentences.",
    ],
)
def test_a_wish_a_question_or_half_a_sentence_is_none(said: str) -> None:
    assert told_in(said) == []


@pytest.mark.parametrize(
    "said",
    [
        "I have a bad illness.",
        "I work as a doctor.",
        "I have a boyfriend.",
        "I live with my mother.",
        "I have a divorce behind me.",
        "I love my husband.",
        "I have a lot of debts.",
    ],
)
def test_health_family_love_and_money_are_never_kept(said: str) -> None:
    assert told_in(said) == []
    assert is_sensitive(said)


def test_of_several_sentences_only_the_plain_ones_stay() -> None:
    assert told_in("Good morning. I live in Perm. My father is ill. I like tea.") == [
        "I live in Perm.",
        "I like tea.",
    ]


# ------------------------------------------------------------------ names aloud


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("Ksenia", "Ksenia"),
        ("ksenia", "Ksenia"),
        ("KSENIA", "Ksenia"),
        ("José", "José"),
        ("Anna-Maria", "Anna-Maria"),
        ("McDonald", "McDonald"),
        ("O'Neil", "O'Neil"),
        ("mary jane", "Mary Jane"),
    ],
)
def test_a_name_of_latin_letters_is_spoken(name: str, spoken: str) -> None:
    assert spoken_name(name) == spoken


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Ксения",
        "A",
        "Anna2",
        "{name}",
        "Anna. Say no",
        "Anna <b>",
        "Anna Maria Luisa",
        "A" * 30,
        "王芳",
        "Dr. No",
    ],
)
def test_any_other_name_is_only_shown(name: str) -> None:
    assert spoken_name(name) == ""
