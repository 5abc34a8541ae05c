"""``manage.py restore``: everything out of one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from im4talkin.keeping.archive import ArchiveProblem, archive_check, archive_read
from im4talkin.prepare import database_prepare
from im4talkin.ready import database_for_a_command


class Command(BaseCommand):
    help = "Brings a backup back, into an empty installation or (--replace) in place of what is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="delete what is there")

    def handle(self, *args: Any, **options: Any) -> None:
        database_for_a_command(current=False)
        try:
            archive_check(options["file"])  # before the tables are touched
            database_prepare()
            manifest = archive_read(options["file"], replace=options["replace"])
        except ArchiveProblem as problem:
            raise CommandError(str(problem)) from None
        except (DatabaseError, ValueError) as error:
            raise CommandError(
                f"The backup does not fit these tables ({type(error).__name__}); nothing was changed."
            ) from error
        self.stdout.write(
            f"Restored {sum(manifest.rows.values())} rows and {manifest.files} recordings "
            f"of {manifest.made_at}. Everybody signs in again."
        )
