"""``manage.py protocol_docs``: writes docs/realtime-protocol.md from the contract."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from conversations.protocol_docs import FILE, protocol_docs


class Command(BaseCommand):
    help = "Writes docs/realtime-protocol.md from the socket contract."

    def handle(self, *args: Any, **options: Any) -> None:
        FILE.write_text(protocol_docs(), encoding="utf-8")
        self.stdout.write(f"Wrote docs/{FILE.name}.")
