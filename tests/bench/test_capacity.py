"""The formula for machines: it grows with what it should grow with, and takes measured costs."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.capacity import Costs, Talk, at_once, costs_measured, costs_on_gpu, main, needs, slots_for

COSTS, TALK = Costs(), Talk()


def test_cores_grow_with_the_learners() -> None:
    busy = [sum(needs(learners, COSTS, TALK)["cores_busy"].values()) for learners in (100, 200)]
    assert busy[1] == pytest.approx(2 * busy[0], rel=0.02)


def test_a_few_learners_need_one_process_of_each_kind() -> None:
    found = needs(3, COSTS, TALK)
    assert (found["web_processes"], found["worker_processes"]) == (1, 1)


def test_no_python_process_is_asked_for_more_than_a_core() -> None:
    found = needs(1000, COSTS, TALK)
    assert found["cores_busy"]["web"] / found["web_processes"] < 0.8
    assert found["cores_busy"]["worker"] / found["worker_processes"] < 0.8


def test_a_held_button_sends_less() -> None:
    held = needs(100, COSTS, replace(TALK, open_microphone=False))
    assert held["mbit_up"] < needs(100, COSTS, TALK)["mbit_up"] / 2


def test_slots_leave_room_for_chance_and_are_never_more_than_the_learners() -> None:
    assert 40 * 4.2 / 9.5 < slots_for(40, TALK) < 40
    assert slots_for(1, TALK) == 1


def test_engines_on_a_gpu_need_no_helpers() -> None:
    assert needs(100, replace(COSTS, engine_ms_a_turn=0), TALK)["helper_processes"] == 0


def test_gpus_are_unknown_until_they_are_measured() -> None:
    assert needs(100, COSTS, TALK)["gpus"] is None
    assert needs(100, replace(COSTS, gpu_seconds_a_turn=0.5), TALK)["gpus"] == 9


def test_not_everybody_talks_at_once() -> None:
    assert at_once(1_000_000, TALK) == 27_778


def test_costs_come_from_a_report() -> None:
    costs = costs_measured({"server_cpu_ms_a_turn": {"worker": 30, "helpers": 100, "web": 9}}, COSTS)
    assert (costs.worker_ms_a_turn, costs.engine_ms_a_turn) == (30, 100)
    assert costs.redis_ms_a_turn == COSTS.redis_ms_a_turn


def test_a_report_from_another_machine_is_refused() -> None:
    with pytest.raises(ValueError, match="server's machine"):
        costs_measured({"server_cpu_ms_a_turn": None}, COSTS)


def test_the_command_prints_its_answer_and_what_it_rests_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["capacity", "--registered", "1000", "--mode", "hold"])
    assert main() == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["learners_at_once"] == 28
    assert answer["database_gb_a_year"] > 0
    assert {"costs", "talk", "cores", "slots"} <= answer.keys()


@pytest.mark.parametrize("content", ["", "[]", "{}", "not json"])
def test_a_file_that_is_no_report_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str
) -> None:
    file = tmp_path / "talks.json"
    file.write_text(content)
    monkeypatch.setattr(sys, "argv", ["capacity", "--learners", "5", "--report", str(file)])
    assert main() == 2
    assert "talks.json" in capsys.readouterr().err


GPU: dict[str, Any] = {
    "device": "cuda",
    "size": "real",
    "models": {
        "large": {"gpu_seconds_a_turn": {"speech": 0.3, "partner": 0.2, "cpu_ms": 250, "learners": 10}},
        "medium": {"gpu_seconds_a_turn": {"speech": 0.4, "partner": None, "cpu_ms": 300, "learners": 10}},
        "failed": {"gpu_seconds_a_turn": None},
    },
}


def test_gpus_come_from_a_report_of_one() -> None:
    costs = costs_on_gpu(GPU, COSTS, "large")
    assert (costs.gpu_seconds_a_turn, costs.gpu_partner_in_it) == (0.5, True)
    found = needs(100, costs, TALK)
    assert found["gpus"] == 9
    assert found["helper_processes"] == 0
    assert found["cores_busy"]["engines"] == pytest.approx(100 / 9.5 * 0.25, abs=0.01)


def test_a_partner_that_was_not_seen_is_not_counted_and_that_is_told() -> None:
    costs = costs_on_gpu(GPU, COSTS, "medium")
    assert (costs.gpu_seconds_a_turn, costs.gpu_partner_in_it) == (0.4, False)


@pytest.mark.parametrize(
    ("report", "name", "why"),
    [
        (GPU | {"size": "tiny"}, "large", "says nothing of a GPU"),
        (GPU | {"device": "cpu"}, "large", "says nothing of a GPU"),
        (GPU, "small", "no figures of small"),
        (GPU, "failed", "had errors"),
        ({"server_cpu_ms_a_turn": {}}, "large", "no report of bench.gpu"),
        ([], "large", "no report of bench.gpu"),
    ],
)
def test_what_is_no_figure_of_a_gpu_is_refused(report: Any, name: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        costs_on_gpu(report, COSTS, name)


def test_the_command_takes_the_report_of_a_gpu(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "gpu.json"
    file.write_text(json.dumps(GPU))
    words = ["--learners", "100", "--gpu-report", str(file), "--gpu-model", "medium"]
    monkeypatch.setattr(sys, "argv", ["capacity", *words])
    assert main() == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["gpus"], answer["costs"]["gpu_seconds_a_turn"]) == (8, 0.4)
