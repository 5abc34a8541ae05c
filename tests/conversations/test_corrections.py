"""What is corrected, and what never is: our own lines, and words that were not understood."""

from __future__ import annotations

import inspect
from dataclasses import replace

import pytest

from conversations import corrections
from conversations.corrections import (
    MAX_FINDINGS,
    THRESHOLD,
    findings_in_time,
    findings_later,
    findings_of,
    slip_findings,
)
from ml.engines.model_corrector import ModelCorrector
from ml.types import Evidence, Finding, Heard, Slip, Word
from tests.fakes import BROKEN, FakeCorrector, FakeEngines, card, free

LINE = "I have an exam in the morning."


def finding(confidence: float = 0.9, start: int = 0) -> Finding:
    return Finding(start, start + 2, "go", "goes", "R:VERB:SVA", "A reason.", confidence, "fake")


def found(heard: Heard, *findings: Finding) -> tuple[Finding, ...]:
    return findings_of(FakeEngines(corrector=FakeCorrector(*findings)), heard)  # type: ignore[arg-type]


def slip(said: str, expected: str = LINE, code: str = "M:DET") -> tuple[Finding, ...]:
    return slip_findings(Slip("b0.short", said, expected, code, 20.0))


# ------------------------------------------------------------------ what may be corrected


def test_a_line_that_was_read_is_never_corrected() -> None:
    assert found(card(text="He go home."), finding()) == ()


def test_words_that_were_not_understood_are_never_corrected() -> None:
    heard = Heard(Evidence.OWN_WORDS, text="He go home.", surface="He go home.")
    assert found(heard, finding()) == ()


@pytest.mark.parametrize("evidence", [Evidence.HEARD, Evidence.TYPED])
def test_what_was_heard_or_typed_is_corrected(evidence: Evidence) -> None:
    assert found(Heard(evidence, text="He go home."), finding()) == (finding(),)


def test_the_words_as_they_were_said_are_checked() -> None:
    corrector = FakeCorrector()
    heard = Heard(Evidence.HEARD, text="He goes home.", surface="he go home")
    findings_of(FakeEngines(corrector=corrector), heard)  # type: ignore[arg-type]
    assert corrector.asked == [("he go home", True)]


def test_only_typed_words_are_checked_as_writing() -> None:
    corrector = FakeCorrector()
    findings_of(FakeEngines(corrector=corrector), Heard(Evidence.TYPED, text="he go"))  # type: ignore[arg-type]
    assert corrector.asked == [("he go", False)]


def test_what_is_unsure_is_not_said() -> None:
    sure, unsure = finding(THRESHOLD), finding(THRESHOLD - 0.01)
    assert found(free("He go."), unsure, sure) == (sure,)


def test_of_many_findings_the_surest_are_said() -> None:
    many = [finding(0.5 + number / 100, start=number) for number in range(MAX_FINDINGS + 3)]
    assert list(found(free("Much."), *many)) == many[: -MAX_FINDINGS - 1 : -1]


def test_a_corrector_in_trouble_finds_nothing() -> None:
    broken = FakeEngines(corrector=FakeCorrector(finding(), error=BROKEN))
    assert findings_of(broken, free("He go.")) == ()  # type: ignore[arg-type]


# ------------------------------------------------------------------ words the recogniser was unsure of


def sure_of(text: str, *confidences: float) -> Heard:
    words = tuple(Word(word, 0, 0, sure) for word, sure in zip(text.split(), confidences, strict=True))
    return Heard(Evidence.HEARD, text=text, surface=text, words=words)


def test_nothing_is_corrected_in_a_word_that_was_hardly_heard() -> None:
    go = finding(start=3)
    assert found(sure_of("he go home", 0.9, 0.59, 0.9), go) == ()
    assert found(sure_of("he go home", 0.1, 0.6, 0.1), go) == (go,)


def test_typed_words_are_all_sure() -> None:
    heard = replace(sure_of("he go home", 0.1, 0.1, 0.1), evidence=Evidence.TYPED)
    assert found(heard, finding(start=3)) == (finding(start=3),)


# ------------------------------------------------------------------ a corrector that takes its time


def in_time(corrector: object, heard: Heard | None = None) -> tuple[Finding, ...]:
    them = FakeEngines(corrector=corrector)
    return findings_in_time(findings_later(them, heard or free("he go home")))  # type: ignore[arg-type]


def test_the_whole_answer_is_said_where_it_comes_in_time() -> None:
    assert in_time(FakeCorrector(finding(), known=(finding(start=3),))) == (finding(),)


def test_what_is_known_at_once_is_said_where_the_rest_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "WAIT_SECONDS", 0.2)
    late = FakeCorrector(finding(), waits=True, known=(finding(start=3),))
    assert in_time(late) == (finding(start=3),)
    late.go.set()


@pytest.mark.parametrize("error", [BROKEN, ValueError("a bug")])
def test_what_is_known_at_once_is_said_where_the_rest_fails(error: Exception) -> None:
    assert in_time(FakeCorrector(error=error, known=(finding(start=3),))) == (finding(start=3),)


def test_what_is_known_at_once_keeps_the_same_rules() -> None:
    unsure = FakeCorrector(error=BROKEN, known=(finding(start=3), finding(THRESHOLD - 0.01)))
    assert in_time(unsure, sure_of("he go home", 0.9, 0.5, 0.9)) == ()
    assert in_time(unsure, card(text="he go home")) == ()


def test_talks_that_wait_for_a_model_cost_no_other_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "WAIT_SECONDS", 0.05)
    late = FakeCorrector(finding(), waits=True, known=(finding(start=3),))
    them = FakeEngines(corrector=late)
    many = [findings_later(them, free("he go home")) for _ in range(40)]  # type: ignore[arg-type]
    assert [findings_in_time(one) for one in many] == [(finding(start=3),)] * 40
    late.go.set()


def test_a_models_findings_are_measured_by_the_threshold_of_the_app() -> None:
    defaults = inspect.signature(ModelCorrector).parameters
    assert defaults["threshold"].default == THRESHOLD


# ------------------------------------------------------------------ a slip in a line that was read


def test_a_slip_in_a_line_is_found_without_a_corrector() -> None:
    corrector = FakeCorrector(finding())
    said = Slip("b0.short", "I have exam in the morning.", LINE, "M:DET", 20.0)
    heard = Heard(Evidence.CARD, text=LINE, surface=said.said, reply="b0.short", slip=said)
    (one,) = findings_of(FakeEngines(corrector=corrector), heard)  # type: ignore[arg-type]
    assert (one.replacement, one.code) == ("an exam", "M:DET")
    assert corrector.asked == []


@pytest.mark.parametrize(
    ("said", "expected", "code", "original", "replacement"),
    [
        ("I have exam in the morning.", LINE, "M:DET", "exam", "an exam"),
        ("I have an exam in morning.", LINE, "M:DET", "morning.", "the morning."),
        ("She late again.", "She is late again.", "M:VERB", "late", "is late"),
        ("Train is late.", "The train is late.", "M:DET", "Train", "The train"),
        ("I have an exam in the", LINE, "M:NOUN", "the", "the morning."),
        ("I have a an exam.", "I have an exam.", "U:DET", "a", ""),
        ("I have a exam.", "I have an exam.", "R:DET", "a", "an"),
    ],
)
def test_a_slip_is_one_finding_placed_in_what_was_said(
    said: str, expected: str, code: str, original: str, replacement: str
) -> None:
    (one,) = slip(said, expected, code)
    assert (one.original, one.replacement, one.code) == (original, replacement, code)
    assert said[one.start : one.end] == original


def test_with_the_finding_put_in_the_line_is_whole() -> None:
    said = "I have exam in the morning."
    (one,) = slip(said)
    assert said[: one.start] + one.replacement + said[one.end :] == LINE


def test_two_missing_words_are_two_findings() -> None:
    said = "I have exam in morning."
    assert [said[one.start : one.end] for one in slip(said)] == ["exam", "morning."]


def test_capitals_and_commas_are_no_slips() -> None:
    assert slip("i have an exam, in the morning", LINE) == ()


@pytest.mark.parametrize(("code", "word"), [("M:DET", "small word"), ("M:VERB", "“be”"), ("X", "word")])
def test_every_slip_has_a_reason(code: str, word: str) -> None:
    (one,) = slip("I have exam in the morning.", code=code)
    assert word in one.reason
