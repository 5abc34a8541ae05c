"""Figures for operators: they move with what happens, and come back to nothing when it is over."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from django.db import OperationalError

from conversations import lookout as lookout_module
from conversations import watch as module
from conversations.admission import LocalAdmission
from conversations.metrics import CUT_OFFS, ERRORS_TOLD, MODEL_ERRORS, TALKS, TURNS, turn_counted
from conversations.models import Conversation, Turn
from conversations.watch import Watch
from ml.errors import EngineError
from ml.given_up import given_up
from tests.conversations.conftest import Phone, said
from tests.fakes import FakeEngines


def now(metric: Any, *labels: str) -> float:
    return float((metric.labels(*labels) if labels else metric)._value.get())


async def test_a_connection_and_a_turn_are_counted(phone: Phone, them: FakeEngines) -> None:
    talks, done = now(TALKS), now(TURNS, "done", "card", "card")
    await phone.join()
    assert now(TALKS) == talks + 1
    await phone.until("reply.ended", turn=0)
    await phone.speak(said())
    heard = await phone.until("turn.heard", turn=1)
    ended = next(event for event in phone.events if event["type"] == "turn.ended")
    await phone.until("reply.ended", turn=1)
    deadline = time.monotonic() + 5
    while now(TURNS, "done", heard["evidence"], ended["reason"]) <= done and time.monotonic() < deadline:
        await asyncio.sleep(0.01)
    assert now(TURNS, "done", heard["evidence"], ended["reason"]) > done
    await phone.leave()
    assert now(TALKS) == talks


async def test_a_turn_that_failed_is_counted_as_that(phone: Phone, them: FakeEngines) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    failed = now(TURNS, "failed", "typed", "typed")
    them.partner.failures = [EngineError("partner.gone", "gone", retryable=True)] * 3
    await phone.send({"type": "turn.type", "text": "Hello.", "ref": "a-ref-to-fail"})
    await phone.until("turn.failed", turn=1)
    deadline = time.monotonic() + 5
    while now(TURNS, "failed", "typed", "typed") == failed:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def test_a_trouble_that_was_told_is_counted_by_its_code(phone: Phone, them: FakeEngines) -> None:
    await phone.join()
    told = now(ERRORS_TOLD, "message.not_json")
    await phone.send("rubbish")
    await phone.until("error.raised")
    assert now(ERRORS_TOLD, "message.not_json") == told + 1


async def test_a_slot_that_came_too_late_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The turn was over while its slot was being asked for."""
    slots = LocalAdmission(1)
    monkeypatch.setattr(module, "slots", slots)
    watch = Watch(_nothing, _nothing)
    adding = asyncio.create_task(watch.add(Turn(pk=1, number=1, conversation=Conversation(user_id=1))))
    await asyncio.sleep(0)  # the question is on its way
    watch.drop(1)
    await adding
    deadline = time.monotonic() + 2  # a lease would last for four seconds
    while slots.ask(2, 2):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)
    watch.end()


@pytest.mark.django_db(transaction=True)
async def test_a_database_that_is_away_for_a_moment_does_not_end_the_lookout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = []

    def expired(turns: list[int]) -> list[int]:
        looks.append(turns)
        raise OperationalError

    monkeypatch.setattr(lookout_module, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(lookout_module, "leases_expired", expired)
    monkeypatch.setattr(module, "slots", LocalAdmission(1))
    watch = Watch(_nothing, _nothing)
    await watch.add(Turn(pk=1, number=1, conversation=Conversation(user_id=1)), begun=True)
    deadline = time.monotonic() + 5
    while len(looks) < 3:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)
    watch.end()


def test_a_turn_that_only_goes_on_is_a_cut_off() -> None:
    before = now(CUT_OFFS)
    for cut_off in (True, False):
        turn_counted(Turn(status=Turn.Status.DONE), cut_off=cut_off)
    assert now(CUT_OFFS) == before + 1


def test_a_model_that_was_given_up_on_is_counted_by_its_code() -> None:
    slow, cut = now(MODEL_ERRORS, "model.slow"), now(MODEL_ERRORS, "model.cut")
    given_up("model.slow")
    assert (now(MODEL_ERRORS, "model.slow"), now(MODEL_ERRORS, "model.cut")) == (slow + 1, cut)


async def _nothing(*_: object) -> None:
    pass
