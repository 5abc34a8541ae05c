"""How hard a word is, and how strange it looks."""

from __future__ import annotations

import pytest

from ml.free.vocabulary import ABOVE, COMMON, GRADED, LEVELS, grade, strangeness
from ml.free.words import plain, rejoined, tokens, undisguised


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("cat", "A1"),
        ("cats", "A1"),
        ("cat's", "A1"),
        ("stopped", "A1"),
        ("happier", "A1"),
        ("went", "A1"),
        ("mice", "A1"),
        ("left", "A1"),
        ("whispering", "A2"),
        ("frozen", "A2"),
        ("bravely", "A2"),
        ("betrayed", "B1"),
        ("wept", "B1"),
        ("magically", "A2"),
        ("teabag", "A1"),
        ("unlucky", "A1"),
    ],
)
def test_a_form_has_the_level_of_its_base(word: str, level: str) -> None:
    assert LEVELS[grade(word)] == level


@pytest.mark.parametrize("word", ["ubiquitous", "endeavour", "una", "wistful"])
def test_a_word_in_no_list_is_above_them_all(word: str) -> None:
    assert grade(word) == ABOVE


def test_a_word_stands_in_the_list_once() -> None:
    lines = GRADED.read_text(encoding="utf-8").rpartition("[forms]")[0].splitlines()
    words = [word for line in lines if not line.startswith(("#", "[")) for word in line.split()]
    assert len(words) == len(set(words)) > 3000


def test_common_words_do_not_look_strange_but_other_languages_do() -> None:
    assert not [word for word in COMMON.read_text(encoding="utf-8").split() if strangeness(word)]
    assert strangeness("scrumptiously") < 0.3 < strangeness("privet") < strangeness("zdrastvujte")


@pytest.mark.parametrize(
    ("text", "clear"),
    [
        ("s3x n0w", "sex now"),
        ("f u c k you", "fuck you"),
        ("k.i.l.l", "kill"),
        ("Kіll", "kill"),
        ("fuuuuck", "fuck"),
        ("It is 7 in 1999.", "it is 7 in 1999."),
    ],
)
def test_a_disguise_is_seen_through(text: str, clear: str) -> None:
    assert undisguised(text) == clear


def test_a_split_word_is_joined() -> None:
    assert rejoined("co-caine and f*uck") == "cocaine and fuck"


def test_plain_words_have_their_contractions_opened() -> None:
    assert plain("What’s your café’s name? I can't…") == "what is your cafe is name i can not"


def test_a_capital_inside_a_sentence_is_a_name() -> None:
    named = [
        token.text
        for token in tokens("Maybe Rosa and I met “Lovely” Sam. Then Bob left. Good.")
        if token.named
    ]
    assert named == ["Rosa", "Sam", "Bob"]
