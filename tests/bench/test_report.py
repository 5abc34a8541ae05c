"""What every bench reports, and what it says when it has nothing to measure."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench import recognition
from bench.recognition_data import recordings
from bench.report import percentiles


def test_percentiles_of_no_values_are_unknown_not_zero() -> None:
    assert percentiles([]) == {"p50": None, "p95": None, "p99": None, "n": 0}


def test_percentiles_lie_between_values() -> None:
    assert percentiles([3, 1, 2]) == {"p50": 2, "p95": 2.9, "p99": 2.98, "n": 3}


def test_a_folder_without_a_list_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"holds no list of recordings: it needs scores\.jsonl or manifest"):
        recordings(tmp_path)


def test_an_empty_list_gets_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "manifest.jsonl").write_text("")
    monkeypatch.setattr(sys, "argv", ["recognition", "--data", str(tmp_path)])
    with pytest.raises(SystemExit, match="lists no recording"):
        recognition.main()
