"""Models of random weights: as large as the real ones, and what comes out of them as long as it would be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bench.gpu_models import (
    FRAMES_A_LETTER,
    MILLIONS,
    VERSIONS,
    MeasuredModel,
    config_of,
    made_at_random,
    millions_of,
    timed,
    tokens_of_speech,
    units_of,
)
from bench.gpu_speech import FIRST, WISH, speech_of
from ml.loudness import from_pcm
from ml.seamless.model import Clip, Saying, Text
from ml.seamless.speech import RATE

FRAME = RATE // 50  # 20 ms


@pytest.fixture(scope="module", params=VERSIONS)
def model(request: pytest.FixtureRequest) -> Iterator[MeasuredModel]:
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield made_at_random(request.param, "cpu", tiny=True)
    torch.set_num_threads(threads)


def clip_of(seconds: float) -> Clip:
    return Clip(from_pcm(speech_of(seconds).tobytes()), "eng")


@pytest.mark.parametrize("name", VERSIONS)
def test_the_real_size_has_as_many_parameters_as_the_published_model(name: str) -> None:
    assert millions_of(config_of(name)) == MILLIONS[name]


def test_speech_is_written_down_in_two_and_a_half_words_a_second() -> None:
    assert [tokens_of_speech(seconds) for seconds in (0.1, 3.2, 10.0)] == [2, 12, 36]


@pytest.mark.parametrize("seconds", [3.2, 10.0])
def test_as_many_tokens_are_heard_as_were_said(model: MeasuredModel, seconds: float) -> None:
    (heard,) = model.hear([clip_of(seconds)])
    assert len(heard.logs) == tokens_of_speech(seconds)


def test_of_several_the_longest_decides(model: MeasuredModel) -> None:
    heard = model.hear([clip_of(1.0), clip_of(3.2)])
    assert [len(one.logs) for one in heard] == [tokens_of_speech(3.2)] * 2


def test_a_sentence_lasts_as_long_as_its_letters(model: MeasuredModel) -> None:
    (sound,) = model.speak([Saying(FIRST, "eng", 0)])
    if model.folder.version == 2:
        assert abs(len(sound) / FRAME - FRAMES_A_LETTER * len(FIRST)) <= FRAMES_A_LETTER
    else:
        tokens = model._processor.tokenizer(text_target=FIRST)["input_ids"]
        assert len(sound) == units_of(len(tokens)) * FRAME
    assert 3.0 < len(sound) / RATE < 5.0
    assert sound.std() > 0.01


def test_a_translation_is_as_long_as_what_it_translates(model: MeasuredModel) -> None:
    made: list[Any] = []
    written = model._written

    def noted(given: Any, *more: Any, **named: Any) -> Any:
        made.append((given, written(given, *more, **named)))
        return made[-1][1]

    model._written = noted  # type: ignore[method-assign]
    try:
        model.translate([Text(WISH, "eng", "rus")])
    finally:
        del model._written
    ((given, (_, logs)),) = made
    assert len(logs[0]) == given["input_ids"].shape[1]


def test_each_task_adds_to_its_own_time(model: MeasuredModel) -> None:
    before = dict(model.busy)
    model.hear([clip_of(1.0)])
    assert model.busy["hear"] > before["hear"]
    assert (model.busy["speak"], model.busy["translate"]) == (before["speak"], before["translate"])


def test_the_first_run_does_not_count() -> None:
    runs: list[int] = []
    assert timed(lambda: runs.append(1), 4)["n"] == 4
    assert len(runs) == 5


def test_speech_is_as_long_as_asked_for_and_ends_in_a_voice() -> None:
    assert abs(len(speech_of(3.2)) / RATE - 3.2) < 0.3
    assert speech_of(3.2, 1).tobytes() != speech_of(3.2, 2).tobytes()
