"""When a turn is over: who stops in the middle is given longer, and nobody less than their own pause."""

from __future__ import annotations

import pytest

from conversations.endpointing import (
    COMPLETE_MS,
    LEAST_PAUSE_MS,
    LEAST_SHARE,
    LEAST_TAUGHT_MS,
    LEVEL_PAUSE_MS,
    LONGEST_WAIT_MS,
    MOST_PAUSE_MS,
    SOFT_PAUSE_MS,
    TRIES_OVER,
    Decision,
    Pauses,
    decide,
    learned_pause,
    wait_for,
)
from ml.types import Partial

WHOLE = Partial(reply="b0.short", words_read=5, complete=True, last_word="seven")
HALF = Partial(reply="b0.short", words_read=2, last_word="usually")
LOOSE = Partial(last_word="river")
OPEN = Partial(last_word="because")
NOTHING = Partial()
B1 = Pauses("B1")

PARTIALS = [
    pytest.param(partial, id=name)
    for name, partial in (
        ("whole", WHOLE),
        ("half", HALF),
        ("loose", LOOSE),
        ("open", OPEN),
        ("nothing", NOTHING),
    )
]
PAUSES = [Pauses("A1"), Pauses("C2"), Pauses("B1", own_ms=500), Pauses("B1", own_ms=4000, own_words=True)]


def wait(partial: Partial, pauses: Pauses = B1) -> int:
    return wait_for(partial, pauses)[0]


def test_a_line_read_to_its_end_waits_least() -> None:
    for pauses in PAUSES:
        others = [wait(partial, pauses) for partial in (HALF, LOOSE, OPEN, NOTHING)]
        assert wait(WHOLE, pauses) < min(others)


def test_a_line_read_to_its_end_waits_the_same_for_everybody() -> None:
    assert {wait(WHOLE, pauses) for pauses in PAUSES} == {COMPLETE_MS}


def test_a_line_read_to_a_word_that_could_go_on_is_still_read_to_its_end() -> None:
    assert wait_for(Partial(reply="x", complete=True, last_word="that"), B1) == (COMPLETE_MS, "card")


def test_a_line_stopped_in_the_middle_waits_longer_than_free_words() -> None:
    assert wait(HALF) == 2 * wait(LOOSE)


@pytest.mark.parametrize("word", ["because", "the", "of", "would", "i'm", "um", "The"])
def test_a_word_no_sentence_ends_with_waits_longest(word: str) -> None:
    assert wait(Partial(last_word=word)) > wait(HALF)


def test_a_line_stopped_on_such_a_word_waits_as_long() -> None:
    assert wait(Partial(reply="x", last_word="the")) == wait(Partial(last_word="the"))


def test_a_story_is_given_longer_than_an_answer() -> None:
    assert wait(LOOSE, Pauses("B1", own_words=True)) > wait(LOOSE)


def test_beginners_are_given_longer() -> None:
    waits = [wait(LOOSE, Pauses(level)) for level in ("A1", "A2", "B1", "B2", "C1", "C2")]
    assert waits == sorted(waits, reverse=True)
    assert len(set(waits)) == len(waits)


def test_what_was_learned_counts_more_than_the_level() -> None:
    assert wait(LOOSE, Pauses("C2", own_ms=1800)) == 1800


def test_an_unknown_level_is_treated_like_the_middle() -> None:
    assert Pauses("??").usual_ms == LEVEL_PAUSE_MS["B1"]


@pytest.mark.parametrize(("own_ms", "usual"), [(0, LEAST_PAUSE_MS), (90_000, MOST_PAUSE_MS)])
def test_a_learned_pause_is_held_in_bounds(own_ms: int, usual: int) -> None:
    assert Pauses("B1", own_ms=own_ms).usual_ms == usual


@pytest.mark.parametrize(("own_ms", "usual"), [(0, LEAST_PAUSE_MS), (6000, 6000), (90_000, LONGEST_WAIT_MS)])
def test_a_chosen_pause_may_be_as_long_as_the_longest_wait(own_ms: int, usual: int) -> None:
    assert Pauses("B1", own_ms=own_ms, chosen=True).usual_ms == usual
    assert wait(LOOSE, Pauses("B1", own_ms=own_ms, chosen=True)) == usual


def test_nobody_waits_longer_than_the_longest_wait() -> None:
    assert wait(OPEN, Pauses("A1", own_ms=MOST_PAUSE_MS)) == LONGEST_WAIT_MS


def test_the_reason_says_what_was_waited_for() -> None:
    assert [wait_for(partial, B1)[1] for partial in (WHOLE, HALF, OPEN, LOOSE)] == [
        "card",
        "long_pause",
        "long_pause",
        "pause",
    ]


@pytest.mark.parametrize("partial", PARTIALS)
@pytest.mark.parametrize("pauses", PAUSES, ids=str)
def test_a_turn_ends_at_its_wait_and_not_a_millisecond_before(partial: Partial, pauses: Pauses) -> None:
    limit = wait(partial, pauses)
    assert decide(limit - 1, partial, pauses).decision is Decision.SOFT
    assert decide(limit, partial, pauses).decision is Decision.END


@pytest.mark.parametrize("partial", PARTIALS)
def test_more_silence_never_takes_a_decision_back(partial: Partial) -> None:
    order = [Decision.GO_ON, Decision.SOFT, Decision.END]
    for pauses in PAUSES:
        ranks = [order.index(decide(ms, partial, pauses).decision) for ms in range(0, 7000, 8)]
        assert ranks == sorted(ranks)
        assert set(ranks) == {0, 1, 2}


@pytest.mark.parametrize("partial", PARTIALS)
def test_an_answer_is_prepared_only_after_a_breath(partial: Partial) -> None:
    assert decide(SOFT_PAUSE_MS - 1, partial, B1).decision is Decision.GO_ON
    assert decide(SOFT_PAUSE_MS, partial, B1).decision is Decision.SOFT


def test_every_verdict_says_how_long_the_wait_is() -> None:
    verdicts = [decide(ms, HALF, B1) for ms in (0, 200, 9000)]
    assert {verdict.wait_ms for verdict in verdicts} == {wait(HALF)}


def test_only_an_end_has_a_reason() -> None:
    assert [decide(ms, HALF, B1).reason for ms in (0, 200, 9000)] == ["", "", "long_pause"]


# ------------------------------------------------------------------ learning


def after(turns: int, longest_ms: int, own: int | None = None, level: str = "B1") -> int | None:
    for _ in range(turns):
        own = learned_pause(own, level, longest_ms)
    return own


def test_a_long_pause_makes_the_next_wait_longer() -> None:
    assert (learned_pause(1000, "B1", 2000) or 0) > 1000


def test_shorter_pauses_make_the_next_wait_shorter() -> None:
    assert (learned_pause(1000, "B1", 400) or 9999) < 1000


def test_more_time_is_given_faster_than_it_is_taken_away() -> None:
    more = (learned_pause(1000, "B1", round(1500 / TRIES_OVER)) or 0) - 1000
    less = 1000 - (learned_pause(1000, "B1", round(500 / TRIES_OVER)) or 0)
    assert more > 2 * less > 0


@pytest.mark.parametrize("own", [None, 1000])
def test_a_turn_without_a_pause_teaches_nothing(own: int | None) -> None:
    assert learned_pause(own, "B1", LEAST_TAUGHT_MS - 1) == own


def test_the_first_turn_starts_from_the_level() -> None:
    assert (after(1, 500, level="A1") or 0) > (after(1, 500, level="C2") or 9999)


@pytest.mark.parametrize("level", LEVEL_PAUSE_MS)
def test_learning_never_falls_below_a_share_of_the_levels_pause(level: str) -> None:
    least = max(int(LEVEL_PAUSE_MS[level] * LEAST_SHARE), LEAST_PAUSE_MS)
    assert after(300, LEAST_TAUGHT_MS, level=level) == least


def test_learning_never_rises_above_the_longest_pause() -> None:
    assert after(300, 60_000) == MOST_PAUSE_MS


def test_who_always_pauses_alike_is_given_a_third_more_than_that() -> None:
    assert after(300, 1000, level="C2") == pytest.approx(1300, abs=20)
