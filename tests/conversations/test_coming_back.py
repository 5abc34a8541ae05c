"""A lost connection, a second tab, a restarted server: no word is lost."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from channels.db import database_sync_to_async

from accounts.models import User
from conversations import join
from conversations.audiostream import Frame
from conversations.models import Conversation, Turn
from conversations.streams import streams
from tests.conversations.conftest import CLIPS, Phone, said, silence

LONG = CLIPS[5]


async def test_missed_events_come_in_order_after_a_rejoin(
    phone: Phone, learner: User, talk: Conversation
) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    last = max(event.get("seq", 0) for event in phone.events)
    await phone.send({"type": "turn.type", "text": "Hello there.", "ref": "before-leaving"})
    await phone.leave()
    turn = await _finished(talk, 1)
    again = Phone(talk, learner)
    joined = await again.join(after_seq=last)
    assert joined["turn"] == 2
    await again.until("reply.ended", turn=1)
    seqs = [event["seq"] for event in again.events if event["type"] != "talk.joined"]
    assert seqs == list(range(last + 1, last + 1 + len(seqs)))
    assert turn.text == "Hello there."
    await again.leave()


async def test_a_turn_goes_on_where_the_connection_broke(
    phone: Phone, learner: User, talk: Conversation
) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    pcm = np.concatenate([silence(400), LONG.pcm, silence(2600)])
    half = 1024 * 25
    await phone.speak(pcm[:half])
    started = await phone.until("turn.started", turn=1)
    await phone.leave()
    again = Phone(talk, learner)
    held = {"turn": 1, "start": 0, "end": half + 4096}
    joined = await again.join(after_seq=started["seq"], held=held)
    assert joined["open"] == {"turn": 1, "next_sample": half}
    again.offset = joined["open"]["next_sample"]
    turn = await Turn.objects.aget(number=1)
    stream = streams.get(turn.pk)
    assert stream is not None
    await again.speak(pcm[half:])
    heard = await again.until("turn.heard", turn=1)
    kept = b"".join(item.pcm for item in stream.read(0, 0) if isinstance(item, Frame))
    assert kept == pcm[heard["offset"] : heard["offset"] + len(kept) // 2].tobytes()
    assert heard["samples"] - heard["offset"] >= len(LONG.pcm)
    await again.until("reply.ended", turn=1)
    await again.leave()


async def test_after_a_restart_the_page_sends_the_turn_again(
    phone: Phone, learner: User, talk: Conversation
) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    # The turn of a server that was killed: its row is there, its lease runs out, its audio is gone.
    await Conversation.objects.filter(pk=talk.pk).aupdate(last_turn=1)
    await Turn.objects.acreate(conversation=talk, number=1, kind=Turn.Kind.SPEECH, attempt=1, offset=2048)
    await phone.leave()
    again = Phone(talk, learner)
    pcm = said()
    joined = await again.join(held={"turn": 1, "start": 0, "end": len(pcm)})
    assert joined["open"] == {"turn": 1, "next_sample": 2048}
    await again.speak(pcm[2048:], turn=1, offset=2048)
    heard = await again.until("turn.heard", turn=1, timeout=20)
    assert heard["text"] == CLIPS[0].text
    turn = await Turn.objects.aget(number=1)
    assert turn.attempt == 2
    await again.until("reply.ended", turn=1)
    await again.leave()


async def test_a_turn_whose_audio_nobody_has_is_given_up_kindly(
    phone: Phone, learner: User, talk: Conversation
) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await Conversation.objects.filter(pk=talk.pk).aupdate(last_turn=1)
    await Turn.objects.acreate(conversation=talk, number=1, kind=Turn.Kind.SPEECH, attempt=1)
    await phone.leave()
    again = Phone(talk, learner)
    await again.join()
    failed = await again.until("turn.failed", turn=1)
    assert failed["code"] == "turn.lost"
    await again.speak(said(), turn=2, offset=0)
    assert (await again.until("turn.heard"))["turn"] == 2
    await again.leave()


async def test_a_closed_laptop_ends_the_turn_with_what_was_said(
    phone: Phone, talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(join, "LOST_SECONDS", 0.2)
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.speak(np.concatenate([silence(400), LONG.pcm[: 16 * 1200]]))
    await phone.until("turn.started", turn=1)
    await phone.leave()
    turn = await _finished(talk, 1)
    assert turn.ended_reason == "lost"
    assert turn.buddy_text


async def test_the_newest_tab_has_the_talk(phone: Phone, learner: User, talk: Conversation) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    second = Phone(talk, learner)
    await second.join()
    assert await phone.closed() == 4409
    await second.speak(said())
    assert (await second.until("turn.heard"))["text"] == CLIPS[0].text
    await second.until("reply.ended", turn=1)
    await second.leave()


async def test_missing_samples_are_asked_for_and_doubled_ones_dropped(phone: Phone) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    pcm = said()
    first, gone = 1024 * 20, 1024 * 22
    await phone.speak(pcm[:first], turn=1, offset=0)
    await phone.until("turn.started", turn=1)
    await phone.speak(pcm[gone : gone + 1024], turn=1, offset=gone)
    assert (await phone.until("audio.resend"))["start"] == first
    await phone.speak(pcm[first - 4096 :], turn=1, offset=first - 4096)
    heard = await phone.until("turn.heard", turn=1)
    assert heard["text"] == CLIPS[0].text
    turn = await Turn.objects.aget(number=1)
    assert turn.samples == heard["samples"] <= len(pcm)
    await phone.until("reply.ended", turn=1)


async def _finished(talk: Conversation, number: int) -> Turn:
    for _ in range(200):
        turn = await database_sync_to_async(
            lambda: Turn.objects.filter(conversation=talk, number=number).first()
        )()
        if turn is not None and turn.status not in Turn.LIVE:
            return turn
        await asyncio.sleep(0.05)
    raise AssertionError("the turn was not finished")
