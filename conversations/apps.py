"""Talks: the path of a turn from the microphone to the reply, and the review."""

from __future__ import annotations

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"

    def ready(self) -> None:
        from accounts import joining, privacy
        from conversations import guests, services

        privacy.on_withdrawal("keep_recordings", services.recordings_delete)
        joining.on_joining("talks", guests.talks_move, guests.talks_count)
