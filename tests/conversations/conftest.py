"""A talk over the real socket, with the instant engines and clear synthetic speech."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async

from accounts.models import User
from accounts.services import consent_set
from bench.clips import SPEECH, clips_read, topic_document
from conversations import turn_jobs, watch
from conversations.dispatch import turns_drain
from conversations.frames import FLAG_LAST, REPLY_HEADER, MicFrame
from conversations.lookout import Lookout
from conversations.models import Conversation
from conversations.protocol import FRAME_SAMPLES
from conversations.services import conversation_start
from im4talkin.asgi import application
from tests.fakes import FakeEngines, FakeRecogniser, Hears, card
from topics.models import Topic
from topics.services import topic_import

CLIPS = clips_read(SPEECH, 24)
QUIET = np.random.default_rng(7)


def silence(ms: int) -> np.ndarray:
    """A quiet room, about -72 dBFS."""
    return QUIET.normal(0, 8, ms * 16).astype("<i2")


def said(number: int = 0) -> np.ndarray:
    """A clip between two pauses, the second long enough for any endpoint."""
    return np.concatenate([silence(400), CLIPS[number].pcm, silence(2600)])


@pytest.fixture(autouse=True)
def _nobody_waits_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process has one lookout and one event loop; every test brings a loop of its own."""
    monkeypatch.setattr(watch, "lookout", Lookout())


@pytest.fixture
def topic(transactional_db: None) -> Topic:
    return topic_import(topic_document(CLIPS, "bench-topic", "B1"), is_hidden=True)


@pytest.fixture
def them(monkeypatch: pytest.MonkeyPatch) -> FakeEngines:
    """Engines that do what the test tells them, in the place of the process's own."""
    engines = FakeEngines(FakeRecogniser(Hears(1, card())))
    monkeypatch.setattr(turn_jobs, "engines", lambda: engines)
    return engines


@pytest.fixture
def talk(learner: User, topic: Topic) -> Conversation:
    """A talk of the learner's, who agreed to speak."""
    consent_set(learner, "practise", True)
    return conversation_start(user=learner, topic=topic)


class Phone:
    """A client: sends frames and messages, collects what comes back."""

    def __init__(self, conversation: Conversation, user: User | None) -> None:
        self.conversation = conversation
        self.user = user
        self.headers: list[tuple[bytes, bytes]] = []  # beside the usual ones
        self.events: list[dict[str, Any]] = []
        self.audio: dict[tuple[int, int], bytes] = {}
        self.turn = 1
        self.offset = 0
        self.socket: ApplicationCommunicator | None = None

    async def connect(self) -> None:
        headers = [(b"origin", b"http://localhost"), (b"host", b"localhost"), *self.headers]
        if cookie := await database_sync_to_async(_session_cookie)(self.user):
            headers.append((b"cookie", cookie))
        path = f"/ws/talks/{self.conversation.pk}/"
        scope = {
            "type": "websocket",
            "path": path,
            "headers": headers,
            "query_string": b"",
            "subprotocols": [],
        }
        self.socket = ApplicationCommunicator(application, scope)
        await self.socket.send_input({"type": "websocket.connect"})
        accepted = await self.socket.receive_output(5)
        assert accepted["type"] == "websocket.accept"

    async def join(self, **fields: Any) -> dict[str, Any]:
        if self.socket is None:
            await self.connect()
        await self.send({"type": "talk.join", "version": 1, **fields})
        return await self.until("talk.joined")

    async def send(self, message: dict[str, Any] | str) -> None:
        assert self.socket is not None
        text = message if isinstance(message, str) else json.dumps(message)
        await self.socket.send_input({"type": "websocket.receive", "text": text})

    async def speak(
        self, pcm: np.ndarray, *, turn: int | None = None, offset: int | None = None, **flags: Any
    ) -> None:
        """Send samples as frames of the open turn, much faster than anybody speaks."""
        assert self.socket is not None
        turn = self.turn if turn is None else turn
        at = self.offset if offset is None else offset
        for start in range(0, len(pcm), FRAME_SAMPLES):
            piece = pcm[start : start + FRAME_SAMPLES].astype("<i2").tobytes()
            data = MicFrame(turn, at, piece, **flags).pack()
            await self.socket.send_input({"type": "websocket.receive", "bytes": data})
            at += len(piece) // 2
        if offset is None:
            self.offset = at

    async def until(self, kind: str, timeout: float = 15, **fields: Any) -> dict[str, Any]:
        """The next event of a kind; everything on the way is kept in ``events`` and ``audio``."""
        assert self.socket is not None
        while True:
            output = await self.socket.receive_output(timeout)
            if output["type"] == "websocket.close":
                raise AssertionError(f"closed {output.get('code')} while waiting for {kind}")
            if output.get("bytes") is not None:
                self._take_audio(output["bytes"])
                continue
            event = json.loads(output["text"])
            self._take(event)
            if event["type"] == kind and all(event[name] == value for name, value in fields.items()):
                return event

    async def closed(self, timeout: float = 10) -> int:
        assert self.socket is not None
        while True:
            output = await self.socket.receive_output(timeout)
            if output["type"] == "websocket.close":
                return int(output["code"])
            if output.get("text") is not None:
                self._take(json.loads(output["text"]))

    async def leave(self) -> None:
        if self.socket is not None:
            await self.socket.send_input({"type": "websocket.disconnect", "code": 1001})
            await self.socket.wait(5)
            self.socket = None

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == kind]

    def _take(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        if event["type"] in {"turn.ended", "turn.failed"} and event["turn"] >= self.turn:
            self.turn, self.offset = event["turn"] + 1, 0

    def _take_audio(self, data: bytes) -> None:
        _, flags, sentence, turn, _, _ = REPLY_HEADER.unpack_from(data)
        assert flags in {0, FLAG_LAST}
        key = (turn, sentence)
        self.audio[key] = self.audio.get(key, b"") + data[REPLY_HEADER.size :]


def _session_cookie(user: User | None) -> bytes:
    """The cookie of somebody signed in; nothing for nobody."""
    if user is None:
        return b""

    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}".encode()


@pytest.fixture
async def phone(talk: Conversation, learner: User) -> AsyncIterator[Phone]:
    phone = Phone(talk, learner)
    yield phone
    await phone.leave()
    await turns_drain(5)
