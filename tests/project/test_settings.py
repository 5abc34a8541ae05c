"""Readers of the environment, and the settings that come of them."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from im4talkin.env import env_bool, env_int, env_list, env_text
from tests.project.tree import ROOT


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "")
    assert env_text("X", "default") == "default"
    assert env_bool("X", True)
    assert env_int("X", 7, least=1, most=9) == 7
    assert env_list("X", ("a",)) == ["a"]


def test_a_text_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("X_FILE", str(tmp_path / "secret"))
    assert env_text("X") == "from the file"


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("X_FILE", str(tmp_path / "missing"))
    with pytest.raises(ImproperlyConfigured, match="X_FILE"):
        env_text("X")


@pytest.mark.parametrize("text", ["maybe", "2"])
def test_a_muddled_yes_or_no_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("X", text)
    with pytest.raises(ImproperlyConfigured, match="write 1 or 0"):
        env_bool("X")


@pytest.mark.parametrize("text", ["ten", "0", "65536", "1.5"])
def test_a_number_out_of_its_bounds_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("X", text)
    with pytest.raises(ImproperlyConfigured, match="from 1 to 65535"):
        env_int("X", 1, least=1, most=65_535)


def test_a_list_is_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", " a, b ,,c")
    assert env_list("X") == ["a", "b", "c"]


def test_a_muddled_variable_ends_a_command_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "abc")
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "PORT=abc: write a whole number from 1 to 65535\n"


@pytest.mark.skipif(sys.platform == "win32", reason="rights are told differently there")
def test_the_made_secret_is_readable_by_its_owner_only() -> None:
    mode = (Path(settings.DATA_DIR) / "secret_key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_no_broker_is_ever_asked() -> None:
    from im4talkin.celery import app

    assert app.conf.broker_url == "memory://"
