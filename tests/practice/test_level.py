"""Where to start: a cautious guess from lines, a message, two lines read, twenty seconds."""

from __future__ import annotations

import pytest

from practice.level import neighbour, number_so_far, probable_level


def lines(*picked: int) -> dict[str, object]:
    return dict(zip(("can1", "can2", "can3", "can4"), picked, strict=False))


@pytest.mark.parametrize(
    ("picked", "level"),
    [
        ((1, 1, 1, 1), "A1"),
        ((2, 2, 2, 2), "A2"),
        ((3, 3, 3, 3), "B1"),
        ((5, 5, 5, 5), "C1"),
        ((3,), "B1"),
        ((2, 3, 3, 3), "B1"),
    ],
)
def test_the_lines_one_could_say_carry_the_guess(picked: tuple[int, ...], level: str) -> None:
    assert probable_level(lines(*picked)) == level


def test_between_two_levels_it_starts_at_the_lower_one() -> None:
    assert probable_level(lines(2, 3, 2, 3)) == "A2"


@pytest.mark.parametrize("answers", [{}, {"listen": "right"}, {"own": {"speech": 19.0}}, {"can1": 0}])
def test_without_a_line_nothing_is_guessed(answers: dict[str, object]) -> None:
    assert probable_level(answers) is None


@pytest.mark.parametrize(
    "rest",
    [
        {"listen": "lost", "read1": {"said": False}, "read2": {"said": False}, "own": {"speech": 1.0}},
        {
            "listen": "right",
            "read1": {"said": True, "start": 0.5},
            "read2": {"said": True, "start": 0.5},
            "own": {"speech": 18.0, "pause": 1.0},
        },
    ],
)
def test_the_rest_moves_the_guess_by_less_than_a_level(rest: dict[str, object]) -> None:
    assert probable_level(lines(3, 3, 3, 3) | rest) in ("A2", "B1")


def test_the_message_not_caught_tips_a_doubt_downwards() -> None:
    close = lines(2, 3, 3, 3)
    assert probable_level(close | {"listen": "lost"}) == "A2"


def test_words_that_were_shown_are_no_listening() -> None:
    close = lines(2, 3, 3, 3)
    assert probable_level(close | {"listen": "read"}) == probable_level(close)


def test_typed_words_count_like_spoken_ones() -> None:
    doubt = lines(3, 3, 2, 2)
    spoken = probable_level(doubt | {"own": {"speech": 15.0, "pause": 0.5}})
    assert probable_level(doubt | {"own": {"words": 30}}) == spoken == "B1"
    assert probable_level(doubt) == "A2"


def test_nothing_that_was_skipped_counts_against_anybody() -> None:
    assert probable_level(lines(3, 3, 3, 3) | {"read1": None, "own": None, "listen": ""}) == "B1"


@pytest.mark.parametrize(("picked", "number"), [((), 2), ((1,), 1), ((5, 5), 5), ((4, 3), 3)])
def test_lines_to_read_are_as_hard_as_those_chosen(picked: tuple[int, ...], number: int) -> None:
    assert number_so_far(lines(*picked)) == number


@pytest.mark.parametrize(
    ("level", "step", "expected"),
    [("B1", 1, "B2"), ("B1", -1, "A2"), ("A1", -1, "A1"), ("C2", 1, "C2"), ("C2", -1, "C1")],
)
def test_easier_and_harder_are_one_level_away(level: str, step: int, expected: str) -> None:
    assert neighbour(level, step) == expected
