"""``manage.py backup``: everything into one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from im4talkin.keeping.archive import archive_check, archive_write
from im4talkin.keeping.upgrading import backup_path
from im4talkin.ready import database_for_a_command


class Command(BaseCommand):
    help = "Writes accounts, topics, talks and kept recordings to one ZIP file, and reads it through."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="default: a new file in the data folder")

    def handle(self, *args: Any, **options: Any) -> None:
        database_for_a_command()
        path = options["file"] or backup_path(settings.DATA_DIR / "backups")
        try:
            archive_write(path)
            manifest = archive_check(path)
        except OSError as error:
            raise CommandError(
                f"{path} cannot be written ({error.strerror}): choose another place."
            ) from error
        except DatabaseError as error:
            raise CommandError("The tables are of another version: run upgrade first.") from error
        rows = sum(manifest.rows.values())
        size = path.stat().st_size / 1e6
        self.stdout.write(
            f"{path}: {rows} rows, {manifest.files} recordings, {size:.1f} MB. It holds what learners "
            "said: keep it where only you can read it, and delete it when it is no longer needed."
        )
