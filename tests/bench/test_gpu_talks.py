"""Learners at a tiny model: each turn is counted, with its sound or with what went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from bench.capacity import Talk
from bench.gpu import Plan, loaded
from bench.gpu_partner import Written
from bench.gpu_stages import Loaded, memory, stages, together
from bench.gpu_talks import Seen, summary, talks
from ml.errors import EngineError

QUICK = Talk(turn_seconds=0.5, speech_seconds=1.0)
PLAN = Plan(device="cpu", tiny=True, learners=(1,), turns=1, runs=1, rhythm=QUICK)


class Failing:
    def sentences(self, words: str) -> Iterator[str]:
        raise EngineError("model.slow", retryable=True)


class Silent:
    def sentences(self, words: str) -> Iterator[str]:
        yield from ()


@pytest.fixture(scope="module")
def engines() -> Iterator[Loaded]:
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    found, _ = loaded("large", PLAN)
    yield found
    found.close()
    torch.set_num_threads(threads)


def test_everybody_hears_an_answer(engines: Loaded) -> None:
    found = talks(engines, Written(), 3, 2, QUICK)
    assert (found["learners"], found["turns"], found["errors"]) == (3, 6, 0)
    assert found["first_sound_ms"]["n"] == found["heard_ms"]["n"] == 6
    assert found["first_sound_ms"]["p50"] > found["heard_ms"]["p50"] >= 96
    assert found["speech_seconds_a_turn"] > 0
    assert found["speech_seconds_a_turn_by_task"]["speak"] > 0


def test_a_model_that_is_late_is_a_time_out_and_no_figure(engines: Loaded) -> None:
    found = talks(engines, Failing(), 1, 1, QUICK)
    assert (found["errors"], found["time_outs"], found["error_kinds"]) == (1, 1, {"model.slow": 1})
    assert found["first_sound_ms"]["n"] == 0
    assert found["heard_ms"]["n"] == 1


def test_an_answer_without_sound_is_an_error(engines: Loaded) -> None:
    assert talks(engines, Silent(), 1, 1, QUICK)["error_kinds"] == {"mute": 1}


def test_each_step_is_measured_and_none_fails(engines: Loaded) -> None:
    found = stages(engines, 2)
    assert found.pop("errors") == {}
    assert 3.0 < found.pop("reply_seconds") < 8.0
    assert {row["n"] for row in found.values()} == {2}
    assert found["hear_10_s_ms"]["p50"] > found["features_of_10_s_ms"]["p50"] > 0
    assert {"first_sentence_ms", "next_sentence_ms", "translate_sentence_ms"} <= found.keys()


def test_a_step_that_fails_is_told_and_has_no_time(engines: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(texts: object) -> None:
        raise RuntimeError("something broke")

    monkeypatch.setattr(engines.model, "translate", fail)
    found = stages(engines, 1)
    assert found["errors"] == {"engine.failed": 1}
    assert found["translate_sentence_ms"]["n"] == 0


def test_several_clips_are_heard_at_once(engines: Loaded) -> None:
    found = together(engines.model, 1)
    assert list(found) == ["1", "2", "4", "8"]
    assert found["8"]["p50_each"] == pytest.approx(found["8"]["p50"] / 8, abs=0.1)


def test_memory_is_that_of_the_process_without_a_gpu() -> None:
    assert (memory("cpu")["process_resident_mb"] or 0) > 50


def test_the_device_is_busy_for_all_tasks_of_all_turns() -> None:
    seen = Seen(first_sound=[100.0, 300.0], errors=Counter({"engine.busy": 1, "mute": 1}), turns=4)
    found = summary(seen, {"hear": 1.0, "speak": 3.0}, wall=8.0, used=2.0)
    assert found["speech_seconds_a_turn"] == 1.0
    assert found["speech_seconds_a_turn_by_task"] == {"hear": 0.25, "speak": 0.75}
    assert (found["busy_share"], found["cpu_ms_a_turn"]) == (0.5, 500.0)
    assert (found["errors"], found["time_outs"]) == (2, 1)
    assert (found["first_sound_ms"]["p50"], found["first_sound_ms"]["most"]) == (200.0, 300.0)
