"""The GPU's bench as a command, and that its figures are never taken for what they are not."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from bench import capacity, gpu
from bench.capacity import Talk
from bench.gpu_report import NO_GPU, TINY, notes, seconds_a_turn, where
from tests.model_server.tgi_standin import StandIn
from tests.seamless.tiny import tiny_seamless

CLEAN: dict[str, Any] = {
    "learners": 1,
    "errors": 0,
    "turns": 6,
    "speech_seconds_a_turn": 0.4,
    "cpu_ms_a_turn": 300,
}
MORE: dict[str, Any] = CLEAN | {"learners": 10, "speech_seconds_a_turn": 0.3}
FAILED: dict[str, Any] = CLEAN | {"learners": 32, "speech_seconds_a_turn": 0.1, "errors": 3}


def asked(**more: Any) -> argparse.Namespace:
    usual = {"tiny": False, "on_cpu": False, "folder": None, "learners": None, "turns": None, "runs": None}
    return argparse.Namespace(**usual | more)


def run(monkeypatch: pytest.MonkeyPatch, program: Any, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["bench", *words])
    found: int = program.main()
    return found


def test_without_a_gpu_it_runs_tiny_and_says_so_and_capacity_refuses_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(gpu, "usual_device", lambda: "cpu")
    monkeypatch.setenv("OMP_WAIT_POLICY", "PASSIVE")  # as it is set by then, for those who come after
    file = tmp_path / "gpu.json"
    words = ("--model", "large", "--learners", "2", "--turns", "1", "--runs", "1", "--json", str(file))
    assert run(monkeypatch, gpu, *words) == 0
    printed = capsys.readouterr()
    assert NO_GPU in printed.err
    assert TINY in printed.err
    found = json.loads(file.read_text("utf-8"))
    assert found == json.loads(printed.out)
    assert (found["device"], found["size"], found["gpu"]) == ("cpu", "tiny", None)
    assert found["notes"] == [NO_GPU, TINY]
    large = found["models"]["large"]
    assert large["gpu_seconds_a_turn"] is None
    assert large["partner"]["kind"] == "tiny"
    assert large["stages"]["errors"] == {}
    for runs in (large["talks_with_written_lines"], large["talks_with_a_model"]):
        assert [(one["turns"], one["errors"]) for one in runs] == [(2, 0)]
    assert run(monkeypatch, capacity, "--learners", "5", "--gpu-report", str(file)) == 2
    assert "says nothing of a GPU" in capsys.readouterr().err


def test_a_real_folder_is_measured_without_setting_lengths(tmp_path: Path) -> None:
    folder = tiny_seamless(2, tmp_path / "model")
    plan = gpu.Plan("cpu", tiny=True, learners=(1,), turns=1, runs=1, rhythm=Talk(), folder=folder)
    engines, took = gpu.loaded("large", plan)
    try:
        assert took.keys() == {"loaded_s", "first_runs_s"}
        assert engines.model.folder.path == folder
        assert not engines.model.writes_so_much
    finally:
        engines.close()


def test_the_size_follows_from_the_device_unless_it_is_said() -> None:
    def chosen(device: str, **more: Any) -> tuple[str, str]:
        plan = gpu.plan_of(asked(**more), device)
        return plan.device, plan.size

    assert chosen("cpu") == ("cpu", "tiny")
    assert chosen("cuda") == ("cuda", "real")
    assert chosen("cuda", tiny=True) == ("cuda", "tiny")
    assert chosen("cpu", on_cpu=True) == ("cpu", "real")
    assert chosen("cuda", on_cpu=True) == ("cpu", "real")
    assert chosen("cpu", folder=Path("model")) == ("cpu", "real")


def test_a_gpu_is_measured_with_as_many_learners_as_a_class() -> None:
    assert gpu.plan_of(asked(), "cuda").learners == (1, 10, 32)
    assert gpu.plan_of(asked(learners=(5,)), "cuda").learners == (5,)


@pytest.mark.parametrize("words", [("--learners", "0"), ("--learners", "a"), ("--folder", "x")])
def test_what_cannot_be_measured_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as left:
        run(monkeypatch, gpu, *words)
    assert left.value.code == 2
    assert words[0] in capsys.readouterr().err


@pytest.mark.parametrize("dialect", ["tgi", "openai"])
def test_a_server_is_asked_by_the_client_of_talks_and_its_own_time_is_not_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dialect: str
) -> None:
    monkeypatch.setattr(gpu, "usual_device", lambda: "cpu")
    monkeypatch.setenv("OMP_WAIT_POLICY", "PASSIVE")
    monkeypatch.setattr(gpu, "stages", lambda *given: {})  # they have nothing to do with it, and take time
    monkeypatch.setattr(gpu, "together", lambda *given: {})
    file = tmp_path / "gpu.json"
    words = ("--model", "large", "--learners", "1", "--turns", "1", "--json", str(file))
    with StandIn(openai=dialect == "openai") as server:
        assert run(monkeypatch, gpu, *words, "--llm-url", server.url, "--llm-dialect", dialect) == 0
        assert [asked.body["messages"][0]["role"] for asked in server.requests] == ["system"]
    large = json.loads(file.read_text("utf-8"))["models"]["large"]
    assert large["partner"]["kind"] == "server"
    assert large["partner"]["model"]
    (run_with_server,) = large["talks_with_a_model"]
    assert (run_with_server["turns"], run_with_server["errors"]) == (1, 0)
    assert "partner_seconds_a_turn" not in run_with_server


def test_a_server_that_does_not_answer_ends_it_before_anything_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gpu, "usual_device", lambda: "cpu")
    monkeypatch.setattr(gpu, "report", lambda *given: pytest.fail("it went on"))
    words = ("--llm-url", "http://127.0.0.1:9", "--llm-dialect", "openai")
    assert run(monkeypatch, gpu, *words) == 2
    assert "127.0.0.1:9" in capsys.readouterr().err


def test_a_turn_costs_what_it_did_with_the_most_learners_that_went_well() -> None:
    found = seconds_a_turn("cuda", "real", [CLEAN, MORE, FAILED], [], partner_counts=True)
    assert found == {"speech": 0.3, "partner": None, "cpu_ms": 300, "learners": 10}


def test_a_partner_counts_where_its_time_was_seen() -> None:
    runs = [MORE | {"partner_seconds_a_turn": 0.5}]
    assert (seconds_a_turn("cuda", "real", [CLEAN], runs, partner_counts=True) or {})["partner"] == 0.5
    assert (seconds_a_turn("cuda", "real", [CLEAN], runs, partner_counts=False) or {})["partner"] is None


@pytest.mark.parametrize(
    ("device", "size", "runs"),
    [("cpu", "real", [CLEAN]), ("cuda", "tiny", [CLEAN]), ("cuda", "real", [FAILED]), ("cuda", "real", [])],
)
def test_nothing_else_is_a_figure_of_a_gpu(device: str, size: str, runs: list[dict[str, Any]]) -> None:
    assert seconds_a_turn(device, size, runs, [], partner_counts=True) is None


def test_a_gpu_at_its_real_size_needs_no_note() -> None:
    assert notes("cuda", "real") == []
    assert notes("cuda:1", "tiny") == [TINY]


def test_the_report_names_the_machine_and_what_ran_the_models() -> None:
    found = where("cpu")
    assert {"machine", "torch", "transformers", "gpu"} == found.keys()
    assert "processor" in found["machine"]
