"""What depends on the database holds on PostgreSQL as it does on SQLite: the same tests, once more."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.project.tree import ROOT
from tests.servers import PostgresServer

# Those that lock, count, fence, cascade, compare JSON or write files of rows.
TESTS = (
    "accounts/test_consents.py",
    "accounts/test_guests.py",
    "accounts/test_invites.py",
    "accounts/test_keeping.py",
    "accounts/test_people.py",
    "accounts/test_sign_in_links.py",
    "accounts/test_sign_up.py",
    "classes/test_assignments.py",
    "classes/test_lessons.py",
    "classes/test_roll.py",
    "conversations/test_attempts.py",
    "conversations/test_coming_back.py",
    "conversations/test_leases.py",
    "conversations/test_withdrawal.py",
    "keeping/test_archive.py",
    "stack/test_reaper.py",
    "topics/test_import_export.py",
    "topics/test_load_topics.py",
)


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.remove()


@pytest.mark.timeout(600)
def test_the_same_tests_pass(postgres: PostgresServer) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", *(f"tests/{name}" for name in TESTS)],
        cwd=ROOT,
        env={**os.environ, "TESTS_DATABASE_URL": postgres.url},
        capture_output=True,
        text=True,
        check=False,
        timeout=580,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
