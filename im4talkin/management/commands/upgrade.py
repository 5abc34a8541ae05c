"""``manage.py upgrade``: backup, tables, check; on failure everything is as before."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from im4talkin.keeping.upgrading import UpgradeFailed, upgrade
from im4talkin.ready import database_for_a_command


class Command(BaseCommand):
    help = "Makes a backup, brings the tables to this version and checks the configuration."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--without-backup", action="store_true", help="there is one, made with pg_dump")

    def handle(self, *args: Any, **options: Any) -> None:
        database_for_a_command(current=False)
        try:
            upgrade(self.stdout.write, backup=not options["without_backup"])
        except UpgradeFailed as problem:
            raise CommandError(str(problem)) from problem
        call_command("check", verbosity=0)
