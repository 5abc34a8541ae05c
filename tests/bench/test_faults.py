"""The bench of faults: what it is asked for, what its trials come to, and its page that comes back."""

from __future__ import annotations

import random
import time
from typing import Any

import numpy as np
import pytest

from bench.clips import RATE, Clip
from bench.fault_figures import Trial, figures, summary
from bench.fault_page import Page, retry_seconds
from bench.fault_trials import AIMS
from bench.faults import FAULTS, options
from conversations.frames import pack_reply_frames
from conversations.protocol import FRAME_SAMPLES

VOICE = Clip("A line.", "", np.full(RATE, 3000, np.int16))


@pytest.fixture
def page() -> Page:
    return Page([1, 2], "talk", "sessionid=key", random.Random(1))


def told(page: Page, kind: str, **fields: Any) -> None:
    page.take({"type": kind, **fields})


def said(page: Page) -> int:
    """The line and half a second of silence; gives the samples until then."""
    page.say(VOICE)
    for _ in range(3 * RATE // 2 // FRAME_SAMPLES):
        page.mouth.record()
    return page.mouth.clock


# ---------------------------------------------------------------------- arguments


def test_without_arguments_every_fault_is_tried_five_times() -> None:
    asked = options([])
    assert asked.faults == list(FAULTS)
    assert asked.repetitions == 5


def test_some_faults_can_be_chosen_and_keep_their_order() -> None:
    assert options(["--fault", "redis", "--fault", "none", "--fault", "redis"]).faults == ["none", "redis"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [(["--repetitions", "0"], "whole number from 1"), (["--fault", "flood"], "invalid choice: 'flood'")],
)
def test_a_wrong_argument_is_told(wrong: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options(wrong)
    assert told in capsys.readouterr().err


def test_each_fault_of_a_worker_has_a_hand() -> None:
    assert FAULTS.keys() - AIMS.keys() == {"none", "web", "redis", "postgres"}
    assert AIMS.keys() < FAULTS.keys()


# ---------------------------------------------------------------------- figures


def test_the_time_is_that_of_the_reply_that_went_on_to_its_end() -> None:
    assert Trial(True, [200.0, 3900.0], ended_ms=4000.0).first_frame_ms == 3900.0
    assert Trial(True, [200.0]).first_frame_ms is None
    assert Trial(True, [], ended_ms=4000.0).first_frame_ms is None


def test_figures_of_one_fault() -> None:
    found = figures(
        [
            Trial(True, [400.0], 450.0, away_ms=10.0, attempts=1),
            Trial(True, [100.0, 3000.0], 3100.0, away_ms=20.0, attempts=2, trouble="engine.died"),
            Trial(False, [], None, away_ms=30.0, attempts=2),
        ]
    )
    assert found["first_frame_ms"] == {"p50": 1700.0, "p95": 2870.0, "p99": 2974.0, "n": 2, "max": 3000.0}
    assert found["by_round_ms"] == [400.0, 3000.0, None]
    assert found["away_ms"]["p50"] == 20.0
    assert (found["lost_words"], found["no_reply"], found["begun_twice"], found["trials"]) == (1, 1, 1, 3)
    assert found["attempts"] == {"1": 1, "2": 2}
    assert found["troubles"] == {"engine.died": 1}


def test_a_fault_that_was_not_tried_has_no_times() -> None:
    assert figures([])["first_frame_ms"] == {"p50": None, "p95": None, "p99": None, "n": 0, "max": None}


def test_all_faults_are_summed_up() -> None:
    found = summary({"none": [Trial(True, [1.0], 2.0)], "redis": [Trial(False), Trial(False, [1.0], 2.0)]})
    assert (found["lost_words"], found["no_reply"]) == (2, 1)
    assert found["faults"].keys() == {"none", "redis"}


# ---------------------------------------------------------------------- the page


def test_pauses_between_tries_grow_up_to_a_limit() -> None:
    dice = random.Random(1)
    for tries, most in [(0, 0.5), (1, 1.0), (3, 4.0), (9, 15.0)]:
        assert 0.75 * most <= retry_seconds(tries, dice) <= most


def test_the_line_is_looked_for_in_the_turn_that_ended_with_it(page: Page) -> None:
    samples = said(page)
    told(page, "turn.ended", seq=1, turn=1, samples=samples)
    assert (page.turn, page.cut_off) == (1, False)
    assert page.mouth.turn == 2


def test_a_turn_that_ends_before_the_line_is_another(page: Page) -> None:
    for _ in range(10):
        page.mouth.record()
    samples = page.mouth.clock
    said(page)
    told(page, "turn.ended", seq=1, turn=1, samples=samples)
    assert page.turn == 0
    told(page, "turn.ended", seq=2, turn=2, samples=page.mouth.clock - samples)
    assert page.turn == 2


def test_whoever_waits_for_the_turns_end_is_called_once(page: Page) -> None:
    calls: list[int] = []
    page.at_end = lambda: calls.append(1)
    samples = said(page)
    for seq in (1, 1, 2):
        told(page, "turn.ended", seq=seq, turn=1, samples=samples)
    assert calls == [1]


def test_each_beginning_of_the_reply_is_noted(page: Page) -> None:
    told(page, "turn.ended", seq=1, turn=1, samples=said(page))
    for offset, sentence in [(0, 0), (2048, 0), (0, 1), (0, 0)]:
        page.frame(pack_reply_frames(1, 0, sentence, offset, bytes(100), last=False)[0])
    page.frame(pack_reply_frames(0, 0, 0, 0, bytes(100), last=False)[0])
    assert len(page.begins) == 2
    assert page.after_line_ms(time.perf_counter()) > page.after_line_ms(page.begins[0])


def test_after_a_break_it_sends_what_the_server_lacks(page: Page) -> None:
    said(page)
    page.mouth.frames(buddy_sounds=False)
    told(page, "talk.joined", seq=0, turn=1, open={"turn": 1, "next_sample": 5000})
    assert page.mouth.told == 5000
    told(page, "talk.joined", seq=0, turn=1, open=None)
    assert page.mouth.told == 0


def test_after_a_break_it_waits_for_what_it_missed(page: Page) -> None:
    samples = said(page)
    told(page, "talk.joined", seq=1, turn=2, open=None)
    assert page.mouth.turn == 1
    told(page, "turn.ended", seq=1, turn=1, samples=samples - 100)
    assert (page.mouth.turn, page.mouth.start) == (2, samples - 100)


@pytest.mark.parametrize("kind", ["reply.ended", "turn.failed", "turn.dismissed"])
def test_the_talk_is_over_when_the_lines_turn_is(page: Page, kind: str) -> None:
    told(page, kind, seq=1, turn=0)
    assert page.opened.is_set()
    assert not page.answered.is_set()
    told(page, "turn.ended", seq=2, turn=1, samples=said(page))
    told(page, kind, seq=3, turn=1)
    assert page.answered.is_set()
