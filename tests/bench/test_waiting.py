"""What a bench says of the line: how long turns waited, and whether anybody was overtaken."""

from __future__ import annotations

from bench.waiting import Waits, waiting_figures


def waits(*told: tuple[float, int, int]) -> Waits:
    """What a learner is told, as (second, turn, place)."""
    now = [0.0]
    learner = Waits(lambda: now[0])
    for second, turn, place in told:
        now[0] = second
        learner.told("talk", turn, place)
    return learner


def test_a_wait_lasts_from_the_first_place_to_the_slot() -> None:
    figures = waiting_figures(waits((1, 1, 3), (2, 1, 2), (3, 1, 1), (4, 1, 0)).every())
    assert figures["wait_ms"]["max"] == 3000
    assert figures["wait_ms"]["n"] == 1


def test_the_longest_wait_is_told_against_the_median() -> None:
    learner = waits((0, 1, 1), (1, 1, 0), (10, 2, 1), (11, 2, 0), (20, 3, 1), (24, 3, 0))
    assert waiting_figures(learner.every())["most_over_median"] == 4


def test_a_place_that_rises_is_counted() -> None:
    assert waiting_figures(waits((0, 1, 2), (1, 1, 3), (2, 1, 0)).every())["places_that_rose"] == 1
    assert waiting_figures(waits((0, 1, 3), (1, 1, 2), (2, 1, 0)).every())["places_that_rose"] == 0


def test_who_waits_at_the_end_has_no_length() -> None:
    figures = waiting_figures(waits((0, 1, 2)).every())
    assert figures["still_waiting_at_the_end"] == 1
    assert figures["wait_ms"]["n"] == 0


def test_nobody_waited() -> None:
    assert waiting_figures([])["most_over_median"] is None
