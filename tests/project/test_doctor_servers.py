"""What the doctor finds about a server: its address, its clocks, what is done by the clock, its Redis."""

from __future__ import annotations

import ssl
import time
import urllib.error
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.core.cache import cache

from im4talkin import reachable
from im4talkin.doctor import address, servers
from im4talkin.doctor.findings import Finding, State
from im4talkin.reachable import NotReady
from im4talkin.tasks import BEAT_KEY, BEAT_SECONDS, beat_seen


def states(found: Iterator[Finding]) -> list[State]:
    return [finding.state for finding in found]


# ------------------------------------------------------------------ the address


@pytest.fixture
def school(settings: Any) -> Any:
    settings.PROFILE, settings.CLASS_MODE = "server", False
    settings.ALLOWED_HOSTS = ["localhost", "talk.school"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://talk.school"]
    return settings


def test_a_server_without_https_has_no_microphones(school: Any) -> None:
    assert states(address.address()) == []
    school.CSRF_TRUSTED_ORIGINS = []
    assert "https" in next(address.address()).en
    (found,) = address.address()
    assert found.state is State.LOOK
    assert "talk.school" in found.en


def test_a_server_without_a_name_lets_nobody_in(school: Any) -> None:
    school.ALLOWED_HOSTS = ["localhost"]
    (found,) = address.address()
    assert found.state is State.LOOK
    assert "ALLOWED_HOSTS" in found.en


def test_one_computer_needs_no_https(settings: Any) -> None:
    settings.PROFILE, settings.ALLOWED_HOSTS = "embedded", ["localhost"]
    assert states(address.address()) == [State.WELL]


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        (ssl.SSLCertVerificationError("self-signed certificate"), State.LOOK),
        (ConnectionRefusedError(), State.ILL),
    ],
)
def test_a_name_that_cannot_be_reached_over_https_is_told(
    school: Any, monkeypatch: pytest.MonkeyPatch, reason: OSError, state: State
) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise urllib.error.URLError(reason)

    monkeypatch.setattr(address.urllib.request, "urlopen", fails)
    (found,) = address.over_https()
    assert found.state is state
    assert "https://talk.school" in found.en


# ------------------------------------------------------------------ clocks


@pytest.mark.parametrize(("ahead", "state"), [(0.1, State.WELL), (60.0, State.LOOK), (-60.0, State.LOOK)])
def test_clocks_that_differ_are_told(monkeypatch: pytest.MonkeyPatch, ahead: float, state: State) -> None:
    monkeypatch.setattr(servers, "clocks_ahead", lambda: {"database": 0.0, "Redis": ahead})
    assert states(servers.clocks()) == [state]


def test_a_clock_that_is_a_minute_off_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reachable, "_database_time", lambda: time.time() - 60)
    monkeypatch.setattr(reachable, "_redis_time", time.time)
    (warning,) = reachable.clock_warnings()
    assert "database differ by 60 s" in warning


def test_where_nobody_tells_the_time_nothing_is_said_of_clocks(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> float:
        raise redis.ConnectionError

    monkeypatch.setattr(reachable, "_database_time", time.time)
    monkeypatch.setattr(reachable, "_redis_time", away)
    assert reachable.clock_warnings() == []


# ------------------------------------------------------------------ by the clock


def test_a_clock_that_does_not_run_is_told() -> None:
    assert states(servers.beat()) == [State.LOOK]
    beat_seen()
    assert states(servers.beat()) == [State.WELL]
    cache.set(BEAT_KEY, time.time() - 10 * BEAT_SECONDS)
    assert states(servers.beat()) == [State.LOOK]


# ------------------------------------------------------------------ whose Redis


@pytest.mark.parametrize(("ours", "found"), [(True, []), (False, [State.ILL])])
def test_another_installation_on_this_redis_is_told(
    monkeypatch: pytest.MonkeyPatch, ours: bool, found: list[State]
) -> None:
    monkeypatch.setattr(servers, "installation_id", lambda: "id")
    monkeypatch.setattr(servers, "installation_mark", lambda identity: ours)
    assert states(servers.redis_ours()) == found


def test_a_redis_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise NotReady("Redis does not answer.")

    monkeypatch.setattr(servers, "redis_answers", away)
    assert states(servers.redis_state()) == [State.ILL]
