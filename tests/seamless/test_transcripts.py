"""Words, how sure they are, and transcripts that nobody said."""

from __future__ import annotations

import math

import pytest

from ml.seamless.transcripts import is_made_up, mean_of_pieces, overall, words_with_confidence


def test_a_word_is_as_sure_as_its_least_sure_piece() -> None:
    pieces = ["__eng__", "▁I", "▁miss", "ed", "▁it", ".", "</s>"]
    logs = [math.log(each) for each in (0.1, 0.9, 0.8, 0.4, 0.7, 0.6, 0.2)]
    found = words_with_confidence(pieces, logs, (1.0, 3.0))
    assert [word.text for word in found] == ["I", "missed", "it."]
    assert [round(word.confidence, 3) for word in found] == [0.9, 0.4, 0.6]
    assert found[0].start_ms == 1000
    assert found[-1].end_ms == 3000
    assert all(word.start_ms < word.end_ms for word in found)
    assert [word.start_ms for word in found] == sorted(word.start_ms for word in found)
    assert overall(found) == pytest.approx((0.9 + 0.4 + 0.6) / 3)


def test_marks_alone_are_no_words() -> None:
    assert words_with_confidence(["▁…", ".", "▁-"], [0.0, 0.0, 0.0], (0, 1)) == ()
    assert words_with_confidence([], [], (0, 0)) == ()
    assert overall(()) == 0.0


@pytest.mark.parametrize("log", [-math.inf, math.nan, math.inf])
def test_what_is_no_number_is_not_sure(log: float) -> None:
    assert mean_of_pieces([log]) == 0.0
    (word,) = words_with_confidence(["▁so"], [log], (0, 1))
    assert word.confidence == 0.0


def test_where_words_have_no_spaces_the_pieces_count() -> None:
    assert mean_of_pieces([math.log(0.9)] * 15 + [math.log(0.3)]) > 0.8
    assert mean_of_pieces([]) == 0.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Thank you very much for watching this video today", 0.4),  # more words than fit in
        ("I am I am I am I am I am I am", 4.0),
        ("so so so so so so so", 3.0),
        ("那么那么那么那么那么那么那么那么那么那么", 0.8),
        ("we went there and we went there and we went there and we went there", 6.0),
        ("...", 2.0),
        ("12 12", 2.0),
        ("", 2.0),
    ],
)
def test_what_nobody_said_is_not_believed(text: str, seconds: float) -> None:
    assert is_made_up(text, 0.9, seconds)


def test_hardly_any_confidence_is_not_believed() -> None:
    text = "My brother keeps three dogs"
    assert is_made_up(text, 0.2, 2.0)
    assert not is_made_up(text, 0.7, 2.0)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Yes.", 0.25),
        ("No no no, never", 1.0),  # people say it three times
        ("very very very good", 1.2),
        ("No, no, no, no!", 1.0),
        ("Ha ha ha ha, that is funny", 2.0),
        ("My number is 5 5 5 5 2", 2.5),
        ("请问去火车站怎么走", 1.6),
        ("I went to the market, and I went to the bank, and I went home.", 4.0),
        ("Well, my brother got married last summer and I made a long speech there", 4.0),
    ],
)
def test_what_people_say_is_believed(text: str, seconds: float) -> None:
    assert not is_made_up(text, 0.9, seconds)
