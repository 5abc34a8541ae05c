"""The socket of one talk: frames and messages in, events and audio out. It decides nothing about
speech but when a turn begins; the work of a turn is done elsewhere, whatever becomes of the socket."""

from __future__ import annotations

import asyncio
import json
import logging
import time
import uuid
from collections import deque
from typing import Any

from accounts.interface import ENGLISH, language_of_connection
from accounts.models import User
from accounts.selectors import consent_given
from conversations.db import in_db
from conversations.frames import BadFrame, parse_mic_frame, reply_turn
from conversations.inbox import Inbox
from conversations.join import join_talk, lose_later
from conversations.limits import LimitReached, turn_allowed
from conversations.metrics import ERRORS_TOLD, TALKS
from conversations.microphone import Action, Begin, Microphone
from conversations.models import Conversation, Turn
from conversations.presence import Presence
from conversations.protocol import (
    MAX_ERRORS,
    MAX_MESSAGES,
    SAMPLE_RATE,
    AudioResend,
    BadMessage,
    Message,
    TalkJoin,
    parse_client_message,
)
from conversations.quick import QuickConsumer
from conversations.selectors import conversation_get, events_after
from conversations.services import TalkOver, TurnTaken, turn_open
from conversations.streams import streams
from conversations.texts import TEXTS, WORDED, error_raised, message_in
from conversations.watch import Watch

logger = logging.getLogger(__name__)

LATE_LOOKS = 3  # a second apart: a delivery that did not come by then does not come

FATAL = {"audio.rate": 4400, "message.too_many": 4400, "version.unknown": 4406}  # code -> close code


class TalkConsumer(QuickConsumer):
    """One connection. Messages are handled one after the other, in the order they came."""

    async def connect(self) -> None:
        TALKS.inc()
        self.conversation: Conversation | None = None
        self.microphone: Microphone | None = None
        self.holder = uuid.uuid4().hex
        self.language = language_of_connection(self.scope)  # of titles and reasons; the talk is English
        self.seq = 0  # newest lasting event that was sent
        self._behind = (0, 0)  # what ``seq`` was when rows were ahead of it, and at how many looks
        self.watch = Watch(self.tell, self.look_for_missed)  # the turns this connection waits for
        self._withdrawn: set[int] = set()  # turns whose reply is no longer wanted
        self._errors: deque[float] = deque(maxlen=MAX_ERRORS)
        self._messages: deque[float] = deque(maxlen=MAX_MESSAGES)
        self.presence: Presence | None = None
        await self.accept()
        if not self.scope["user"].is_authenticated:
            return await self.refuse("talk.signed_out", 4401)
        self.presence = Presence(self.scope, self.refuse)
        return None

    async def disconnect(self, code: int) -> None:
        TALKS.dec()
        if self.presence is not None:
            self.presence.end()
        waited = self.watch.end()
        if self.conversation is not None:
            await self.channel_layer.group_discard(self.conversation.group, self.channel_name)
            for turn_id in waited:
                lose_later(turn_id, self.conversation.pk, self.holder)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            if bytes_data is not None:
                await self._frame(bytes_data)
            else:
                await self._message(text_data or "")
        except (BadMessage, BadFrame) as error:
            if error.code in FATAL:
                await self.refuse(error.code, FATAL[error.code])
            else:
                await self.complain(error.code)
        except TalkOver:
            await self.complain("talk.over")
        except TurnTaken:
            await self.complain("audio.turn")
        except LimitReached as limit:
            await self.complain(limit.code)

    # ------------------------------------------------------------------ in

    async def _message(self, text: str) -> None:
        now = time.monotonic()
        if len(self._messages) == MAX_MESSAGES and now - self._messages[0] < 60:
            raise BadMessage("message.too_many", "more messages than a talk needs")
        self._messages.append(now)
        message = parse_client_message(text)
        if isinstance(message, TalkJoin):
            await self._join(message)
        elif self.conversation is None:
            raise BadMessage("message.order", "talk.join comes first")
        else:
            await Inbox(self).take(message)

    async def _join(self, message: TalkJoin) -> None:
        if message.rate != SAMPLE_RATE:
            return await self.refuse("audio.rate", 4400)
        user = self.scope["user"]
        try:
            conversation = await in_db(conversation_get)(
                user, self.scope["url_route"]["kwargs"]["conversation_id"]
            )
        except Conversation.DoesNotExist:
            return await self.refuse("talk.unknown", 4404)
        await join_talk(self, conversation, message)
        return None

    async def _frame(self, data: bytes) -> None:
        frame = parse_mic_frame(data)
        if self.conversation is None or self.microphone is None:
            raise BadMessage("message.order", "talk.join comes first")
        for action in self.microphone.take(frame):
            await self.act(action)

    async def act(self, action: Action) -> None:
        """Do what the microphone asks for."""
        if not isinstance(action, Begin):
            await self.tell(AudioResend(turn=action.turn, start=action.start))
            return
        assert self.conversation is not None
        assert self.microphone is not None
        try:
            if not await in_db(_may_speak)(self.scope["user"]):
                raise BadMessage("talk.consent", "no consent to process the voice")
            turn = await in_db(turn_open)(
                self.conversation.pk,
                action.turn,
                Turn.Kind.SPEECH,
                mode="hold" if self.microphone.hold else "open",
                offset=action.offset,
                interrupts=action.interrupts,
            )
        except (TalkOver, TurnTaken, LimitReached, BadMessage):
            self.microphone.refuse()  # or it would wait for ever for a turn that never began
            raise
        self.microphone.begin(streams.begin(turn.pk), action.offset)
        await self.watch.add(turn)

    # ------------------------------------------------------------------ out

    async def tell(self, message: Message) -> None:
        if self.language == ENGLISH:
            await self.send(text_data=message.model_dump_json())
        else:
            await self.send(text_data=json.dumps(message_in(self.language, message.model_dump(mode="json"))))

    async def complain(self, code: str) -> None:
        """Tell the client what could not be used; too many of these end the connection."""
        now = time.monotonic()
        if len(self._errors) == MAX_ERRORS and now - self._errors[0] < 60:
            return await self.refuse("message.too_many", 4400)
        self._errors.append(now)
        await self._tell_trouble(code if code in TEXTS else "message.invalid")
        return None

    async def refuse(self, code: str, close: int) -> None:
        """Close; ``code`` says why, and is empty where the client only has to come back."""
        if code:
            await self._tell_trouble(code, fatal=True)
        await self.close(code=close)

    async def _tell_trouble(self, code: str, *, fatal: bool = False) -> None:
        ERRORS_TOLD.labels(code).inc()
        await self.tell(error_raised(code, fatal=fatal))

    async def talk_events(self, delivery: dict[str, Any]) -> None:
        """From the channel layer: events and audio of this talk, in order."""
        for event in delivery["events"]:
            await self._event(event)
        for frame in delivery["frames"]:
            if not self._withdrawn or reply_turn(frame) not in self._withdrawn:
                await self.send(bytes_data=frame)

    async def _event(self, event: dict[str, Any]) -> None:
        seq = event["seq"]
        if seq and seq <= self.seq:
            return
        if seq > self.seq + 1:
            await self.catch_up()
            return
        if seq:
            self.seq = seq
        text = event["text"]
        if event["kind"] in WORDED and self.language != ENGLISH:
            text = json.dumps(message_in(self.language, json.loads(text)))
        await self.send(text_data=text)
        self.follow(event["kind"], event["turn"])

    async def talk_taken(self, event: dict[str, Any]) -> None:
        if event["holder"] != self.holder:
            self.watch.end()
            await self.refuse("talk.taken", 4409)

    async def talk_erased(self, event: dict[str, Any]) -> None:
        """The account goes with everything of it: nothing that was heard here stays, nothing more is."""
        self.microphone = None
        for turn_id in self.watch.end():
            await asyncio.to_thread(streams.close, turn_id)
        await self.refuse("account.erased", 4410)

    async def catch_up(self) -> None:
        """Send the lasting events that were missed, from their rows."""
        assert self.conversation is not None
        for payload in await in_db(events_after)(self.conversation.pk, self.seq):
            self.seq = payload["seq"]
            await self.send(text_data=json.dumps(message_in(self.language, payload)))
            self.follow(payload["type"], payload.get("turn"))

    async def look_for_missed(self, newest: int) -> None:
        """``newest`` is the talk's last event. Over Redis a delivery may be lost with its server: events have
        rows, audio has an address. The client comes back for both; what is only late is waited for.
        """
        seq, looks = self._behind
        self._behind = (self.seq, looks + 1 if seq == self.seq and newest > self.seq else 0)
        if self._behind[1] >= LATE_LOOKS:
            await self.close(code=1012)

    def follow(self, kind: str, turn: int | None) -> None:
        """Keep the microphone in step with the talk."""
        if turn is None or self.microphone is None:
            return
        if kind in {"turn.ended", "turn.failed"}:
            self.microphone.turn_over(turn)
        if kind in {"turn.dismissed", "turn.failed", "reply.ended"}:
            self.watch.drop(turn)
        if kind == "turn.dismissed":
            self._withdrawn.add(turn)


def _may_speak(user: User) -> bool:
    """By consent, and within the limits; raises LimitReached."""
    turn_allowed(user.pk, speech=True)
    return consent_given(user, "practise")
