"""Which profile the variables choose, and what is said about variables that choose none."""

from __future__ import annotations

from pathlib import Path

import pytest

from im4talkin.profile import Profile, profile_of

POSTGRES, REDIS = "postgres://someone:se%40cret@db.school:5433/talks", "redis://cache.school:6380/2"


def chosen(database_url: str, redis_url: str) -> Profile:
    return profile_of(database_url, redis_url, data_dir=Path("data"), prefix="school", connections=12)


def test_without_variables_it_is_one_process_on_sqlite() -> None:
    profile = chosen("", "")
    assert profile.name == "embedded"
    assert profile.problems == ()
    assert profile.database["NAME"] == Path("data") / "im4talkin.sqlite3"
    assert profile.celery["broker_url"] == "memory://"


def test_with_both_it_is_a_server() -> None:
    profile = chosen(POSTGRES, REDIS)
    assert profile.name == "server"
    assert profile.problems == ()
    database = profile.database
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.school", 5433, "talks")
    assert database["PASSWORD"] == "se@cret"
    assert database["CONN_MAX_AGE"] == 0, "a pool hands out connections; none is kept by a thread"
    assert database["OPTIONS"]["pool"]["max_size"] == 12
    assert profile.celery["broker_url"] == REDIS


def test_everything_in_redis_has_the_installations_prefix() -> None:
    profile = chosen(POSTGRES, REDIS)
    prefixes = [
        profile.channel_layer["CONFIG"]["prefix"],
        profile.cache["KEY_PREFIX"],
        profile.celery["broker_transport_options"]["global_keyprefix"],
    ]
    assert all(prefix.startswith("school:") for prefix in prefixes)
    assert len(set(prefixes)) == 3


@pytest.mark.parametrize(
    ("database_url", "redis_url", "named"),
    [
        (POSTGRES, "", "REDIS_URL is not"),
        ("", REDIS, "DATABASE_URL is not"),
        ("mysql://db/talks", REDIS, "DATABASE_URL cannot be read"),
        ("postgres:db", REDIS, "DATABASE_URL cannot be read"),
        ("postgres://db:port/talks", REDIS, "DATABASE_URL cannot be read"),
        ("postgres://me:p#ss@db/talks", REDIS, "%23"),
        ("postgres://[::1/talks", REDIS, "DATABASE_URL cannot be read"),
        ("postgres://db:5432/", REDIS, "DATABASE_URL names no database"),
        ("redis://db:6379/0", "postgres://cache/talks", "DATABASE_URL cannot be read"),
        (POSTGRES, "redis://cache/talks", "REDIS_URL ends with no number"),
        (POSTGRES, "http://cache", "REDIS_URL cannot be read"),
        (POSTGRES, "redis", "REDIS_URL cannot be read"),
        (POSTGRES, "redis://cache:99999/0", "REDIS_URL cannot be read"),
    ],
)
def test_what_chooses_none_is_told_and_harms_nothing(database_url: str, redis_url: str, named: str) -> None:
    profile = chosen(database_url, redis_url)
    assert profile.name == "embedded"
    assert any(named in problem for problem in profile.problems)


def test_no_password_is_repeated() -> None:
    profile = chosen("postgres://someone:topsecret@db:nonsense/x", "redis://:hush@")
    assert profile.problems
    assert not any("topsecret" in problem or "hush" in problem for problem in profile.problems)
