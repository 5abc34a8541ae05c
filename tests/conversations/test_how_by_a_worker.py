"""A question on a server: it waits in the cache, and a worker takes it out, hears it and answers there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache

from conversations import translating, translator
from conversations.tasks import question_answer
from ml.engines.instant import MEANT
from ml.errors import EngineError
from ml.types import Capabilities, Translation
from tests.conversations.test_how_to_say import SECOND, speech
from tests.fakes import FakeEngines, FakeTranslator


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The server profile with a worker that takes each question at once; gives their names."""
    taken: list[str] = []

    def queued(args: tuple[str], **_: Any) -> None:
        taken.append(args[0])
        question_answer(args[0])

    monkeypatch.setattr(translating.settings, "PROFILE", "server", raising=False)
    with patch.object(translating.question_answer, "apply_async", queued):
        yield taken


def by_worker(pcm: bytes = speech()[44:], language: str = "ru") -> Translation:
    return asyncio.run(translating.meant(pcm, language))


def left_of(name: str) -> list[Any]:
    return [cache.get(translator.question_key(name, what)) for what in ("sound", "answer", "waits")]


def test_a_worker_answers_a_question_by_its_name(worker: list[str]) -> None:
    assert by_worker() == Translation(MEANT, f"[ru] {MEANT}")
    assert left_of(worker[0]) == [None, None, None]


def test_a_workers_failure_comes_back(worker: list[str]) -> None:
    with pytest.raises(EngineError) as failed:
        by_worker(bytes(SECOND))
    assert failed.value.code == "speech.none"
    assert left_of(worker[0]) == [None, None, None]


def test_a_sound_is_taken_out_before_it_is_heard(worker: list[str]) -> None:
    def listens(*_: object) -> Translation:
        assert left_of(worker[0])[0] is None
        return Translation("Yes.")

    with patch.object(translator, "meant_in", listens):
        assert by_worker().text == "Yes."


def test_an_engine_that_breaks_in_a_worker_is_told(worker: list[str]) -> None:
    with (
        patch.object(translator, "meant_in", side_effect=ZeroDivisionError),
        pytest.raises(EngineError) as it,
    ):
        by_worker()
    assert it.value.code == "engine.broken"


def test_where_no_worker_comes_the_question_is_given_up_and_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names: list[str] = []
    monkeypatch.setattr(translating.settings, "PROFILE", "server", raising=False)
    monkeypatch.setattr(translating, "WAIT_SECONDS", 1)
    monkeypatch.setattr(translating.question_answer, "apply_async", lambda args, **_: names.append(args[0]))
    with pytest.raises(EngineError) as late:
        by_worker()
    assert late.value.code == "engine.timeout"
    assert left_of(names[0]) == [None, None, None]
    question_answer(names[0])  # a worker that comes too late finds nothing
    assert left_of(names[0]) == [None, None, None]


def given_up(seconds: float) -> str:
    """The name of a question that nobody waits for any more; its sound is still there."""
    name = "late"
    cache.set(
        translator.question_key(name, "sound"), translator.Waiting("ru", speech()[44:], time.time() + seconds)
    )
    return name


def test_an_answer_for_which_nobody_waits_any_more_is_not_left_there() -> None:
    name = given_up(seconds=5)
    question_answer(name)
    assert left_of(name) == [None, None, None]


def test_a_worker_that_comes_too_late_asks_no_engine() -> None:
    them = FakeEngines(translator=FakeTranslator())
    translator.question_heard(them, given_up(seconds=-1))
    assert them.translator.heard == []


def test_no_second_attempt_is_made_when_nobody_waits_any_more() -> None:
    slow = FakeTranslator(waits=True)
    slow.capabilities = Capabilities(languages=("en", "ru"), sample_rate=SECOND, time_limit=10)
    began = time.monotonic()
    with pytest.raises(EngineError) as late:
        translator.meant_in(FakeEngines(translator=slow), b"", "ru", began + 0.3)
    slow.go.set()
    assert late.value.code == "engine.timeout"
    assert time.monotonic() - began < 5
    assert len(slow.heard) == 1
