"""Written lines as spoken words, and a sound for every word."""

from __future__ import annotations

import pytest

from ml.letters import pronounce, spell
from ml.phones import found_in, known, likeness
from ml.spoken import words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“It’s half-past 5,” she said…", "it's half past five she said"),
        ("Don't — really — don’t!", "don't really don't"),
        ("'Quoted' words and rock 'n' roll", "quoted words and rock n roll"),
        (
            "In 1999, the 1990s and 2024",
            "in nineteen ninety nine the nineteen nineties and twenty twenty four",
        ),
        (
            "1,250 people, the 21st and 30th",
            "one thousand two hundred and fifty people the twenty first and thirtieth",
        ),
        ("25% of £3.50 at 10:30", "twenty five percent of three pounds fifty at ten thirty"),
        ("2005, 1900, 007", "two thousand and five nineteen hundred zero zero seven"),
        ("Naïve Zoë in a café & Mr. Bean", "naive zoe in a cafe and mister bean"),
        ("", ""),
        ("— … !?", ""),
        ("日本語", ""),
    ],
)
def test_a_line_as_words(text: str, words: str) -> None:
    assert " ".join(words_of(text)) == words


BOOK = {
    "tie": "T AY",
    "walk": "W AO K",
    "bake": "B EY K",
    "wish": "W IH SH",
    "ferry": "F EH R IY",
    "boat": "B OW T",
}


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("tie", "T AY"),
        ("ties", "T AY Z"),
        ("walk's", "W AO K S"),
        ("walked", "W AO K T"),
        ("baking", "B EY K IH NG"),
        ("ferryboat", "F EH R IY B OW T"),
        ("ksenia", "K S EH N IY AH"),
        ("mote", "M OW T"),
    ],
)
def test_a_word_without_a_dictionary_has_a_sound(word: str, phones: str) -> None:
    assert pronounce(word, BOOK.get) == phones


@pytest.mark.parametrize("word", ["", "'", "q", "e", "ce", "xyz", "le", "zzzz", "strč", "a" * 300])
def test_spelling_gives_known_phones_for_anything(word: str) -> None:
    phones = spell(word).split()
    assert phones
    assert known(phones) == phones


def test_likeness_orders_as_an_ear_does() -> None:
    three, tree, dog = ["TH", "R", "IY"], ["T", "R", "IY"], ["D", "AO", "G"]
    assert likeness(three, three) == 1.0
    assert likeness(three, three) > likeness(three, tree) > likeness(three, dog)
    assert likeness([], dog) == 0.0


def test_a_stretch_is_found_inside_what_was_heard() -> None:
    heard = ["AY", "HH", "AE", "V", "AH", "D", "AO", "G", "HH", "IH", "R"]
    assert found_in(["D", "AO", "G"], heard) == 1.0
    assert found_in(["R", "IH", "V", "ER"], heard) < 0.6
    assert found_in([], heard) == 0.0
