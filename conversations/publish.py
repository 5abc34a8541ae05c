"""The one sender of a talk's events. Only the runner and the services may call it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

import redis
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings

from conversations.loop import loop_thread
from conversations.models import Conversation
from conversations.protocol import Message

logger = logging.getLogger(__name__)


def publish(conversation: Conversation, messages: Iterable[Message], frames: Iterable[bytes] = ()) -> None:
    """Send messages, then audio frames, to everyone who follows the talk: one delivery, in order.

    Call from a thread that asgiref knows: a bare one wakes the in-memory layer seconds late.
    """
    events = [_event(message) for message in messages]
    audio = list(frames)
    if events or audio:
        send(conversation, {"type": "talk.events", "events": events, "frames": audio})


def send(conversation: Conversation, message: dict[str, Any]) -> None:
    """A message between the consumers of a talk."""
    sending = get_channel_layer().group_send
    if settings.PROFILE != "server":
        async_to_sync(sending)(conversation.group, message)
        return
    try:
        loop_thread.run(sending(conversation.group, message))
    except (redis.RedisError, OSError, TimeoutError) as error:
        # Events have their rows already: whoever follows the talk sees that some are missing.
        logger.warning("a delivery was lost (%s)", type(error).__name__)


def _event(message: Message) -> dict[str, Any]:
    return {
        "kind": getattr(message, "type", ""),
        "seq": getattr(message, "seq", 0),
        "turn": getattr(message, "turn", None),
        "text": message.model_dump_json(),
    }
