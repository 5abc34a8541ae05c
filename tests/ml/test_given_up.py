"""Whoever asked to be told learns each time that an engine does without its model, by a code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ml import given_up as module
from ml.errors import EngineError
from ml.given_up import given_up, on_given_up
from tests.ml.filling import FillingModel, corrector, item
from tests.ml.free_talks import FreeTalk
from tests.ml.talks import MODEL, scenario_of

STORY = "Well, my brother got married last summer and I made a long speech there"


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(module, "_registered", {})
    told: list[str] = []
    on_given_up("a test", told.append)
    return told


@pytest.fixture
def talk(codes: list[str]) -> Iterator[FreeTalk]:
    talk = FreeTalk(scenario_of(MODEL))
    talk.open()
    yield talk
    talk.partner.close()


def test_an_answer_that_came_is_no_trouble(talk: FreeTalk, codes: list[str]) -> None:
    talk.type(STORY)
    assert not codes


@pytest.mark.parametrize(
    ("error", "code"),
    [(EngineError("model.slow"), "model.slow"), (RuntimeError("a bug"), "model.broken")],
)
def test_a_partners_answer_that_did_not_come_is_told(
    talk: FreeTalk, codes: list[str], error: Exception, code: str
) -> None:
    talk.model.answers = [["That is lovely. And ", error]]
    talk.type(STORY)
    assert codes == [code]


def test_replies_that_ask_nobody_are_told_as_well(talk: FreeTalk, codes: list[str]) -> None:
    talk.model.well = False
    talk.model.answers = [EngineError("model.unreachable")]
    for number in range(3):
        talk.type(f"{STORY} {number}")
    assert codes == ["model.unreachable", "model.away", "model.away"]


def test_a_server_that_is_away_at_the_start_is_told(talk: FreeTalk, codes: list[str]) -> None:
    talk.model.well = False
    talk.partner.load()
    assert codes == ["model.unreachable"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [(EngineError("model.garbled"), "model.garbled"), (ValueError("a bug"), "model.broken")],
)
def test_corrections_that_did_not_come_are_told(codes: list[str], answer: Exception, code: str) -> None:
    corrector(FillingModel(answer)).check("I go there yesterday.", spoken=False)
    assert codes == [code]


def test_corrections_that_came_are_no_trouble(codes: list[str]) -> None:
    corrector(FillingModel(items=[item("go", "went", "tense")])).check("I go there yesterday.", spoken=False)
    assert not codes


def test_who_registers_again_is_told_once(codes: list[str]) -> None:
    on_given_up("a test", codes.append)
    given_up("model.cut")
    assert codes == ["model.cut"]
