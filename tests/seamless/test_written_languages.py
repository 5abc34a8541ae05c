"""A model writes each of its languages, also those that it cannot speak."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from ml.seamless.folder import read_folder
from ml.seamless.model import Clip, SeamlessModel, Text
from tests.seamless.tiny import tiny_seamless

HUM = np.sin(np.arange(16_000) / 12).astype(np.float32) / 10
TEXT = "Good morning, my name is Robin."


@pytest.fixture(scope="module", params=[1, 2])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SeamlessModel:
    """It speaks English and Spanish only."""
    folder = tiny_seamless(request.param, tmp_path_factory.mktemp("model"))
    file = folder / "generation_config.json"
    told = json.loads(file.read_text("utf-8"))
    for name in ("t2u_lang_code_to_id", "vocoder_lang_code_to_id"):
        told[name] = {language: told[name][language] for language in ("eng", "spa")}
    file.write_text(json.dumps(told), encoding="utf-8")
    return SeamlessModel(read_folder(folder), "cpu")


def test_a_language_that_it_cannot_speak_is_written(model: SeamlessModel) -> None:
    assert "rus" in set(model.folder.languages) - set(model.folder.spoken)
    assert model.hear([Clip(HUM, "rus")])[0].pieces
    assert model.translate([Text(TEXT, "eng", "rus")])[0]


def test_it_is_written_as_generate_would_write_it(model: SeamlessModel) -> None:
    given = model._processor.tokenizer([TEXT, TEXT], src_lang="eng", return_tensors="pt")
    most = int(12 + 3 * given["input_ids"].shape[1])
    with torch.inference_mode():
        found = model._model.generate(**given, tgt_lang="spa", generate_speech=False, max_new_tokens=most)
    expected = model._processor.batch_decode(found.sequences, skip_special_tokens=True)
    assert model.translate([Text(TEXT, "eng", "spa")] * 2) == [text.strip() for text in expected]


def test_the_language_makes_a_difference(model: SeamlessModel) -> None:
    logs = {language: model.hear([Clip(HUM, language)])[0].logs for language in ("eng", "spa", "rus")}
    assert len(set(logs.values())) == 3
