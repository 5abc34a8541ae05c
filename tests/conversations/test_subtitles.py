"""Replies in the learner's own language: beside them, never before them, and missing where nobody could."""

from __future__ import annotations

import time
from typing import Any

import pytest

from conversations import subtitles
from conversations.job import Step
from conversations.models import Turn
from ml.errors import EngineError
from ml.types import Line
from tests.conversations.jobs import a_turn, kinds, messages, one, run, steps_of
from tests.fakes import BROKEN, FakeEngines, FakePartner, FakeRecogniser, FakeTranslator, Hears, card

LINES = (
    Line("So. You get up at seven."),
    Line("What else?", translation="А что ещё?"),
)


def engines(*failures: Exception, waits: bool = False) -> FakeEngines:
    return FakeEngines(
        FakeRecogniser(Hears(1, card())),
        partner=FakePartner(lines=LINES),
        translator=FakeTranslator(*failures, waits=waits),
    )


def talked(them: FakeEngines, language: str = "ru", **fields: Any) -> list[Step]:
    return run(them, a_turn(), translates=language, **fields)


def told(steps: list[Step]) -> list[tuple[int, str]]:
    found: list[Any] = [m for m in messages(steps) if getattr(m, "type", "") == "reply.translated"]
    return sorted((message.sentence, message.translation) for message in found)


def test_a_line_without_a_translation_gets_one() -> None:
    steps = talked(engines())
    assert told(steps) == [(0, "ru: So."), (1, "ru: You get up at seven.")]
    first: Any = next(m for m in messages(steps) if getattr(m, "type", "") == "reply.translated")
    assert (first.turn, first.revision, first.language) == (1, 0, "ru")


def test_a_scripted_line_keeps_its_own_russian() -> None:
    them = engines()
    talked(them)
    assert "What else?" not in them.translator.asked


def test_no_sentence_of_a_line_that_is_translated_as_a_whole_is_translated_again() -> None:
    them = engines()
    them.partner.lines = (Line("Yes. And you?", translation="Да, а вы?"),)
    assert told(talked(them)) == []
    assert them.translator.asked == []


def test_who_speaks_another_language_gets_every_line_in_it() -> None:
    assert [number for number, _ in told(talked(engines(), "es"))] == [0, 1, 2]


def test_who_does_not_wish_it_gets_none_and_nobody_is_asked() -> None:
    them = engines()
    assert told(talked(them, "")) == []
    assert them.translator.asked == []


def test_a_typed_answer_and_the_opening_are_translated_too() -> None:
    for kind in (Turn.Kind.OPENING, Turn.Kind.GO_ON):
        them = engines()
        assert len(told(run(them, kind=kind.value, translates="ru"))) == 2


def test_a_translator_that_hangs_holds_up_neither_text_nor_sound_nor_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(subtitles, "WAIT_SECONDS", 0.3)
    them = engines(waits=True)
    steps, sound = steps_of(them, a_turn().stream(), translates="ru"), 0
    seen: list[Step] = []
    began = time.monotonic()
    for step in steps:
        seen.append(step)
        sound += len(step.frames)
        if "reply.ended" in kinds([step]):
            break
    assert time.monotonic() - began < 2
    assert len([kind for kind in kinds(seen) if kind == "reply.sentence"]) == 3
    assert sound >= 3
    assert told(list(steps)) == []
    them.translator.go.set()


def test_a_translation_that_comes_while_she_speaks_is_not_kept_back() -> None:
    them = engines()
    order: list[str] = []
    for step in steps_of(them, a_turn().stream(), translates="ru"):
        order += kinds([step])
        time.sleep(0.05)  # the page takes its time, and the translator none
    assert order.index("reply.translated") < order.index("reply.ended")
    assert order.index("reply.sentence") < order.index("reply.translated")


def test_a_slow_one_comes_after_the_reply() -> None:
    them = engines(waits=True)
    order: list[str] = []
    for step in steps_of(them, a_turn().stream(), translates="ru"):
        order += kinds([step])
        if "reply.ended" in order:
            them.translator.go.set()
    assert order.count("reply.translated") >= 1
    assert order.index("reply.translated") > order.index("reply.ended")


@pytest.mark.parametrize("error", [BROKEN, EngineError("language.unknown"), ZeroDivisionError()])
def test_a_translator_that_fails_costs_its_translation_only(error: Exception) -> None:
    steps = talked(engines(error))
    assert len(told(steps)) == 1
    assert one(steps, "reply.ended").sentences == 3
    assert "error.raised" not in kinds(steps)


def test_nothing_is_waited_for_where_others_wait_for_a_slot() -> None:
    them = engines(waits=True)
    began = time.monotonic()
    assert told(talked(them, brief=True)) == []
    assert time.monotonic() - began < 2
    them.translator.go.set()
