"""Adapters of single learners on the shared model: each is heard with their own, nobody with another's."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml.seamless.adapters import BASE_FILE, WEIGHTS_FILE, Adapters
from ml.seamless.folder import read_folder
from ml.seamless.model import Clip, Saying, SeamlessModel, Text
from tests.seamless.tiny import tiny_seamless

ENCODER = r".*speech_encoder\.encoder\.layers\.\d+\.self_attn\.linear_(q|v)"
DECODER = r".*text_decoder\.layers\.\d+\.self_attn\.(q|v)_proj"
Maker = Callable[..., Path]


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_seamless(2, tmp_path_factory.mktemp("model"))


@pytest.fixture
def adapters(tmp_path: Path) -> Path:
    return tmp_path / "adapters"


@pytest.fixture
def make(model_folder: Path, adapters: Path) -> Maker:
    """An adapter that changes much, saved as a tuning job would."""

    def made(name: str, seed: int, targets: str = ENCODER) -> Path:
        import torch
        import transformers
        from peft import LoraConfig, get_peft_model

        base: Any = transformers.SeamlessM4Tv2Model.from_pretrained(model_folder, local_files_only=True)
        torch.manual_seed(seed)
        tuned = get_peft_model(base, LoraConfig(r=4, target_modules=targets), adapter_name=name)
        with torch.no_grad():
            for place, weight in tuned.named_parameters():
                if "lora_B" in place:
                    weight.normal_(0, 2.0)
        tuned.save_pretrained(str(adapters), selected_adapters=[name])
        (adapters / name / BASE_FILE).write_text(read_folder(model_folder).fingerprint + "\n")
        return adapters / name

    return made


def sounds(count: int) -> list[Any]:
    random = np.random.default_rng(5)
    return [random.normal(0, 0.1, 24_000).astype(np.float32) for _ in range(count)]


def heard(model: SeamlessModel, *names: str | None) -> list[tuple[tuple[str, ...], list[float]]]:
    """The same sound for each name, in one batch."""
    clips = [Clip(sounds(1)[0], "eng", name) for name in names]
    return [(found.pieces, [round(log, 3) for log in found.logs]) for found in model.hear(clips)]


@pytest.fixture
def model(model_folder: Path, adapters: Path) -> SeamlessModel:
    return SeamlessModel(read_folder(model_folder), "cpu", adapters=str(adapters))


def test_each_of_a_batch_has_their_own(model: SeamlessModel, make: Maker) -> None:
    plain = heard(model, None)[0]
    make("anna", 1)
    make("boris", 2)
    anna, boris = heard(model, "anna")[0], heard(model, "boris")[0]
    assert len({anna[0] + tuple(map(str, anna[1])), boris[0] + tuple(map(str, boris[1]))}) == 2
    assert plain not in (anna, boris)
    mixed = heard(model, "anna", None, "boris", "anna")
    for (pieces, logs), (alone, alone_logs) in zip(mixed, (anna, plain, boris, anna), strict=True):
        assert pieces == alone
        assert logs == pytest.approx(alone_logs, abs=0.01)


def test_without_a_name_the_model_is_as_it_was(model: SeamlessModel, make: Maker) -> None:
    plain = heard(model, None)
    make("anna", 1)
    heard(model, "anna")
    assert heard(model, None) == plain


@pytest.mark.parametrize("name", ["nobody", "../anna", "anna/../anna", "", "a" * 100, ".", "анна"])
def test_an_unknown_name_is_heard_without(model: SeamlessModel, make: Maker, name: str) -> None:
    plain = heard(model, None)
    make("anna", 1)
    assert heard(model, name) == plain


def test_one_made_for_another_model_is_left_out(model: SeamlessModel, make: Maker) -> None:
    plain = heard(model, None)
    (make("anna", 1) / BASE_FILE).write_text("another model")
    assert heard(model, "anna") == plain
    (make("boris", 1) / BASE_FILE).unlink()
    assert heard(model, "boris") == plain


def test_a_broken_one_costs_nobody_their_turn(model: SeamlessModel, make: Maker) -> None:
    plain = heard(model, None)
    (make("anna", 1) / WEIGHTS_FILE).write_bytes(b"half")
    assert heard(model, "anna", None) == [plain[0], plain[0]]
    make("boris", 2)
    assert heard(model, "boris") != plain


def test_one_whose_files_are_gone_is_not_used_any_more(model: SeamlessModel, make: Maker) -> None:
    """Who withdrew is heard by the model as it is from the next turn on."""
    plain = heard(model, None)
    anna = make("anna", 1)
    make("boris", 2)
    assert heard(model, "anna", "boris")[0] != plain[0]
    shutil.rmtree(anna)
    assert heard(model, "anna") == plain
    assert heard(model, "boris") != plain


def test_one_made_anew_is_loaded_anew(model: SeamlessModel, make: Maker) -> None:
    make("anna", 1)
    before = heard(model, "anna")
    make("anna", 3)
    model.adapters.forget("anna")
    assert heard(model, "anna") != before


def test_the_least_recently_used_goes_first(
    model: SeamlessModel, make: Maker, adapters: Path, model_folder: Path
) -> None:
    model.adapters = Adapters(model._model, str(adapters), model.folder.fingerprint, most=2)
    for number, name in enumerate(("anna", "boris", "clara")):
        make(name, number)
    heard(model, "anna")
    heard(model, "boris")
    heard(model, "anna")
    heard(model, "clara")
    assert list(model.adapters._loaded) == ["anna", "clara"]
    assert len(heard(model, "anna", "boris", "clara")) == 3  # more than are kept, all in one batch


def test_one_that_would_change_what_others_read_is_refused(model: SeamlessModel, make: Maker) -> None:
    plain = heard(model, None)
    make("anna", 1, targets=DECODER)
    assert heard(model, "anna") == plain


def test_nobodys_voice_or_translation_goes_through_an_adapter(model: SeamlessModel, make: Maker) -> None:
    saying, text = Saying("Hello there, my friend.", "eng", 0), Text("Where do you live?", "eng", "rus")
    before = model.speak([saying])[0], model.translate([text])
    make("anna", 1)
    heard(model, "anna")
    assert np.array_equal(model.speak([saying])[0], before[0])
    assert model.translate([text]) == before[1]
