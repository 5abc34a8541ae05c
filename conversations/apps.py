"""Talks: the path of a turn from the microphone to the reply, and the review."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    name = "conversations"
    verbose_name = _("Talks")

    def ready(self) -> None:
        from accounts import joining
        from conversations import guests, privacy
        from ml.given_up import on_given_up

        privacy.register()
        joining.on_joining("talks", guests.talks_move, guests.talks_count)
        on_given_up("metrics", _model_error_counted)


def _model_error_counted(code: str) -> None:
    """Counts are opened by processes that have something to count: each leaves a file."""
    from conversations.metrics import model_error_counted

    model_error_counted(code)
