"""Texts made sayable, cut into pieces, and marked."""

from __future__ import annotations

import pytest

from ml.seamless.speakable import LONGEST_PIECE, joined, marks_of, pieces_of, sayable


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It is 5 o’clock.", "It is five o'clock."),
        ("I paid £3.50, in 1999!", "I paid three pounds fifty, in nineteen ninety-nine!"),
        ("The 2nd of May", "The second of May"),
        ("50% & more", "fifty percent and more"),
        ("Great 🎉 job → go on", "Great job go on"),
        ("Wait… “really”?", 'Wait... "really"?'),
        ("🎉🎉", ""),
        ("", ""),
        ("a\tb\n c", "a b c"),
    ],
)
def test_figures_become_words_and_signs_without_sound_go(text: str, said: str) -> None:
    assert sayable(text).replace("-", " ") == said.replace("-", " ")


def test_sentences_are_pieces_and_long_ones_are_cut_at_clauses() -> None:
    long = "I went to the market, " * 12 + "and then home."
    text = f"Hello there. {long} 🎉 Is that all?"
    pieces = pieces_of(text)
    said = [text[piece.start : piece.end] for piece in pieces]
    assert said[0] == "Hello there."
    assert said[-1].endswith("Is that all?")
    assert all(len(piece) <= LONGEST_PIECE for piece in said)
    assert all(piece.rstrip().endswith((",", ".", "?")) for piece in said)
    assert "".join("".join(said).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["", " ", "…", "🎉 🎉", "— – -", "?!"])
def test_a_text_without_words_has_no_piece(text: str) -> None:
    assert pieces_of(text) == []


@pytest.mark.parametrize("text", ["a" * 1000, "word " * 400, "слово " * 300])
def test_a_text_without_an_end_is_cut_all_the_same(text: str) -> None:
    pieces = pieces_of(text)
    assert all(piece.end - piece.start <= LONGEST_PIECE for piece in pieces)
    assert "".join(text[piece.start : piece.end] for piece in pieces).strip() == text.strip()


def test_every_written_word_gets_a_mark_in_order() -> None:
    text = "It is 1999 — really, 🎉 yes!"
    marks = marks_of(text, 10, 100, 2100)
    assert [text[mark.start - 10 : mark.end - 10] for mark in marks] == [
        "It",
        "is",
        "1999",
        "really,",
        "yes!",
    ]
    assert [mark.ms for mark in marks] == sorted(mark.ms for mark in marks)
    assert marks[0].ms == 100
    assert marks[3].ms - marks[2].ms > marks[2].ms - marks[1].ms  # a year is long to say
    assert all(mark.ms < 2100 for mark in marks)
    assert marks_of("…", 0, 0, 100) == ()


def test_parts_are_joined_without_empty_ones() -> None:
    assert joined([" One. ", "", "  ", "Two."]) == "One. Two."
