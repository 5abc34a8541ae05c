"""The decision whether a line was read, on traces made by hand."""

from __future__ import annotations

import pytest

from ml import rejection
from ml.rejection import Segment, Trace
from ml.rejection_fit import ACCEPT, UNSURE, WEIGHTS

LINE = ["B", "R", "AH", "DH", "ER", "K", "IY", "P", "S", "D", "AO", "G", "Z"]
OTHER = ["S", "IH", "S", "T", "ER", "S", "IH", "NG", "Z", "S", "AO", "NG", "Z"]
WORDS = ("brother", "keeps", "dogs")


def trace(heard: list[str], *, loss: float, worst: float = 0.0) -> Trace:
    """Three words of 30 frames after 20 frames of silence; the grammar scores ``loss`` a frame
    worse than the phone loop, ``worst`` more in the second word."""
    size = 90 // len(heard)
    phones = [Segment("SIL", 0, 19, -0.01)]
    phones += [
        Segment(name, 20 + n * size, 19 + (n + 1) * size, -0.001 * size) for n, name in enumerate(heard)
    ]
    words = [Segment("<sil>", 0, 19, -0.01)]
    for place, name in enumerate(WORDS):
        score = -30 * (0.001 + loss + (worst if place == 1 else 0.0))
        words.append(Segment(name, 20 + 30 * place, 49 + 30 * place, score))
    return Trace(words, phones, heard)


def chance(found: Trace, read: float = 1.0, others: tuple[list[str], ...] = (OTHER,)) -> float:
    return rejection.probability(rejection.features(found, LINE, others, read))


def test_the_fit_knows_the_features_and_no_others() -> None:
    assert set(rejection.features(trace(LINE, loss=0.001), LINE, [OTHER], 1.0)) == set(WEIGHTS)


def test_a_line_that_sounds_like_itself_is_taken() -> None:
    assert rejection.accepted(chance(trace(LINE, loss=0.0005)))


def test_a_line_that_sounds_like_another_is_not() -> None:
    other = chance(trace(OTHER, loss=0.004))
    assert not rejection.accepted(other)
    assert not rejection.unsure(other)


def test_every_doubt_lowers_the_chance() -> None:
    sure = chance(trace(LINE, loss=0.001))
    assert chance(trace(LINE, loss=0.003)) < sure
    assert chance(trace(LINE, loss=0.001, worst=0.006)) < sure
    assert chance(trace(OTHER, loss=0.001)) < sure
    assert chance(trace(LINE, loss=0.001), read=0.7) < sure
    assert chance(trace(LINE, loss=0.001), others=(LINE,)) < sure


def test_noise_that_is_stretched_over_a_line_gains_nothing_by_its_length() -> None:
    """A minute of noise under three words once came close to a line."""
    long = [Segment(name, 2000 * place, 2000 * place + 1999, -8.0) for place, name in enumerate(WORDS)]
    phones = [Segment("S", 100 * place, 100 * place + 99, -0.1) for place in range(60)]
    assert chance(Trace(long, phones, ())) < UNSURE / 2


def test_between_taken_and_refused_one_may_ask() -> None:
    assert UNSURE < ACCEPT
    assert rejection.unsure((ACCEPT + UNSURE) / 2)
    assert not rejection.unsure(ACCEPT)
    assert not rejection.unsure(UNSURE - 0.01)


@pytest.mark.parametrize("words", [(), (Segment("<sil>", 0, 40, -0.1),)])
def test_a_trace_without_words_is_refused(words: tuple[Segment, ...]) -> None:
    found = rejection.features(Trace(words, (), ()), LINE, (), 0.0)
    assert not rejection.accepted(rejection.probability(found))
