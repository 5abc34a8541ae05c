"""Typing, push-to-talk, finishing early, and going on to the end."""

from __future__ import annotations

import numpy as np
import pytest
from django.utils import timezone

from accounts.models import User
from conversations import microphone
from conversations.models import Conversation, Turn
from tests.conversations.conftest import CLIPS, Phone, said, silence
from topics.models import Topic


async def test_a_typed_reply_is_a_turn(phone: Phone, learner: User, topic: Topic) -> None:
    await Conversation.objects.acreate(user=learner, topic=topic)  # this talk is not the first
    await Conversation.objects.filter(pk=phone.conversation.pk).aupdate(started_at=timezone.now())
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.send({"type": "turn.type", "text": "Yesterday he go home.", "ref": "typed-0001"})
    await phone.until("turn.ended", reason="typed")
    assert (await phone.until("turn.heard"))["evidence"] == "typed"
    corrected = await phone.until("turn.corrected")
    assert corrected["corrections"][0]["replacement"] == "goes"
    turn = await Turn.objects.prefetch_related("corrections").aget(number=1)
    assert [c.code for c in turn.corrections.all()] == ["R:VERB:SVA"]


async def test_the_same_typed_reply_twice_is_one_turn(phone: Phone) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    for _ in range(2):
        await phone.send({"type": "turn.type", "text": "Once only.", "ref": "typed-0002"})
    await phone.until("reply.ended", turn=1)
    await phone.send({"type": "turn.type", "text": "And then.", "ref": "typed-0003"})
    await phone.until("reply.ended", turn=2)
    assert await Turn.objects.filter(kind=Turn.Kind.TYPED).acount() == 2


async def test_typing_takes_the_place_of_speech_that_was_going_on(phone: Phone) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.speak(np.concatenate([silence(400), CLIPS[2].pcm[:16_000]]))
    await phone.until("turn.started", turn=1)
    await phone.send({"type": "turn.type", "text": "I type instead.", "ref": "typed-0004"})
    heard = await phone.until("turn.heard")
    assert (heard["turn"], heard["evidence"]) == (2, "typed")
    await phone.until("reply.ended", turn=2)
    speech = await Turn.objects.aget(number=1)
    assert speech.status == Turn.Status.DISMISSED


async def test_a_held_button_is_a_turn_whatever_the_pauses(phone: Phone) -> None:
    await phone.join(mode="hold")
    await phone.until("reply.ended", turn=0)
    await phone.send({"type": "turn.press", "turn": 1})
    await phone.until("turn.started", turn=1)
    pcm = np.concatenate([CLIPS[0].pcm, silence(2500), CLIPS[1].pcm])[: 1024 * 70]
    await phone.speak(pcm)
    await phone.send({"type": "turn.release", "turn": 1, "samples": len(pcm)})
    ended = await phone.until("turn.ended")
    assert (ended["reason"], ended["samples"]) == ("released", len(pcm))
    await phone.until("reply.ended", turn=1)


async def test_a_short_tap_of_the_button_is_no_turn(phone: Phone) -> None:
    await phone.join(mode="hold")
    await phone.until("reply.ended", turn=0)
    await phone.send({"type": "turn.press", "turn": 1})
    await phone.speak(silence(128))
    await phone.send({"type": "turn.release", "turn": 1, "samples": 2048})
    assert (await phone.until("turn.dismissed"))["reason"] == "nothing"


async def test_the_learner_may_finish_any_time(phone: Phone, talk: Conversation) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.send({"type": "talk.finish"})
    finished = await phone.until("talk.finished")
    assert finished["review_url"] == f"/talks/{talk.pk}/review/"
    assert [s["part"] for s in phone.of("reply.sentence")][-1] == "closer"
    await phone.send({"type": "turn.type", "text": "One more.", "ref": "too-late-1"})
    assert (await phone.until("error.raised"))["code"] == "talk.over"


async def test_the_last_answer_ends_the_talk(phone: Phone, talk: Conversation) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    for number in range(1, 9):
        await phone.send({"type": "turn.type", "text": f"Answer {number}.", "ref": f"answer-{number:03d}"})
        await phone.until("reply.ended", turn=number)
    await phone.until("talk.finished")
    await talk.arefresh_from_db()
    assert talk.status == Conversation.Status.FINISHED


async def test_history_keeps_only_what_was_played(phone: Phone) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.send({"type": "reply.stopped", "turn": 0, "sentence": 1, "played_ms": 130})
    await phone.send({"type": "turn.type", "text": "Let me stop you.", "ref": "stopping"})
    await phone.until("reply.ended", turn=1)
    opening = await Turn.objects.aget(number=0)
    assert opening.played_text == "This is line number 1. What do you"
    assert opening.buddy_text.startswith(opening.played_text)


async def test_a_later_turn_in_the_same_breath_is_a_new_one(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(microphone, "RATE_BURST_SECONDS", 60.0)
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.speak(said(0))
    ended = await phone.until("turn.ended", turn=1)
    # What was recorded after the end comes again as the start of the next turn.
    rest = said(0)[ended["samples"] :]
    await phone.speak(np.concatenate([rest, said(1)]), turn=2, offset=0)
    heard = await phone.until("turn.heard", turn=2)
    assert heard["evidence"] == "card"
    await phone.until("reply.ended", turn=2)
