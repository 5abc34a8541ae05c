"""Figures in words, as they stand in sentences."""

from __future__ import annotations

import pytest

from ml.seamless.speakable import sayable


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,000,000 people", "one million people"),
        ("2,500,040 people", "two million five hundred thousand and forty people"),
        ("1,000,005", "one million and five"),
        ("$1.5 million", "one point five million dollars"),
        ("€5m", "five million euros"),
        ("£1", "one pound"),
        ("£3.50", "three pounds fifty"),
        ("$2.00", "two dollars"),
        ("$0.5", "zero point five dollars"),
        ("3.14", "three point one four"),
        ("It cost 12.", "It cost twelve."),
        ("in 1999", "in nineteen ninety nine"),
        ("the 1990s", "the nineteen nineties"),
        ("the 2nd of May", "the second of May"),
        ("at 9:30", "at nine thirty"),
        ("at 9:00.", "at nine."),
        ("3/4 of it", "three quarters of it"),
        ("1/2", "a half"),
        ("5/7", "five over seven"),
        ("Call 020 7946 0018 now", "Call zero two zero, seven nine four six, zero zero one eight now"),
        ("007", "zero zero seven"),
        ("50% of us", "fifty percent of us"),
        ("you & me", "you and me"),
        ("2 + 2 = 4", "two plus two equals four"),
        ("9" * 20, " ".join(["nine"] * 20)),
        ("A4 paper", "A four paper"),
    ],
)
def test_a_figure_is_said_as_people_say_it(text: str, said: str) -> None:
    assert sayable(text).replace("-", " ") == said
