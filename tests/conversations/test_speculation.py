"""A reply made in the soft pause: used when the turn ends there, dropped unheard when it does not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from conversations.job import Step
from conversations.preparation import Preparation
from tests.conversations.jobs import Recording, a_turn, kinds, messages, one, run, said, steps_of
from tests.fakes import (
    DIED,
    UNHEARD,
    FakeEngines,
    FakePartner,
    FakeRecogniser,
    Hears,
    card,
    free,
)

MS = 16
GOES_ON = Recording().speech(1000).silence(200, 200).speech(1000).silence(200, 7000)


def engines(*script: Hears, **options: object) -> FakeEngines:
    return FakeEngines(FakeRecogniser(*(script or (Hears(1, card()),)), **options))  # type: ignore[arg-type]


def two_thoughts() -> FakeEngines:
    """Something else is understood once more was said."""
    return engines(Hears(1, free("I went")), Hears(1600 * MS, free("I went home yesterday")))


# ------------------------------------------------------------------ used


def test_a_reply_prepared_in_the_pause_is_the_one_that_is_given() -> None:
    them = engines()
    steps = run(them, a_turn())
    assert len(them.partner.prompts) == 1
    assert one(steps, "turn.heard").revision == 0
    assert said(steps) == ["So I usually get up at seven.", "What else?"]


def test_a_prepared_reply_goes_out_in_one_step_with_what_was_heard() -> None:
    (step,) = [step for step in run(engines(), a_turn()) if "turn.heard" in kinds([step])]
    assert kinds([step]) == ["turn.ended", "turn.heard", "reply.sentence"]
    assert step.frames


def test_without_a_soft_pause_the_reply_is_made_at_the_end() -> None:
    them = engines()
    steps = run(them, Recording().speech(1000).silence(7000))
    assert len(them.partner.prompts) == 1
    assert said(steps)[0] == "So I usually get up at seven."


def test_the_first_sentence_is_ready_before_the_turn_is_over() -> None:
    them = engines()
    spoken = threading.Event()
    them.voice.speak = _noting(them.voice.speak, spoken)
    stream = a_turn().stream()
    read = stream.read
    waited: list[bool] = []

    def reading(start: int, timeout: float) -> tuple[object, ...]:
        if start >= 3 and not waited:  # the soft pause was read; now the prepared reply may be made
            waited.append(spoken.wait(5))
        return read(start, timeout)

    stream.read = reading  # type: ignore[method-assign,assignment]
    list(steps_of(them, stream))
    assert waited == [True]


def _noting(speak: object, event: threading.Event) -> object:
    def noted(*args: object, **options: object) -> Iterator[object]:
        event.set()
        return speak(*args, **options)  # type: ignore[operator,no-any-return]

    return noted


# ------------------------------------------------------------------ dropped


def test_when_speech_goes_on_the_prepared_reply_is_dropped_and_the_revision_counts_up() -> None:
    steps = run(two_thoughts(), GOES_ON)
    assert one(steps, "turn.revised").revision == 1
    assert one(steps, "turn.heard").revision == 1
    assert said(steps)[0] == "So I went home yesterday."


def test_nothing_that_was_dropped_is_ever_sent() -> None:
    steps = run(two_thoughts(), GOES_ON)
    assert "So I went." not in said(steps)
    assert {m.revision for m in messages(steps) if m.type.startswith("reply.")} == {1}  # type: ignore[attr-defined]


def test_what_goes_on_is_revised_before_it_is_heard() -> None:
    order = kinds(run(two_thoughts(), GOES_ON))
    assert order.index("turn.revised") < order.index("turn.ended") < order.index("turn.heard")


def test_when_the_final_differs_the_prepared_reply_is_dropped() -> None:
    them = engines(Hears(1, free("I get up")), final=free("I got up"))
    steps = run(them, a_turn())
    assert one(steps, "turn.heard").revision == 1
    assert said(steps) == ["So I got up.", "What else?"]


def test_when_only_the_confidence_differs_the_prepared_reply_is_used() -> None:
    final = card()
    sure = type(final)(final.evidence, final.text, "i usually get", final.reply, confidence=0.99)
    them = engines(final=sure)
    assert one(run(them, a_turn()), "turn.heard").revision == 0
    assert len(them.partner.prompts) == 1


def test_a_later_attempt_counts_on_from_its_revision() -> None:
    steps = run(two_thoughts(), GOES_ON, revision=1)
    assert one(steps, "turn.heard").revision == 2


def test_a_dismissed_turn_sends_nothing_of_what_was_prepared() -> None:
    steps = run(engines(Hears(1, UNHEARD)), Recording().speech(120).silence(200, 200, 3000))
    assert said(steps) == []


def test_a_prepared_reply_that_failed_fails_the_attempt() -> None:
    them = engines()
    them.partner = FakePartner(DIED)
    with pytest.raises(type(DIED)):
        run(them, a_turn())


# ------------------------------------------------------------------ the work itself


class Work:
    """A reply of three steps with sound, noting which were made."""

    def __init__(self) -> None:
        self.made: list[int] = []
        self.over = threading.Event()

    def __call__(self, dropped: Callable[[], bool]) -> Iterator[Step]:
        try:
            for number in range(3):
                self.made.append(number)
                yield Step(frames=(bytes([number]),))
        finally:
            self.over.set()


def test_a_dropped_reply_is_made_no_further_than_its_first_sound() -> None:
    work = Work()
    Preparation(card(), 0, work).drop()
    assert work.over.wait(5)
    assert work.made == [0]


def test_a_wanted_reply_is_made_to_its_end() -> None:
    work = Work()
    steps = list(Preparation(card(), 0, work).steps())
    assert [step.frames for step in steps] == [(b"\x00",), (b"\x01",), (b"\x02",)]


def test_a_reply_that_takes_its_time_keeps_nobody_waiting() -> None:
    begins = threading.Event()

    def slow(dropped: Callable[[], bool]) -> Iterator[Step]:
        begins.wait(5)
        yield Step()

    prepared = Preparation(card(), 0, slow)
    assert not prepared.is_ready(0)
    begins.set()
    assert prepared.is_ready(5)
    assert len(list(prepared.steps())) == 1


def test_a_failure_reaches_who_takes_the_steps() -> None:
    def broken(dropped: Callable[[], bool]) -> Iterator[Step]:
        yield Step()
        raise DIED

    steps = Preparation(card(), 0, broken).steps()
    assert next(steps) == Step()
    with pytest.raises(type(DIED)):
        next(steps)
