"""What a client says in text, once it has joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conversations.audiostream import Signal
from conversations.db import in_db
from conversations.dispatch import turn_dispatch
from conversations.models import Turn
from conversations.protocol import (
    BadMessage,
    ModeSet,
    ReplyPlayed,
    ReplyStopped,
    TalkFinish,
    TurnPress,
    TurnRelease,
    TurnType,
)
from conversations.selectors import turn_typed
from conversations.services import reply_heard, turn_open

if TYPE_CHECKING:
    from conversations.consumers import TalkConsumer


class Inbox:
    """One handler a message type."""

    def __init__(self, consumer: TalkConsumer) -> None:
        assert consumer.conversation is not None
        assert consumer.microphone is not None
        self._consumer = consumer
        self._conversation = consumer.conversation
        self._microphone = consumer.microphone

    async def take(self, message: Any) -> None:
        handlers: dict[type, Any] = {
            ModeSet: self._mode,
            TurnPress: self._press,
            TurnRelease: self._release,
            TurnType: self._type,
            ReplyStopped: self._stopped,
            ReplyPlayed: self._played,
            TalkFinish: self._finish,
        }
        await handlers[type(message)](message)

    async def _mode(self, message: ModeSet) -> None:
        hold = message.mode == "hold"
        if hold != self._microphone.hold:  # nobody would say any more when the open turn is over
            self._microphone.release(self._microphone.expected)
        self._microphone.hold = hold

    async def _press(self, message: TurnPress) -> None:
        if message.turn < self._microphone.turn or self._microphone.live:
            return
        if message.turn > self._microphone.turn:
            raise BadMessage("audio.turn", f"The open turn is {self._microphone.turn}.")
        await self._consumer.act(self._microphone.press())

    async def _release(self, message: TurnRelease) -> None:
        if message.turn < self._microphone.turn:
            return  # the turn ended by itself in the meantime
        if not self._microphone.live:
            raise BadMessage("audio.turn", "no turn was begun")
        self._microphone.release(message.samples)

    async def _type(self, message: TurnType) -> None:
        """A typed reply; speech that was going on gives way to it."""
        known = await in_db(turn_typed)(self._conversation.pk, message.ref)
        if known is not None:  # sent again after a lost connection
            if known.status in Turn.LIVE:
                self._consumer.watch.add(known)
            return
        offset = self._microphone.expected
        if self._microphone.live:
            self._microphone.signal(Signal.CANCELLED)
            self._microphone.turn_over(self._microphone.turn)
            offset = 0
        number = self._microphone.turn
        turn = await in_db(turn_open)(
            self._conversation.pk,
            number,
            Turn.Kind.TYPED,
            offset=offset,
            interrupts=True,
            text=message.text,
            ref=message.ref,
        )
        if turn.number == number:
            self._microphone.turn_over(number)
        self._consumer.watch.add(turn)
        turn_dispatch(turn.pk)

    async def _stopped(self, message: ReplyStopped) -> None:
        await in_db(reply_heard)(self._conversation.pk, message.turn, message.sentence, message.played_ms)

    async def _played(self, message: ReplyPlayed) -> None:
        await in_db(reply_heard)(self._conversation.pk, message.turn, None, 0)

    async def _finish(self, message: TalkFinish) -> None:
        if self._microphone.live:
            self._microphone.signal(Signal.CANCELLED)
            self._microphone.turn_over(self._microphone.turn)
        number = self._microphone.turn
        self._microphone.turn_over(number)
        turn = await in_db(turn_open)(self._conversation.pk, number, Turn.Kind.CLOSING)
        self._consumer.watch.add(turn)
        turn_dispatch(turn.pk)
