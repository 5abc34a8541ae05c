"""More learners than slots: everybody is heard, and told how long it takes."""

from __future__ import annotations

import time
from typing import Any

import pytest

from accounts.models import User
from conversations import watch
from conversations.admission import LocalAdmission
from conversations.limits import LimitReached, speech_counted, turn_allowed
from conversations.models import Conversation
from tests.conversations.conftest import Phone, said
from tests.fakes import FakeEngines

SOMEBODY = 999_999  # holds the only slot


@pytest.fixture
def only_slot(monkeypatch: pytest.MonkeyPatch) -> LocalAdmission:
    """One slot, and somebody has it."""
    slots = LocalAdmission(1)
    monkeypatch.setattr(watch, "slots", slots)
    slots.ask(SOMEBODY, SOMEBODY)
    return slots


def take(slots: LocalAdmission) -> None:
    """Somebody has the slot again, once the turn before has given it back."""
    deadline = time.monotonic() + 5
    while slots.ask(SOMEBODY, SOMEBODY):
        assert time.monotonic() < deadline, "the slot is not given back"
        time.sleep(0.01)


async def test_who_waits_is_told_the_place_and_heard_all_the_same(
    phone: Phone, only_slot: LocalAdmission, them: FakeEngines
) -> None:
    await phone.join()
    waiting = await phone.until("turn.waiting", turn=0)  # the opening waits, too
    assert waiting["place"] == 1
    assert waiting["seconds"] > 0
    assert "words are safe" in waiting["detail"]
    only_slot.leave(SOMEBODY, SOMEBODY)
    assert (await phone.until("turn.waiting", turn=0))["place"] == 0
    await phone.until("reply.ended", turn=0)


async def test_what_is_said_while_waiting_is_answered(
    phone: Phone, only_slot: LocalAdmission, them: FakeEngines
) -> None:
    only_slot.leave(SOMEBODY, SOMEBODY)
    await phone.join()
    await phone.until("reply.ended", turn=0)
    take(only_slot)
    await phone.speak(said())
    await phone.until("turn.waiting", turn=1)
    only_slot.leave(SOMEBODY, SOMEBODY)
    await phone.until("turn.heard", turn=1)
    await phone.until("reply.ended", turn=1)


async def test_a_turn_that_is_over_gives_its_slot_back(
    phone: Phone, only_slot: LocalAdmission, them: FakeEngines
) -> None:
    only_slot.leave(SOMEBODY, SOMEBODY)
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.speak(said())
    await phone.until("reply.ended", turn=1)
    take(only_slot)


async def test_a_typed_answer_waits_as_well(
    phone: Phone, only_slot: LocalAdmission, them: FakeEngines
) -> None:
    only_slot.leave(SOMEBODY, SOMEBODY)
    await phone.join()
    await phone.until("reply.ended", turn=0)
    take(only_slot)
    await phone.send({"type": "turn.type", "text": "I am here.", "ref": "a-ref-of-mine"})
    assert (await phone.until("turn.waiting", turn=1))["place"] == 1
    only_slot.leave(SOMEBODY, SOMEBODY)
    await phone.until("reply.ended", turn=1)


# ------------------------------------------------------------------ limits


async def test_a_page_gone_wild_is_slowed_down(
    phone: Phone, talk: Conversation, them: FakeEngines, settings: Any
) -> None:
    settings.TURNS_A_MINUTE = 1
    await phone.join()
    await phone.until("reply.ended", turn=0)
    for number in range(2):
        await phone.send({"type": "turn.type", "text": "Again.", "ref": f"reference-{number}"})
    assert (await phone.until("error.raised"))["code"] == "limit.turns"


async def test_a_day_has_so_much_speech(
    phone: Phone, learner: User, them: FakeEngines, settings: Any
) -> None:
    settings.SPEECH_MINUTES_A_DAY = 1
    await phone.join()
    await phone.until("reply.ended", turn=0)
    speech_counted(learner.pk, 61)
    await phone.speak(said())
    assert (await phone.until("error.raised"))["code"] == "limit.speech"
    await phone.send({"type": "turn.type", "text": "Then I type.", "ref": "typed-instead"})
    await phone.until("reply.ended", turn=1)


def test_limits_are_each_learners_own(settings: Any) -> None:
    settings.TURNS_A_MINUTE = 1
    turn_allowed(41_001, speech=False)
    turn_allowed(41_002, speech=False)
    with pytest.raises(LimitReached):
        turn_allowed(41_001, speech=False)
