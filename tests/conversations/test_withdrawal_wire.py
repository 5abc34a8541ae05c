""" "Not this one" over the socket: what is sent, what is not sent any more, and who gets a word."""

from __future__ import annotations

from channels.db import database_sync_to_async

from conversations.models import Conversation, Turn
from conversations.turn_jobs import turn_job
from tests.conversations.conftest import Phone, said


async def test_a_turn_is_taken_back_and_said_anew(phone: Phone, talk: Conversation) -> None:
    await phone.join()
    offered = await phone.until("talk.offered")
    await phone.until("reply.ended", turn=0)
    await phone.speak(said(0))
    taken = (await phone.until("turn.heard", turn=1))["card"]
    await phone.until("reply.ended", turn=1)
    await phone.send({"type": "turn.withdraw", "turn": 1})
    assert (await phone.until("turn.dismissed"))["reason"] == "withdrawn"
    again = await phone.until("talk.offered", turn=0)
    left = [one["key"] for one in offered["cards"] if one["key"] != taken]
    assert [one["key"] for one in again["cards"]] == left
    await phone.speak(said(1))
    assert (await phone.until("turn.heard", turn=2))["card"] == left[0]
    await phone.until("reply.ended", turn=2)
    turn = await Turn.objects.select_related("conversation__topic", "conversation__user").aget(number=2)
    assert len((await database_sync_to_async(turn_job)(turn)).history) == 1


async def test_after_it_no_sound_of_its_reply_is_sent(phone: Phone, talk: Conversation) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.speak(said(0))
    await phone.until("reply.ended", turn=1)
    await phone.send({"type": "turn.withdraw", "turn": 1})
    await phone.until("talk.offered", turn=0)
    before = dict(phone.audio)
    from channels.layers import get_channel_layer

    from conversations.frames import pack_reply_frames

    late = {
        "type": "talk.events",
        "events": [],
        "frames": [
            *pack_reply_frames(1, 0, 0, 0, b"\1\1" * 10, last=True),
            *pack_reply_frames(2, 0, 0, 0, b"\2\2" * 10, last=True),
        ],
    }
    await get_channel_layer().group_send(talk.group, late)
    await phone.send({"type": "turn.type", "text": "Go on.", "ref": "typed-0001"})
    await phone.until("turn.heard", turn=2)
    assert phone.audio[1, 0] == before[1, 0]
    assert phone.audio[2, 0].startswith(b"\2\2")


async def test_the_last_turn_of_a_talk_is_kept_with_a_word(phone: Phone, talk: Conversation) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.speak(said(0))
    await phone.until("reply.ended", turn=1)
    await Conversation.objects.filter(pk=talk.pk).aupdate(status=Conversation.Status.FINISHED)
    await phone.send({"type": "turn.withdraw", "turn": 1})
    assert (await phone.until("error.raised"))["code"] == "turn.kept"


async def test_whoever_asks_again_is_answered_again(phone: Phone) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.speak(said(0))
    await phone.until("reply.ended", turn=1)
    for _ in range(2):
        await phone.send({"type": "turn.withdraw", "turn": 1})
        assert (await phone.until("turn.dismissed", turn=1))["reason"] == "withdrawn"


async def test_a_turn_that_the_talk_has_gone_on_from_is_kept_with_a_word(phone: Phone) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.speak(said(0))
    await phone.until("reply.ended", turn=1)
    await phone.send({"type": "turn.type", "text": "Go on.", "ref": "typed-0001"})
    await phone.until("reply.ended", turn=2)
    await phone.send({"type": "turn.withdraw", "turn": 1})
    assert (await phone.until("error.raised"))["code"] == "turn.kept"
