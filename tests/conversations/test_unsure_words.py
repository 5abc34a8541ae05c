"""Where the words of a transcript lie that the recogniser was unsure of."""

from __future__ import annotations

import pytest

from conversations.unsure_words import LEAST_CONFIDENCE, unsure_places
from ml.types import Word

LOW, HIGH = LEAST_CONFIDENCE - 0.01, LEAST_CONFIDENCE


def words(*pairs: tuple[str, float]) -> tuple[Word, ...]:
    return tuple(Word(text, 0, 0, confidence) for text, confidence in pairs)


def unsure(text: str, *pairs: tuple[str, float]) -> list[str]:
    return [text[start:end] for start, end in unsure_places(text, words(*pairs))]


def test_without_words_nothing_is_known_and_nothing_is_unsure() -> None:
    assert unsure("He go home.") == []


@pytest.mark.parametrize(("confidence", "places"), [(LOW, ["go"]), (HIGH, [])])
def test_a_word_below_the_least_confidence_is_unsure(confidence: float, places: list[str]) -> None:
    assert unsure("He go home.", ("he", 0.9), ("go", confidence), ("home", 0.9)) == places


def test_capitals_punctuation_and_apostrophes_do_not_matter() -> None:
    text = "“He don’t go,” she said."
    given = ("he", 0.9), ("don't", LOW), ("go", 0.9), ("she", 0.9), ("said.", LOW)
    assert unsure(text, *given) == ["don’t", "said"]


def test_of_two_equal_words_the_one_is_meant_that_stands_there() -> None:
    text = "go home and go out"
    given = ("go", 0.9), ("home", 0.9), ("and", 0.9), ("go", LOW), ("out", 0.9)
    assert unsure_places(text, words(*given)) == ((12, 14),)


def test_a_word_that_is_written_otherwise_is_as_sure_as_what_was_heard() -> None:
    assert unsure("I am 25 now", ("i", 0.9), ("am", 0.9), ("twenty", 0.9), ("five", LOW), ("now", 0.9)) == [
        "25"
    ]
    assert unsure("I am 25 now", ("i", 0.9), ("am", 0.9), ("twenty", 0.9), ("five", 0.8), ("now", 0.9)) == []


def test_a_word_that_was_not_given_is_unsure() -> None:
    assert unsure("I have an exam", ("i", 0.9), ("have", 0.9), ("exam", 0.9)) == ["an"]


def test_words_of_another_text_make_all_unsure() -> None:
    assert unsure("he go", ("something", LOW), ("else", LOW)) == ["he", "go"]
