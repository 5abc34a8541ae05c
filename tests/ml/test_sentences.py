"""A reply cut into sentences, as a voice wants them."""

from __future__ import annotations

import pytest

from ml.sentences import has_words, split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Hello.", ["Hello."]),
        ("Hello. How are you?", ["Hello.", "How are you?"]),
        ("Really? No! Well… Perhaps.", ["Really?", "No!", "Well…", "Perhaps."]),
        ("A talk without an end", ["A talk without an end"]),
        ("“Come in.” She smiled.", ["“Come in.”", "She smiled."]),
        ("She said: “No.” “Why?” he asked.", ["She said: “No.”", "“Why?” he asked."]),
        ("It is late (very late.) Go home.", ["It is late (very late.)", "Go home."]),
        ("Он ушёл. Ёлка стоит.", ["Он ушёл.", "Ёлка стоит."]),
        ("It was 1999. 20 people came.", ["It was 1999.", "20 people came."]),
        ("  Two.   Spaces.\nAnd a line.  ", ["Two.", "Spaces.", "And a line."]),
    ],
)
def test_a_text_falls_into_its_sentences(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


@pytest.mark.parametrize(
    "text",
    [
        "I met Mr. Brown at St. Mary's.",
        "Dr. Lee and Mrs. Hill are here.",
        "It costs 3.50 a day.",
        "He paused… and went on.",
        "Bring fruit, e.g. Apples from the garden.",
        "Meet me at www.example.com today.",
    ],
)
def test_a_point_inside_a_sentence_ends_nothing(text: str) -> None:
    assert split_sentences(text) == [text]


def test_an_abbreviation_does_not_swallow_the_sentence_after_it() -> None:
    assert split_sentences("I met Mr. Brown. He was late.") == ["I met Mr. Brown.", "He was late."]


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_has_no_sentences(text: str) -> None:
    assert split_sentences(text) == []


def test_no_character_but_spaces_is_lost() -> None:
    text = "“Well…” she said. (He left.) Then: “What? No!” 3 days later, Mr. Fox came."
    assert "".join(split_sentences(text)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", ["Yes.", "7", "да", "“a”"])
def test_letters_and_figures_can_be_said(text: str) -> None:
    assert has_words(text)


@pytest.mark.parametrize("text", ["", "…", "— !", "“ ”", " "])
def test_marks_alone_cannot_be_said(text: str) -> None:
    assert not has_words(text)
