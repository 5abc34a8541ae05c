"""``python3 -m im4talkin test``: every step runs, one failure fails all, nothing is skipped in silence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from im4talkin.launcher import testing
from im4talkin.launcher.say import CannotStart

PYTHON = Path(sys.executable)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer without any of the programs, on which nothing may be installed."""
    monkeypatch.setattr(testing, "first_command", lambda commands: "")
    monkeypatch.setattr(testing, "may_install", lambda: False)


def test_the_tests_come_after_the_quick_checks() -> None:
    names = [name for name, _ in testing.steps(PYTHON, [])]
    assert names[0] == "ruff check"
    assert names[-1] == "tests"
    assert {"ruff format", "types", "migrations", "system checks"} <= set(names)


def test_page_scripts_are_left_out_only_where_node_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing, "first_command", lambda commands: "/usr/bin/node")
    assert "page scripts" in [name for name, _ in testing.steps(PYTHON, [])]
    assert "page scripts" not in [name for name, _ in testing.steps(PYTHON, ["nodejs"])]


def test_one_failing_step_fails_all_and_the_others_still_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = [("first", [sys.executable, "-c", "raise SystemExit(3)"]), ("second", [sys.executable, "-c", ""])]
    monkeypatch.setattr(testing, "steps", lambda python, missing: steps)
    monkeypatch.setattr(testing, "programs_ready", list)
    assert testing.run_all(PYTHON) == 1
    said = capsys.readouterr().out
    assert "== first: FAILED" in said
    assert "== second: passed" in said
    assert said.endswith("Failed: first.\n")


def test_all_passing_steps_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing, "steps", lambda python, missing: [("only", [sys.executable, "-c", ""])])
    monkeypatch.setattr(testing, "programs_ready", list)
    assert testing.run_all(PYTHON) == 0


@pytest.mark.usefixtures("bare")
def test_a_missing_program_fails_continuous_integration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(CannotStart, match="sudo apt install chromium nodejs"):
        testing.programs_ready()


@pytest.mark.usefixtures("bare")
def test_on_a_desk_a_missing_program_is_named_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert testing.programs_ready() == list(testing.PROGRAMS)
    assert "The tests need chromium, nodejs" in capsys.readouterr().err


def test_where_it_may_a_missing_program_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"node"}
    monkeypatch.setattr(
        testing, "first_command", lambda commands: commands[0] if commands[0] in there else ""
    )
    monkeypatch.setattr(testing, "may_install", lambda: True)

    def install(packages: list[str]) -> None:
        there.update(testing.PROGRAMS[package][0] for package in packages)

    monkeypatch.setattr(testing, "apt_install", install)
    assert testing.programs_ready() == []
