"""Classes: teachers, pupils without e-mail, what they are asked to do, and the lesson they have together."""

from __future__ import annotations

from django.apps import AppConfig


class ClassesConfig(AppConfig):
    name = "classes"

    def ready(self) -> None:
        from accounts import guards
        from classes import guardians, rooms
        from conversations import room

        guards.require(guardians.VOICE_PURPOSES, guardians.guardian_allows)
        room.hold_where(rooms.holds_to_talk)
