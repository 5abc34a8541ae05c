"""``manage.py upgrade``: backup, tables, check; on failure everything is as before."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from im4talkin.keeping.upgrading import UpgradeFailed, upgrade


class Command(BaseCommand):
    help = "Makes a backup, brings the tables to this version and checks the configuration."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            upgrade(self.stdout.write)
        except UpgradeFailed as problem:
            raise CommandError(str(problem)) from problem
        call_command("check", verbosity=0)
