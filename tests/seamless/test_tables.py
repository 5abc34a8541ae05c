"""The tables by which v2 speaks are not copied by those who do not speak."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import numpy as np
import pytest

from ml.seamless.folder import read_folder
from ml.seamless.model import Clip, Saying, SeamlessModel, Text
from ml.seamless.tables import TABLES, Table
from tests.seamless.tiny import tiny_seamless

HUM = np.sin(np.arange(16_000) / 12).astype(np.float32) / 10


class Looked(Exception):
    """Somebody copied a table."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_seamless(2, tmp_path_factory.mktemp("model"))


def test_hearing_and_translating_copy_no_table(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = SeamlessModel(read_folder(folder), "cpu")

    def looked(self: Table) -> None:
        raise Looked

    monkeypatch.setattr(Table, "__iter__", looked)
    monkeypatch.setattr(Table, "__len__", looked)
    told = model._model.generation_config
    assert all(isinstance(getattr(told, name), Table) for name in TABLES)
    assert all(getattr(copy.deepcopy(told), name) is getattr(told, name) for name in TABLES)
    assert len(model.hear([Clip(HUM, "eng")])) == 1
    assert len(model.translate([Text("Yes.", "eng", "rus")])) == 1


def test_it_speaks_by_the_same_tables(folder: Path) -> None:
    model = SeamlessModel(read_folder(folder), "cpu")
    written = json.loads((folder / "generation_config.json").read_text("utf-8"))
    for name in TABLES:
        assert dict(getattr(model._model.generation_config, name)) == written[name]
    (sound,) = model.speak([Saying("Hello, how are you today?", "eng", 0)])
    assert len(sound) > 1000


def test_version_1_has_no_tables_and_needs_none(tmp_path: Path) -> None:
    model = SeamlessModel(read_folder(tiny_seamless(1, tmp_path / "model")), "cpu")
    assert not any(hasattr(model._model.generation_config, name) for name in TABLES)
    assert len(model.hear([Clip(HUM, "eng")])) == 1
