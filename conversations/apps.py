"""Talks: the path of a turn from the microphone to the reply, and the review."""

from __future__ import annotations

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"

    def ready(self) -> None:
        from conversations import privacy

        privacy.register()
