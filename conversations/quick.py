"""A WebSocket consumer that takes hundreds of frames a second.

Channels' own makes a task for every message, and before each one it looks after database connections in the
one thread that all sockets of the process share (channels/consumer.py). Here two tasks a connection take
messages as they come, and whoever needs the database goes through ``in_db``, which looks after its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer

Receive = Callable[[], Awaitable[dict[str, Any]]]


class QuickConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Messages of the client and of the channel layer, one after the other as with Channels' own."""

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Callable[..., Any]) -> None:
        self.scope = scope
        self.base_send = send
        self.channel_layer = get_channel_layer(self.channel_layer_alias)
        self.channel_name = await self.channel_layer.new_channel()
        self._one_at_a_time = asyncio.Lock()
        layer = partial(self.channel_layer.receive, self.channel_name)
        tasks = [asyncio.create_task(self._take(source)) for source in (receive, layer)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except StopConsumer:
            pass
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _take(self, source: Receive) -> None:
        while True:
            message = await source()
            async with self._one_at_a_time:
                await self.dispatch(message)

    async def dispatch(self, message: dict[str, Any]) -> None:
        await getattr(self, get_handler_name(message))(message)
