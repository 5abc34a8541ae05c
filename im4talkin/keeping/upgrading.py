"""An upgrade that can be undone: a backup first, then the tables, then a look whether all is well."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from im4talkin.keeping.archive import archive_write

Say = Callable[[str], None]


class UpgradeFailed(Exception):
    """The tables are as they were before."""


def backup_path(folder: Path) -> Path:
    """A name that sorts by time and is not taken."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = f"im4talkin-{timezone.now():%Y%m%d-%H%M%S}"
    taken = sum(1 for _ in folder.glob(f"{stem}*.zip"))
    return folder / f"{stem}{f'-{taken + 1}' if taken else ''}.zip"


def pending() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def upgrade(say: Say, *, backup: bool = True) -> None:
    """Bring the tables to this version; raises UpgradeFailed when they had to stay."""
    if not (names := pending()):
        say("The tables are of this version already.")
        return
    if backup and connection.introspection.table_names():
        _backup(say)
    say(f"Changing the tables: {', '.join(names)}")
    try:
        _migrate()
    except Exception as error:  # whatever a migration raises, the old state is there again
        raise UpgradeFailed(
            f"The tables could not be changed ({type(error).__name__}). They are as they were before: "
            "start the version you had, and report this."
        ) from error
    say("The tables are of this version now.")


def _backup(say: Say) -> None:
    path = backup_path(settings.DATA_DIR / "backups")
    try:
        archive_write(path)
    except DatabaseError as error:
        # Tables of an older version cannot always be read by this one's models: copy the file instead.
        if connection.vendor != "sqlite":
            raise UpgradeFailed(
                "These tables are of an older version, and this one cannot back them up. Make a backup with "
                "pg_dump, then run: upgrade --without-backup. Nothing was changed."
            ) from error
        path = path.with_suffix(".sqlite3")
        _copy(Path(settings.DATABASES["default"]["NAME"]), path)
    say(f"Backup: {path}")


def _migrate() -> None:
    if connection.vendor == "postgresql":  # its changes of tables are part of the transaction
        with transaction.atomic():
            call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        return
    database = Path(settings.DATABASES["default"]["NAME"])
    before = database.with_suffix(".before")
    _copy(database, before)
    try:
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if cursor.fetchone() != ("ok",):
                raise DatabaseError("the file is damaged")
    except Exception:
        connections.close_all()
        for log in ("-wal", "-shm"):
            database.with_name(database.name + log).unlink(missing_ok=True)
        shutil.move(before, database)
        raise
    before.unlink()


def _copy(database: Path, target: Path) -> None:
    """SQLite's own copy: whole, whatever is being written."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    target.chmod(0o600)
