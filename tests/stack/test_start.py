"""Processes of the server profile that cannot begin: one clear sentence, an exit code, and no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from bench.stack import SECRET_KEY
from tests.project.tree import ROOT
from tests.servers import PostgresServer, RedisServer, free_port


@dataclass
class Servers:
    postgres: PostgresServer
    redis: RedisServer
    data: Path

    def run(self, *command: str, **changed: str) -> subprocess.CompletedProcess[str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("IM4TALKIN_", "DJANGO_"))}
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env={
                **kept,
                "DATABASE_URL": self.postgres.url,
                "REDIS_URL": self.redis.url,
                "IM4TALKIN_DATA": str(self.data),
                "IM4TALKIN_HTTPS": "0",  # no proxy stands before it
                "SECRET_KEY": SECRET_KEY,
                **changed,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def refused(self, *command: str, **changed: str) -> str:
        """What is said by a process that ends with exit code 1."""
        done = self.run(*command, **changed)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    folder = tmp_path_factory.mktemp("start")
    postgres, redis = PostgresServer(), RedisServer(folder)
    yield Servers(postgres, redis, folder)
    redis.kill()
    postgres.remove()


NOWHERE = f"127.0.0.1:{free_port()}"
PROCESSES = (("web", "--port", "0"), ("worker",), ("beat",))
ONCE = (("upgrade",), ("backup",), ("restore", "some.zip"), ("load_topics",))


@pytest.mark.parametrize("command", PROCESSES, ids=lambda command: command[0])
def test_tables_that_are_not_there_yet_ask_for_upgrade(servers: Servers, command: tuple[str, ...]) -> None:
    assert "run 'python -m im4talkin upgrade' first" in servers.refused(*command, "--wait", "0")


@pytest.mark.parametrize("command", [PROCESSES[0], *ONCE], ids=lambda command: command[0])
def test_half_of_the_two_addresses_is_told_and_nothing_else_is_touched(
    servers: Servers, command: tuple[str, ...]
) -> None:
    assert "REDIS_URL is not" in servers.refused(*command, REDIS_URL="")
    assert not (servers.data / "im4talkin.sqlite3").exists(), "no second database beside the real one"


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (f"someone@{NOWHERE}/talks", "does not answer"),
        ("someone@no-such-host.invalid/talks", "host in DATABASE_URL is not known"),
        ("{server}/another", "no such database or user"),
        ("{server}/im4talkin?sslmode=perhaps", "options at the end of DATABASE_URL"),
    ],
)
def test_a_database_that_cannot_be_reached_is_told_with_its_reason(
    servers: Servers, end: str, told: str
) -> None:
    url = "postgres://" + end.format(
        server=servers.postgres.url.removeprefix("postgres://").rpartition("/")[0]
    )
    assert told in servers.refused("worker", "--wait", "0", DATABASE_URL=url)


@pytest.mark.parametrize("command", ONCE[:3], ids=lambda command: command[0])
def test_a_command_says_at_once_that_its_database_is_away(servers: Servers, command: tuple[str, ...]) -> None:
    said = servers.refused(*command, DATABASE_URL=f"postgres://someone@{NOWHERE}/talks")
    assert "does not answer" in said
    assert "Nothing was changed" in said


def test_a_server_that_is_away_is_waited_for_before_it_is_given_up(servers: Servers) -> None:
    said = servers.refused("web", "--port", "0", "--wait", "2.5", REDIS_URL=f"redis://{NOWHERE}/0")
    assert "Redis does not answer. Is it running, and is REDIS_URL right? Trying again ..." in said
    assert "Gave up waiting" in said


def test_a_database_that_redis_does_not_have_is_told(servers: Servers) -> None:
    url = servers.redis.url.removesuffix("0") + "99"
    assert "end it with /0" in servers.refused("beat", "--wait", "0", REDIS_URL=url)


def test_topics_are_not_loaded_into_tables_that_are_not_there(servers: Servers) -> None:
    assert "upgrade' first" in servers.refused("load_topics")


# ------------------------------------------------------------------ with tables

FAILING = """
import sys
from django.db import connection
from im4talkin.keeping import upgrading

def broken(*arguments, **options):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE half_done (id integer)")
        cursor.execute("THIS IS NO SQL")

upgrading.call_command = broken
try:
    upgrading.upgrade(print, backup=False)
except upgrading.UpgradeFailed as problem:
    sys.exit(str(problem))
"""


@pytest.fixture(scope="module")
def upgraded(servers: Servers) -> Servers:
    done = servers.run("upgrade")
    assert done.returncode == 0, done.stderr
    return servers


IDENTITY = "from im4talkin.installation import *; i = installation_id(); print(i, installation_mark(i))"


def identity(servers: Servers, **changed: str) -> list[str]:
    """What tells an installation from others, and whether Redis is its own."""
    done = servers.run("shell", "--no-imports", "-c", IDENTITY, **changed)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_two_installations_on_one_redis_are_noticed(upgraded: Servers) -> None:
    other = PostgresServer()
    try:
        assert upgraded.run("upgrade", DATABASE_URL=other.url).returncode == 0
        first, second = identity(upgraded), identity(upgraded, DATABASE_URL=other.url)
        assert first[0] != second[0]
        assert (first[1], second[1]) == ("True", "False")
        assert "Another installation" in upgraded.refused("worker", "--wait", "0", DATABASE_URL=other.url)
        assert identity(upgraded, DATABASE_URL=other.url, IM4TALKIN_PREFIX="apart")[1] == "True"
    finally:
        other.remove()


def test_a_program_that_is_older_than_its_tables_stops(upgraded: Servers) -> None:
    future = "('accounts', '9999_from_the_future', now())"
    with psycopg.connect(upgraded.postgres.url, autocommit=True) as database:
        database.execute(f"INSERT INTO django_migrations (app, name, applied) VALUES {future}")
        for command in (("worker", "--wait", "0"), ("upgrade",)):
            assert "of a newer version than this program" in upgraded.refused(*command)
        database.execute("DELETE FROM django_migrations WHERE name = '9999_from_the_future'")


def test_an_upgrade_that_breaks_halfway_leaves_the_tables_as_they_were(upgraded: Servers) -> None:
    with psycopg.connect(upgraded.postgres.url, autocommit=True) as database:
        assert upgraded.run("migrate", "conversations", "0002_lesson").returncode == 0
        said = upgraded.refused("shell", "--no-imports", "-c", FAILING)
        assert "as they were before" in said
        tables = database.execute("SELECT tablename FROM pg_tables").fetchall()
        assert ("half_done",) not in tables
    done = upgraded.run("upgrade", "--without-backup")
    assert done.returncode == 0, done.stderr
    assert "of this version now" in done.stdout
