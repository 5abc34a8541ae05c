"""Classes: teachers, pupils without e-mail, what they are asked to do, and the lesson they have together."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassesConfig(AppConfig):
    name = "classes"
    verbose_name = _("Classes")

    def ready(self) -> None:
        from accounts import guards, teaching
        from classes import guardians, listening, privacy, rooms
        from conversations import room

        privacy.register()
        teaching.teaching_told_by(listening.teaches)
        guards.require(guardians.VOICE_PURPOSES, guardians.guardian_allows)
        room.hold_where(rooms.holds_to_talk)
