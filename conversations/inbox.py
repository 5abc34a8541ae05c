"""What a client says in text, once it has joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conversations.audiostream import Signal
from conversations.db import in_db
from conversations.limits import turn_allowed
from conversations.models import Turn
from conversations.protocol import (
    BadMessage,
    HelpUsed,
    ModeSet,
    ReplyPlayed,
    ReplyStopped,
    TalkFinish,
    TranslationSet,
    TurnDismissed,
    TurnMove,
    TurnPress,
    TurnRelease,
    TurnSilent,
    TurnType,
    TurnWithdraw,
    VoiceSet,
)
from conversations.replies import help_count, reply_heard
from conversations.selectors import turn_known
from conversations.services import translations_set, turn_open, voice_set
from conversations.unspoken import MoveUnknown, move_offered, silence_open
from conversations.withdrawal import WithdrawnLate, turn_withdraw

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
            VoiceSet: self._voice,
            TranslationSet: self._translation,
            TurnPress: self._press,
            TurnRelease: self._release,
            TurnType: self._type,
            TurnMove: self._move,
            TurnSilent: self._silent,
            TurnWithdraw: self._withdraw,
            HelpUsed: self._help,
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

    async def _voice(self, message: VoiceSet) -> None:
        await in_db(voice_set)(self._conversation.pk, message.voice)

    async def _translation(self, message: TranslationSet) -> None:
        await in_db(translations_set)(self._conversation.pk, message.on)

    async def _type(self, message: TurnType) -> None:
        if not await self._came_before(message.ref):
            await self._instead(Turn.Kind.TYPED, text=message.text, ref=message.ref)

    async def _move(self, message: TurnMove) -> None:
        if await self._came_before(message.ref):
            return
        try:
            move = await in_db(move_offered)(self._conversation.pk, message.move)
        except MoveUnknown:
            raise BadMessage("move.unknown", "no such move is offered now") from None
        await self._instead(Turn.Kind.MOVE, text=move.text, move=move.key, ref=message.ref)

    async def _came_before(self, ref: str) -> bool:
        """Whether this is sent again after a lost connection."""
        known = await in_db(turn_known)(self._conversation.pk, ref)
        if known is not None and known.status in Turn.LIVE:
            await self._consumer.watch.add(known, begun=True)
        return known is not None

    async def _instead(self, kind: Turn.Kind, **said: str) -> None:
        """A turn without speech; speech that was going on gives way to it."""
        await in_db(turn_allowed)(self._consumer.scope["user"].pk, speech=False)
        offset = self._microphone.expected
        if self._microphone.live:
            self._microphone.signal(Signal.CANCELLED)
            self._microphone.turn_over(self._microphone.turn)
            offset = 0
        number = self._microphone.turn
        turn = await in_db(turn_open)(
            self._conversation.pk, number, kind, offset=offset, interrupts=True, **said
        )
        if turn.number == number:
            self._microphone.turn_over(number)
        await self._consumer.watch.add(turn)

    async def _silent(self, message: TurnSilent) -> None:
        if self._microphone.live:
            return  # somebody speaks after all
        number, offset = self._microphone.turn, self._microphone.expected
        turn = await in_db(silence_open)(
            self._conversation.pk, number, message.after, message.stage, offset=offset
        )
        if turn is not None:
            self._microphone.turn_over(number)
            await self._consumer.watch.add(turn)

    async def _withdraw(self, message: TurnWithdraw) -> None:
        try:
            done = await in_db(turn_withdraw)(self._conversation.pk, message.turn)
        except WithdrawnLate:
            raise BadMessage("turn.kept", "the talk has gone on from this turn") from None
        if not done:  # sent again after a lost connection: the client waits for a word
            await self._consumer.tell(TurnDismissed(turn=message.turn, reason="withdrawn"))

    async def _help(self, message: HelpUsed) -> None:
        await in_db(help_count)(self._conversation.pk, message.turn, message.help)

    async def _stopped(self, message: ReplyStopped) -> None:
        await in_db(reply_heard)(
            self._conversation.pk, message.turn, message.sentence, message.played_ms, message.played_chars
        )

    async def _played(self, message: ReplyPlayed) -> None:
        await in_db(reply_heard)(self._conversation.pk, message.turn, None)

    async def _finish(self, message: TalkFinish) -> None:
        if self._microphone.live:
            self._microphone.signal(Signal.CANCELLED)
            self._microphone.turn_over(self._microphone.turn)
        number = self._microphone.turn
        self._microphone.turn_over(number)
        turn = await in_db(turn_open)(self._conversation.pk, number, Turn.Kind.CLOSING)
        await self._consumer.watch.add(turn)
