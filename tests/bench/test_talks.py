"""The command ``bench.talks``: what it asks for, and what it says when it cannot measure."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from bench import server, talks
from bench.server import OTHER_DATABASE, CannotMeasure, health, health_if_alive

NOBODY = "http://127.0.0.1:9"


def answers(monkeypatch: pytest.MonkeyPatch, text: str) -> list[str]:
    asked: list[str] = []

    def urlopen(url: str, timeout: float) -> io.StringIO:
        asked.append(url)
        return io.StringIO(text)

    monkeypatch.setattr(server, "urlopen", urlopen)
    return asked


def test_a_server_that_is_not_there_gets_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["talks", "--url", NOBODY])
    monkeypatch.setattr(talks, "dotenv", dict)
    monkeypatch.setattr(talks.signal, "signal", lambda *_: None)
    assert talks.main() == 2
    said = capsys.readouterr().err
    assert said.startswith(f"No im4talkin answers at {NOBODY}")
    assert said.count("\n") == 1


def test_a_server_that_died_tells_nothing() -> None:
    assert health_if_alive(NOBODY) is None


@pytest.mark.parametrize("text", ["<html>", "[]", "{}"])
def test_another_server_is_not_measured(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    answers(monkeypatch, text)
    with pytest.raises(CannotMeasure):
        health("http://localhost")


def test_only_the_start_of_a_run_resets_the_servers_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch, json.dumps({"engines": {}}))
    health("http://localhost", reset=True)
    assert asked == ["http://localhost/healthz?reset=1"]


def test_a_slash_at_the_end_of_the_address_is_taken_off() -> None:
    assert talks.options(["--url", "http://127.0.0.1:8000/"]).url == "http://127.0.0.1:8000"


@pytest.mark.parametrize("arguments", [["--learners", "0"], ["--turns", "-1"], ["--turns", "many"]])
def test_a_run_of_nobody_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        talks.options(arguments)


def test_a_database_without_our_tables_is_another_one() -> None:
    class Empty:
        def make(self) -> None:
            raise OperationalError("no such table")

        remove = make

    with pytest.raises(CannotMeasure, match=OTHER_DATABASE):
        talks.make(Empty())


class Cast:
    """A cast of nobody, which remembers that it was removed."""

    removed = 0

    def __init__(self, *_: Any) -> None: ...

    def make(self) -> list[Any]:
        return []

    def remove(self) -> None:
        Cast.removed += 1


@pytest.mark.parametrize(
    ("interrupted", "lost_error", "code"), [(False, None, 1), (True, None, 130), (False, "signed", 2)]
)
def test_the_report_is_written_whatever_happens(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, interrupted: bool, lost_error: str | None, code: int
) -> None:
    asked = iter([{"engines": {}}, {"engines": {}, "loop_lag_ms": None}])
    monkeypatch.setattr(talks, "health", lambda *_, **__: next(asked))
    monkeypatch.setattr("bench.learners.Cast", Cast)
    monkeypatch.setattr(talks, "talk", lambda *_: (interrupted, 0.5))
    if lost_error:
        found = {"turns": 0, "error_kinds": {"talk.signed_out": 1}}
        monkeypatch.setattr(talks, "reported", lambda *_: dict(found))
    target, before = tmp_path / "talks.json", Cast.removed
    args = talks.options(["--url", NOBODY, "--json", str(target), "--no-pauses"])
    if lost_error:
        with pytest.raises(CannotMeasure, match=OTHER_DATABASE):
            talks.measure(args)
    else:
        assert talks.measure(args) == code
    report = json.loads(target.read_text())
    assert report["loop_lag_ms"] is None
    assert report["server_alive_at_end"] is False
    assert {"settings", "client_cpu_s", "machine", "turns", "error_kinds"} <= report.keys()
    assert Cast.removed == before + 1
