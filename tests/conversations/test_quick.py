"""The loop of a socket: one message after the other, from whichever side, and an end that is an end."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.layers import get_channel_layer

from conversations.quick import QuickConsumer

pytestmark = pytest.mark.django_db  # an end looks after connections to the database


class Diary(QuickConsumer):
    """Writes down when it begins and ends a message; some take a while."""

    async def connect(self) -> None:
        self.written: list[str] = []
        self.scope["diary"] = self
        await self.accept()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if text_data == "break":
            raise RuntimeError("a bug")
        await self._write(str(text_data))

    async def from_layer(self, message: dict[str, Any]) -> None:
        await self._write(message["text"])

    async def _write(self, text: str) -> None:
        self.written.append(f"{text} begins")
        await asyncio.sleep(0.02)
        self.written.append(f"{text} ends")


async def connected() -> tuple[ApplicationCommunicator, Diary]:
    scope: dict[str, Any] = {"type": "websocket", "path": "/", "headers": []}
    socket = ApplicationCommunicator(Diary.as_asgi(), scope)
    await socket.send_input({"type": "websocket.connect"})
    assert (await socket.receive_output(5))["type"] == "websocket.accept"
    return socket, scope["diary"]


async def said(socket: ApplicationCommunicator, text: str) -> None:
    await socket.send_input({"type": "websocket.receive", "text": text})


async def left(socket: ApplicationCommunicator) -> None:
    await socket.send_input({"type": "websocket.disconnect", "code": 1000})
    await socket.wait(5)


async def written(diary: Diary, lines: int) -> list[str]:
    async with asyncio.timeout(5):
        while len(diary.written) < lines:
            await asyncio.sleep(0.005)
    return diary.written


async def test_messages_of_both_sides_are_never_handled_at_once() -> None:
    socket, diary = await connected()
    layer = get_channel_layer()
    for number in range(3):
        await said(socket, f"client {number}")
        await layer.send(diary.channel_name, {"type": "from.layer", "text": f"layer {number}"})
    lines = await written(diary, 12)
    assert [line.removesuffix(" begins") + " ends" for line in lines[::2]] == lines[1::2]
    await left(socket)


async def test_messages_of_one_side_keep_their_order() -> None:
    socket, diary = await connected()
    for number in range(4):
        await said(socket, str(number))
    assert (await written(diary, 8))[::2] == [f"{number} begins" for number in range(4)]
    await left(socket)


async def test_a_client_that_leaves_ends_both_loops() -> None:
    socket, diary = await connected()
    await left(socket)
    layer = get_channel_layer()
    await layer.send(diary.channel_name, {"type": "from.layer", "text": "too late"})
    await asyncio.sleep(0.05)
    assert diary.written == []


async def test_a_handler_that_breaks_ends_the_connection_and_says_so() -> None:
    socket, _ = await connected()
    await said(socket, "break")
    with pytest.raises(RuntimeError, match="a bug"):
        await socket.receive_output(timeout=5)


async def test_a_server_that_stops_ends_both_loops() -> None:
    socket, diary = await connected()
    socket.future.cancel()
    with pytest.raises(asyncio.CancelledError):
        await socket.future
    assert not [task for task in asyncio.all_tasks() if "_take" in repr(task.get_coro())]
    assert diary.written == []
