"""The one sender of a talk's events. Only the runner and the services may call it."""

from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from conversations.models import Conversation
from conversations.protocol import Message


def event_message(message: Message) -> dict[str, Any]:
    """A protocol message as it travels to the consumers of a talk."""
    return {
        "type": "talk.event",
        "kind": getattr(message, "type", ""),
        "seq": getattr(message, "seq", 0),
        "turn": getattr(message, "turn", None),
        "samples": getattr(message, "samples", None),
        "text": message.model_dump_json(),
    }


def audio_message(turn: int, revision: int, frames: list[bytes]) -> dict[str, Any]:
    return {"type": "talk.audio", "turn": turn, "revision": revision, "frames": frames}


def publish(conversation: Conversation, message: dict[str, Any]) -> None:
    """Send to everyone who follows the talk. From a thread that asgiref knows: a bare thread wakes the
    in-memory layer seconds late."""
    async_to_sync(get_channel_layer().group_send)(conversation.group, message)
