"""``GET /healthz``."""

from __future__ import annotations

import asyncio
from typing import Any

from django.test import Client

from im4talkin.looplag import LoopLag, loop_lag
from im4talkin.version import version


def test_it_tells_what_runs_without_asking_the_database(client: Client, settings: Any) -> None:
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
            "translator": "InstantTranslator",
        },
        "version": version(),
    }


def test_for_a_bench_it_also_tells_how_late_the_loop_was(client: Client, settings: Any) -> None:
    settings.BENCH = True
    assert client.get("/healthz?reset=1").json()["loop_lag_ms"] is None
    loop_lag.note(0.030)
    assert client.get("/healthz").json()["loop_lag_ms"]["over_20"] == 1
    assert client.get("/healthz").json()["loop_lag_ms"]["max"] == 30, "asking forgets nothing"
    assert client.get("/healthz?reset=1").json()["loop_lag_ms"] is None


def test_lateness_is_counted_over_the_whole_run() -> None:
    lag = LoopLag()
    for _ in range(98):
        lag.note(0.001)
    lag.note(0.0201)
    lag.note(0.0505)
    assert lag.figures() == {"p50": 1.1, "p95": 1.1, "p99": 20.2, "max": 50.5, "over_20": 2, "n": 100}
    lag.reset()
    assert lag.figures() is None


def test_nobody_starts_the_count_anew_without_a_bench(client: Client, settings: Any) -> None:
    settings.BENCH = False
    loop_lag.reset()
    loop_lag.note(0.001)
    client.get("/healthz?reset=1")
    assert loop_lag.figures() is not None
    loop_lag.reset()


async def test_the_loop_is_watched() -> None:
    lag = LoopLag()
    lag.start()
    await asyncio.sleep(0.05)
    figures = lag.figures()
    assert figures is not None
    assert figures["n"] >= 1


def test_it_is_not_cached(client: Client) -> None:
    assert "no-store" in client.get("/healthz")["Cache-Control"]


def test_it_only_answers_questions(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
