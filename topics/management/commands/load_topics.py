"""``manage.py load_topics [FOLDER]``: bring the catalogue into the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from topics.services import CATALOGUE, topics_load


class Command(BaseCommand):
    help = "Loads the catalogue's topics; a topic that a teacher has edited is left as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=CATALOGUE)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = topics_load(options["folder"])
        except DatabaseError as error:
            raise CommandError(
                "The tables are not there, or of another version: run 'python -m im4talkin upgrade' first."
            ) from error
        for label, slugs in (
            ("added", report.added),
            ("updated", report.updated),
            ("edited here, left as it is", report.kept),
        ):
            for slug in slugs:
                self.stdout.write(f"{slug}: {label}")
        for problem in report.problems:
            self.stderr.write(problem)
        loaded = len(report.added) + len(report.updated) + len(report.unchanged) + len(report.kept)
        self.stdout.write(f"{loaded} topics are ready, {len(report.problems)} were skipped.")
