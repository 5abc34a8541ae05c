"""Coming to a talk, and coming back to it: nothing that was said or answered is lost on the way."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from conversations.audiostream import Sign, Signal
from conversations.db import in_db
from conversations.engines import engines
from conversations.gate import SpeechGate
from conversations.microphone import Microphone
from conversations.models import Conversation, Turn
from conversations.protocol import HeldAudio, OpenTurn, TalkJoin, TalkJoined
from conversations.room import holds_to_talk
from conversations.selectors import live_turns
from conversations.services import TurnTaken, talk_take, turn_lost, turn_open
from conversations.streams import streams
from conversations.translating import first_language
from ml.vad import voice_activity

if TYPE_CHECKING:
    from conversations.consumers import TalkConsumer

LOST_SECONDS = 20.0  # a client that went away in the middle of a turn has so long to come back
_losing: set[asyncio.Task[None]] = set()


async def join_talk(consumer: TalkConsumer, conversation: Conversation, message: TalkJoin) -> None:
    """Make the connection the talk's own, answer ``talk.joined`` and send what was missed."""
    again = consumer.conversation is not None
    consumer.conversation = conversation
    consumer.seq = min(message.after_seq, conversation.last_seq)
    if not again:
        await consumer.channel_layer.group_add(conversation.group, consumer.channel_name)
    await in_db(talk_take)(conversation, consumer.holder, message.voice, message.translations)
    talking = conversation.status == Conversation.Status.TALKING
    turns = await in_db(live_turns)(conversation) if talking else []
    live = turns[-1] if turns else None
    activity = await asyncio.to_thread(voice_activity)  # reads its model: too long for the event loop
    microphone = Microphone(SpeechGate(activity), conversation.last_turn + 1, hold=message.mode == "hold")
    open_turn = None
    if live is not None and live.kind == Turn.Kind.SPEECH and live.status == Turn.Status.LISTENING:
        open_turn = await _take_up(live, microphone, message.held)
    consumer.microphone = microphone
    if message.held is not None:
        microphone.allow(message.held.end - message.held.start)
    capabilities = engines().capabilities("recogniser")
    await consumer.tell(
        TalkJoined(
            conversation=conversation.pk.hex,
            seq=conversation.last_seq,
            turn=microphone.turn,
            open=open_turn,
            state="talking" if talking else "finished",
            tier=settings.ENGINES_TIER,
            shows_partials=capabilities.shows_partials,
            free_speech=capabilities.free_speech,
            hold=await in_db(holds_to_talk)(conversation.user),
            translates=await in_db(first_language)(conversation.user),
        )
    )
    await consumer.catch_up()
    for turn in turns:
        await consumer.watch.add(turn, begun=True)
    if talking and conversation.last_seq == 0 and live is None:
        await open_talk(consumer, conversation)


async def open_talk(consumer: TalkConsumer, conversation: Conversation) -> None:
    """The buddy speaks first."""
    try:
        turn = await in_db(turn_open)(conversation.pk, 0, Turn.Kind.OPENING)
    except TurnTaken:
        return  # another connection was quicker
    await consumer.watch.add(turn)


async def _take_up(turn: Turn, microphone: Microphone, held: HeldAudio | None) -> OpenTurn | None:
    """A turn was being spoken when the connection broke: go on with it, or end it with what there is."""
    stream = await asyncio.to_thread(streams.get, turn.pk)  # may ask another machine
    if held is None or held.turn != turn.number:
        if stream is not None:
            stream.put(Sign(Signal.LOST, stream.end))
        else:
            await in_db(turn_lost)(turn)
        return None
    start = turn.offset
    if stream is None:  # the server was started anew: the page has the turn from its beginning
        stream = await asyncio.to_thread(streams.open, turn.pk)
    elif stream.end:
        start = stream.end
    microphone.turn = turn.number
    microphone.resume(stream, turn.offset, start)
    return OpenTurn(turn=turn.number, next_sample=start)


def lose_later(turn_id: int, conversation_id: UUID, holder: str) -> None:
    """The socket closed while a turn was open: end the turn if nobody comes back for it."""
    task = asyncio.create_task(_lose(turn_id, conversation_id, holder))
    _losing.add(task)
    task.add_done_callback(_losing.discard)


async def _lose(turn_id: int, conversation_id: UUID, holder: str) -> None:
    await asyncio.sleep(LOST_SECONDS)
    stream = await asyncio.to_thread(streams.get, turn_id)
    if stream is None:
        return
    conversation = await in_db(Conversation.objects.filter(pk=conversation_id).first)()
    if conversation is not None and conversation.holder == holder:
        stream.put(Sign(Signal.LOST, stream.end))
