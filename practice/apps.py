"""What the buddy knows of a learner: the first conversation about them, and the memory of what they told."""

from __future__ import annotations

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "practice"

    def ready(self) -> None:
        from conversations import acquaintance
        from practice import services

        acquaintance.remembers(services.about_for_talk)
