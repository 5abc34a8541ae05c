"""An upgrade that fails leaves everything as it was."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import ProgrammingError

from im4talkin.keeping import upgrading
from im4talkin.keeping.upgrading import UpgradeFailed, upgrade
from tests.project.tree import ROOT

BEFORE = ("conversations", "0001_initial")


def said(lines: list[str]) -> str:
    return "\n".join(lines)


def run(data: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, with a database of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**kept, "IM4TALKIN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "im4talkin.settings"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def script(data: Path, source: str) -> subprocess.CompletedProcess[str]:
    """A few lines in a process of their own, on the same database."""
    return subprocess.run(
        [sys.executable, "-c", source],
        cwd=ROOT,
        env={**os.environ, "IM4TALKIN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "im4talkin.settings"}
        | {"DATABASE_URL": "", "REDIS_URL": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def tables(data: Path) -> dict[str, str]:
    with sqlite3.connect(data / "im4talkin.sqlite3") as database:
        found = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        return dict(found.fetchall())


def test_tables_of_an_older_version_become_current_and_leave_a_backup(tmp_path: Path) -> None:
    run(tmp_path, "migrate", *BEFORE)
    old = tables(tmp_path)
    done = run(tmp_path, "upgrade")
    assert done.returncode == 0, done.stderr
    assert "postcard_read_at" in tables(tmp_path)["conversations_conversation"]
    assert "postcard_read_at" not in old["conversations_conversation"]
    assert list((tmp_path / "backups").iterdir())
    assert "are of this version already" in run(tmp_path, "upgrade").stdout


FAILING = """
import django, sys
django.setup()
from im4talkin.keeping import upgrading
from django.db import connection

def broken(*args, **kwargs):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE half_done (id integer)")
        cursor.execute("THIS IS NO SQL")

upgrading.call_command = broken
try:
    upgrading.upgrade(print)
except upgrading.UpgradeFailed as problem:
    sys.exit(str(problem))
"""


def test_a_file_that_was_changed_halfway_is_put_back(tmp_path: Path) -> None:
    run(tmp_path, "migrate", *BEFORE)
    old = tables(tmp_path)
    done = script(tmp_path, FAILING)
    assert "as they were before" in done.stderr
    assert tables(tmp_path) == old


DAMAGED = """
import django, sys
django.setup()
from im4talkin.keeping import upgrading

class Cursor:
    def __enter__(self): return self
    def __exit__(self, *raised): return None
    def execute(self, sql): assert sql == "PRAGMA integrity_check"
    def fetchone(self): return ("row 3 missing from index",)

class Connection:
    vendor = "sqlite"
    def cursor(self): return Cursor()

upgrading.connection = Connection()
try:
    upgrading._migrate()
except Exception as problem:
    sys.exit(str(problem))
"""


def test_a_file_that_was_damaged_on_the_way_is_put_back(tmp_path: Path) -> None:
    run(tmp_path, "migrate", *BEFORE)
    old = tables(tmp_path)
    done = script(tmp_path, DAMAGED)
    assert "damaged" in done.stderr
    assert tables(tmp_path) == old


POSTGRESQL = SimpleNamespace(
    vendor="postgresql", introspection=SimpleNamespace(table_names=lambda: ["conversations_turn"])
)


def test_where_no_backup_can_be_made_the_tables_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(path: Path) -> None:
        raise ProgrammingError("column does not exist")

    changed: list[str] = []
    monkeypatch.setattr(upgrading, "connection", POSTGRESQL)
    monkeypatch.setattr(upgrading, "pending", lambda: ["conversations.0009"])
    monkeypatch.setattr(upgrading, "archive_write", unreadable)
    monkeypatch.setattr(upgrading, "_migrate", lambda: changed.append("tables"))
    with pytest.raises(UpgradeFailed, match="pg_dump"):
        upgrade(print)
    assert changed == []
    upgrade(print, backup=False)
    assert changed == ["tables"]


@pytest.mark.django_db
def test_nothing_to_do_is_said() -> None:
    lines: list[str] = []
    upgrade(lines.append)
    assert said(lines) == "The tables are of this version already."


def test_two_backups_in_one_second_have_two_names(tmp_path: Path) -> None:
    first = upgrading.backup_path(tmp_path)
    first.write_bytes(b"")
    second = upgrading.backup_path(tmp_path)
    assert first != second


@pytest.mark.django_db
def test_the_command_says_so_too(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("upgrade")
    assert "already" in capsys.readouterr().out
