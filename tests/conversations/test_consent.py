"""A voice is heard by its owner's word, asked for again at every turn."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async

from accounts.models import User
from accounts.services import consent_set
from conversations import microphone
from conversations.models import Turn
from tests.conversations.conftest import CLIPS, Phone, said

say = database_sync_to_async(consent_set)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(microphone, "RATE_BURST_SECONDS", 60.0)


async def opened(phone: Phone) -> Phone:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    return phone


async def settled(phone: Phone) -> None:
    """Everything that was sent so far is dealt with."""
    await phone.send("this is the end")
    await phone.until("error.raised", code="message.not_json")


async def test_consent_taken_back_during_a_talk_counts_from_the_next_turn(
    phone: Phone, learner: User
) -> None:
    await opened(phone)
    await phone.speak(said(0))
    await phone.until("reply.ended", turn=1)
    await say(learner, "practise", False)
    await phone.speak(said(1))
    assert (await phone.until("error.raised"))["code"] == "talk.consent"
    assert not await Turn.objects.filter(number=2).aexists()


async def test_consent_given_during_a_talk_counts_at_once(phone: Phone, learner: User) -> None:
    await say(learner, "practise", False)
    await opened(phone)
    await phone.speak(said(0))
    await settled(phone)
    await say(learner, "practise", True)
    await phone.speak(said(0))
    assert (await phone.until("turn.heard"))["text"] == CLIPS[0].text
    await phone.until("reply.ended", turn=1)


async def test_what_was_said_without_consent_is_no_part_of_the_next_turn(phone: Phone, learner: User) -> None:
    await say(learner, "practise", False)
    await opened(phone)
    await phone.speak(said(0))
    await settled(phone)
    await say(learner, "practise", True)
    before = phone.offset
    await phone.speak(said(1))
    assert (await phone.until("turn.started"))["offset"] >= before
    await phone.until("reply.ended", turn=1)


async def test_without_consent_one_may_still_type(phone: Phone, learner: User) -> None:
    await say(learner, "practise", False)
    await opened(phone)
    await phone.send({"type": "turn.type", "text": "I type.", "ref": "typed-only"})
    await phone.until("reply.ended", turn=1)
    assert phone.of("error.raised") == []


async def test_a_button_needs_consent_too(phone: Phone, learner: User) -> None:
    await say(learner, "practise", False)
    await phone.join(mode="hold")
    await phone.until("reply.ended", turn=0)
    await phone.send({"type": "turn.press", "turn": 1})
    assert (await phone.until("error.raised"))["code"] == "talk.consent"
    assert not await Turn.objects.filter(number=1).aexists()
