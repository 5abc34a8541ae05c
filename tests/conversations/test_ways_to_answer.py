"""Typing, push-to-talk, finishing early, and going on to the end."""

from __future__ import annotations

import threading
from datetime import timedelta

import numpy as np
import pytest
from channels.db import database_sync_to_async
from django.utils import timezone

from accounts.models import User
from conversations import earlier, microphone
from conversations.models import Conversation, Turn
from conversations.runner import turn_run
from tests.conversations.conftest import CLIPS, Phone, said, silence
from tests.fakes import FakeEngines
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


async def test_two_answers_at_once_are_answered_one_after_the_other(
    phone: Phone, them: FakeEngines, talk: Conversation
) -> None:
    """The second is answered from where the first has brought the talk, however long that takes."""
    await phone.join()
    await phone.until("reply.ended", turn=0)
    go = threading.Event()
    them.partner.before = lambda: len(them.partner.prompts) == 2 and go.wait(10)
    await phone.send({"type": "turn.type", "text": "First one.", "ref": "typed-0011"})
    await phone.until("turn.heard", turn=1)
    await phone.send({"type": "turn.type", "text": "Second one.", "ref": "typed-0012"})
    await phone.until("reply.stop", turn=2)
    go.set()
    await phone.until("reply.ended", turn=2)
    _, first, second = them.partner.prompts
    assert len(second.state.used) == len(first.state.used) + 1
    assert [past.learner for past in second.history][-1] == "First one."
    await talk.arefresh_from_db()
    assert len(talk.state["used"]) == len(second.state.used) + 1


async def test_a_turn_that_never_gets_its_answer_keeps_the_next_one_waiting_no_longer_than_allowed(
    phone: Phone, talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(earlier, "SETTLE_SECONDS", 0.2)
    await phone.join()
    await phone.until("reply.ended", turn=0)
    held = {"attempt": 1, "lease_until": timezone.now() + timedelta(minutes=1), "worker": "gone"}
    stuck = await Turn.objects.acreate(
        conversation=talk, number=1, kind=Turn.Kind.TYPED, status=Turn.Status.ANSWERING, **held
    )
    turn = await Turn.objects.acreate(conversation=talk, number=2, kind=Turn.Kind.TYPED, text="Here.")
    await database_sync_to_async(turn_run)(turn.pk)
    await phone.until("turn.failed", turn=1)
    await phone.until("reply.ended", turn=2)
    await stuck.arefresh_from_db()
    assert stuck.status == Turn.Status.FAILED


async def test_what_comes_after_the_end_is_not_answered(phone: Phone, them: FakeEngines) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    go = threading.Event()
    them.partner.before = lambda: go.wait(10)
    them.partner.offer = None
    await phone.send({"type": "turn.type", "text": "The last one.", "ref": "typed-0013"})
    await phone.until("turn.heard", turn=1)
    await phone.send({"type": "turn.type", "text": "One more.", "ref": "typed-0014"})
    await phone.until("reply.stop", turn=2)
    go.set()
    await phone.until("turn.dismissed", turn=2)
    assert len(phone.of("talk.finished")) == 1
