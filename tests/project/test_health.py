"""``GET /healthz``."""

from __future__ import annotations

from django.test import Client
from pytest_django.fixtures import SettingsWrapper

from im4talkin.version import version


def test_it_tells_what_runs_without_asking_the_database(client: Client, settings: SettingsWrapper) -> None:
    # Without the db fixture a query would fail this test.
    settings.BENCH = False
    answer = client.get("/healthz").json()
    assert answer == {
        "status": "ok",
        "profile": "embedded",
        "tier": "instant",
        "engines": {
            "recogniser": "InstantRecogniser",
            "partner": "InstantPartner",
            "corrector": "InstantCorrector",
            "voice": "InstantVoice",
        },
        "version": version(),
    }


def test_for_a_bench_it_also_tells_how_late_the_loop_was(client: Client, settings: SettingsWrapper) -> None:
    settings.BENCH = True
    assert "loop_lag_ms" in client.get("/healthz").json()


def test_it_is_not_cached(client: Client) -> None:
    assert "no-store" in client.get("/healthz")["Cache-Control"]


def test_it_only_answers_questions(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
