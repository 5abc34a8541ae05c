"""What a run of talks comes to."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import numpy as np
import pytest

from bench.clips import RATE
from bench.figures import End, Result, end_of, summary
from bench.learner import Utterance

QUIET = np.zeros(RATE // 2, np.int16)
VOICE = np.full(RATE, 3000, np.int16)
SAID = Utterance(np.concatenate([QUIET, VOICE, QUIET]), first=1000)  # onset 9000, label 25000
NAMED = {
    "first_sound_ms",
    "end_decision_ms",
    "barge_in_ms",
    "platform_ms",
    "cut_off_rate",
    "no_reply",
    "turns",
    "errors",
    "error_kinds",
}


def of(*results: Result, errors: Counter[str] | None = None, hold: bool = False) -> dict[str, Any]:
    return summary(results, errors or Counter(), hold=hold)


def result(**values: Any) -> Result:
    return Result("talk", "A line.", **values)


@pytest.mark.parametrize(
    ("end", "meaning"),
    [
        (0, End.EARLIER),
        (8999, End.EARLIER),
        (9000 + RATE // 10, End.CUT_OFF),
        (24999, End.CUT_OFF),
        (25000, End.WHOLE),
        (40000, End.WHOLE),
    ],
)
def test_a_turn_that_ends_before_the_label_cut_the_learner_off(end: int, meaning: End) -> None:
    assert end_of(SAID, end) is meaning


def test_an_empty_run_has_every_key_and_knows_nothing() -> None:
    figures = of()
    assert figures.keys() >= NAMED
    assert figures["first_sound_ms"] == {"p50": None, "p95": None, "p99": None, "n": 0}
    assert figures["cut_off_rate"] is None
    assert (figures["turns"], figures["errors"], figures["error_kinds"]) == (0, 0, {})


def test_cut_off_and_failed_utterances_have_no_times() -> None:
    figures = of(
        result(first_sound_ms=400, reason="card"),
        result(first_sound_ms=-900, cut_off=True),
        result(first_sound_ms=900, failed=True),
        result(first_sound_ms=800, pauses=2),
    )
    assert (figures["first_sound_ms"]["n"], figures["first_sound_ms"]["p50"]) == (2, 600)
    assert figures["first_sound_read_to_the_end_ms"]["p50"] == 400
    assert figures["first_sound_hesitant_ms"]["p50"] == 800
    assert (figures["cut_off_rate"], figures["hesitations"], figures["turns"]) == (0.25, 2, 4)


def test_a_button_cuts_nobody_off() -> None:
    assert of(result(), hold=True)["cut_off_rate"] is None


def test_interruptions_that_stopped_nothing_are_missed() -> None:
    figures = of(
        result(interrupts=True, barge_in_ms=-40.0, barge_in_from_onset_ms=560.0),
        result(interrupts=True, barge_in_ms=80.0, barge_in_from_onset_ms=680.0),
        result(interrupts=True),
        result(),
    )
    assert figures["interruptions"] == {"tried": 3, "stopped": 2, "missed": 1}
    assert figures["barge_in_ms"]["p50"] == 20, "a stop before confirmation keeps its sign"
    assert figures["barge_in_from_onset_ms"]["p50"] == 620


def test_replies_that_nobody_heard_are_counted() -> None:
    figures = of(result(no_reply=True), result(no_reply=True, mute=True), result(first_sound_ms=1))
    assert (figures["no_reply"], figures["mute_first_sentences"]) == (2, 1)
    assert figures["first_sound_ms"]["n"] == 1


def test_errors_are_counted_by_kind() -> None:
    figures = of(errors=Counter({"turn.failed": 2, "TimeoutError": 1}))
    assert (figures["errors"], figures["error_kinds"]) == (3, {"turn.failed": 2, "TimeoutError": 1})


def test_the_order_of_results_does_not_matter() -> None:
    rows = [result(first_sound_ms=float(n)) for n in range(50)]
    random.Random(1).shuffle(rows)
    assert of(*rows)["first_sound_ms"]["p50"] == 24.5
