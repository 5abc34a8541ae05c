"""What a process of the server profile waits for, and what it says while it waits."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import OutputWrapper
from django.test import Client
from prometheus_client import REGISTRY

from im4talkin import health, metrics, ready
from im4talkin.ready import NotReady
from tests.servers import RedisServer


@pytest.fixture
def server(settings: Any) -> Any:
    settings.PROFILE = "server"
    settings.SECRET_KEY_GIVEN, settings.SECRET_KEY = (
        True,
        "a key of its own, long enough to sign with 0123456789",
    )
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    return settings


def waited(seconds: float = 0) -> str:
    """What is said before it gives up."""
    said = OutputWrapper(io.StringIO())
    with pytest.raises(SystemExit) as ended:
        ready.wait_until_ready(seconds, said)
    assert ended.value.code == 1
    return str(said._out.getvalue())


@pytest.mark.django_db
def test_an_unreachable_redis_is_told_once_and_waited_for(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "TRY_SECONDS", 0.01)
    said = waited(seconds=0.1)
    assert said.count("Trying again") == 1
    assert "REDIS_URL" in said
    assert "Gave up" in said


@pytest.mark.django_db
def test_old_tables_end_the_start(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "redis_answers", lambda: None)

    def old() -> None:
        raise NotReady("The tables are of an older version: run 'python -m im4talkin upgrade' first.")

    monkeypatch.setattr(ready, "tables_are_current", old)
    assert "upgrade" in waited()


def test_a_process_of_the_server_profile_has_no_place_on_one_computer(settings: Any) -> None:
    settings.PROFILE = "embedded"
    assert "python3 -m im4talkin" in waited()


def test_a_redis_that_keeps_or_evicts_is_warned_about(settings: Any, tmp_path: Path) -> None:
    options = ("--appendonly", "yes", "--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru")
    for extra, warnings in (((), 0), (options, 2)):
        redis = RedisServer(tmp_path, *extra)
        settings.REDIS_URL = redis.url
        ready.redis_answers()
        assert len(ready.redis_warnings()) == warnings
        redis.kill()


# ------------------------------------------------------------------ addresses


@pytest.mark.django_db
def test_a_process_that_can_work_may_be_sent_visitors(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok"}


@pytest.mark.django_db
def test_a_proxy_may_ask_by_any_name(client: Client) -> None:
    for address in ("/readyz", "/healthz"):
        assert client.get(address, HTTP_HOST="web:8000").status_code == 200
    assert client.get("/", HTTP_HOST="web:8000").status_code == 400


@pytest.mark.django_db
def test_a_process_whose_database_is_away_may_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise NotReady("The database does not answer.")

    monkeypatch.setattr(health, "database_answers", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "The database does not answer."


def test_figures_are_told_to_this_computer(client: Client) -> None:
    page = client.get("/metrics").content.decode()
    assert "im4talkin_turn_answer_seconds_bucket" in page
    assert "im4talkin_turns_total" in page
    assert "im4talkin_slots_held 0.0" in page


@pytest.mark.parametrize("headers", [{"REMOTE_ADDR": "192.168.1.9"}, {"HTTP_X_FORWARDED_FOR": "10.0.0.1"}])
def test_figures_are_not_told_to_strangers(client: Client, headers: dict[str, str]) -> None:
    assert client.get("/metrics", **headers).status_code == 404


def test_who_has_the_token_may_read_from_anywhere(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "a-long-token"
    assert client.get("/metrics").status_code == 404
    answer = client.get("/metrics", REMOTE_ADDR="10.1.1.1", HTTP_AUTHORIZATION="Bearer a-long-token")
    assert answer.status_code == 200


def test_no_label_is_a_persons(client: Client) -> None:
    labels = {label for metric in REGISTRY.collect() for sample in metric.samples for label in sample.labels}
    ours = {"status", "evidence", "reason", "code", "role"}  # role: recogniser or voice
    theirs = {"le", "quantile", "implementation", "major", "minor", "patchlevel", "version", "generation"}
    assert labels <= ours | theirs


def test_what_a_dead_process_gauged_is_swept_away(tmp_path: Path) -> None:
    here = metrics.machine_name()
    for name in (f"gauge_livesum_{here}-999999", f"counter_{here}-999999", "gauge_livesum_elsewhere-999999"):
        (tmp_path / f"{name}.db").write_bytes(b"")
    forgotten = tmp_path / "counter_elsewhere-7.db"
    forgotten.write_bytes(b"")
    os.utime(forgotten, (0, 0))
    metrics.metrics_swept(tmp_path)
    left = {file.name for file in tmp_path.iterdir()}
    assert left == {f"counter_{here}-999999.db", "gauge_livesum_elsewhere-999999.db"}
