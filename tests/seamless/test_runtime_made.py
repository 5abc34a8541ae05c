"""A model that is in memory already, in place of one that is read from a folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ml.errors import EngineError
from ml.seamless.batcher import Urgency
from ml.seamless.folder import read_folder
from ml.seamless.model import Saying, SeamlessModel
from ml.seamless.runtime import Runtime, runtime_for
from tests.seamless.tiny import tiny_seamless


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SeamlessModel:
    return SeamlessModel(read_folder(tiny_seamless(2, tmp_path_factory.mktemp("model"))), "cpu")


def test_engines_find_the_model_that_was_made_for_their_folder(model: SeamlessModel) -> None:
    asked: list[str] = []

    def make(device: str) -> SeamlessModel:
        asked.append(device)
        return model

    runtime_for("nowhere/made", "cpu", make)
    found = runtime_for("nowhere/made", "cpu")
    found.take()
    try:
        assert asked == ["cpu"]
        assert found.folder is model.folder
        assert len(found.answer(found.speak(Saying("Yes.", "eng", 0), Urgency.FINAL)))
    finally:
        found.leave()


def test_a_model_is_made_of_parts_without_a_folder(model: SeamlessModel, tmp_path: Path) -> None:
    folder = replace(model.folder, path=tmp_path / "none")
    again = SeamlessModel(folder, "cpu", made=(model._processor, model._model))
    said, same = (one.speak([Saying("Yes.", "eng", 0)])[0] for one in (again, model))
    assert said.tolist() == same.tolist()


def test_without_a_maker_the_folder_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        Runtime(str(tmp_path / "none"), "cpu").take()
    assert caught.value.code == "model.folder"
