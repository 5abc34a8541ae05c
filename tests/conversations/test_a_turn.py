"""A turn, from the first sample to the last word of the reply."""

from __future__ import annotations

from conversations.models import Turn
from tests.conversations.conftest import CLIPS, Phone, said, silence


async def test_the_buddy_speaks_first(phone: Phone) -> None:
    joined = await phone.join()
    assert joined["turn"] == 1
    await phone.until("reply.ended", turn=0)
    assert phone.of("reply.sentence")[0]["part"] == "react"
    assert len(phone.audio[0, 0]) > 1000


async def test_a_spoken_line_is_heard_and_answered(phone: Phone) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.speak(said())
    await phone.until("reply.ended", turn=1)
    started, ended, heard = (phone.of(f"turn.{name}")[0] for name in ("started", "ended", "heard"))
    assert heard["evidence"] == "card"
    assert heard["text"] == CLIPS[0].text
    assert started["offset"] < 400 * 16 < ended["samples"]
    assert ended["reason"] == "pause"
    assert phone.audio[1, 0]
    turn = await Turn.objects.aget(number=1)
    assert turn.status in {Turn.Status.ANSWERING, Turn.Status.DONE}
    assert turn.buddy_text.startswith("This is line number 2.")


async def test_lasting_events_count_up_by_one(phone: Phone) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.speak(said())
    await phone.until("reply.ended", turn=1)
    seqs = [event["seq"] for event in phone.events if event.get("seq") and event["type"] != "talk.joined"]
    assert seqs == list(range(1, len(seqs) + 1))


async def test_silence_begins_no_turn(phone: Phone) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.speak(silence(4000))
    assert not await Turn.objects.filter(number=1).aexists()
