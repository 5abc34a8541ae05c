"""``GET /healthz``."""

from __future__ import annotations

from django.test import Client

from im4talkin.version import version


def test_it_tells_what_runs_without_asking_the_database(client: Client) -> None:
    # Without the db fixture a query would fail this test.
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


def test_it_is_not_cached(client: Client) -> None:
    assert "no-store" in client.get("/healthz")["Cache-Control"]


def test_it_only_answers_questions(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
