"""The tiny models are what they are taken for: transformers reads them, and they hear and speak."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
import transformers

from tests.seamless.tiny import LANGUAGES, tiny_seamless

CLASSES = {
    1: (transformers.SeamlessM4TForSpeechToText, transformers.SeamlessM4TForTextToSpeech),
    2: (transformers.SeamlessM4Tv2ForSpeechToText, transformers.SeamlessM4Tv2ForTextToSpeech),
}
KINDS = [(version, hub_layout) for version in (1, 2) for hub_layout in (False, True)]


@pytest.mark.parametrize(("version", "hub_layout"), KINDS)
def test_a_tiny_model_hears_and_speaks(version: int, hub_layout: bool, tmp_path: Path) -> None:
    folder = tiny_seamless(version, tmp_path / "model", hub_layout=hub_layout)
    processor = transformers.AutoProcessor.from_pretrained(folder, local_files_only=True)
    hears, speaks = (one.from_pretrained(folder, local_files_only=True).eval() for one in CLASSES[version])
    sound = np.random.default_rng(0).standard_normal(16_000).astype(np.float32) / 10
    with torch.inference_mode():
        heard = processor(audio=[sound], sampling_rate=16_000, return_tensors="pt")
        words = hears.generate(**heard, tgt_lang="rus", max_new_tokens=8)
        text = processor(text="Hello there.", src_lang="eng", return_tensors="pt")
        spoken = speaks.generate(**text, tgt_lang="eng")[0]
    assert words.shape[-1] > 2
    assert spoken.shape[-1] > 0
    assert torch.isfinite(spoken).all()


@pytest.mark.parametrize("hub_layout", [False, True])
def test_the_tokenizer_knows_the_letters_and_languages(hub_layout: bool, tmp_path: Path) -> None:
    folder = tiny_seamless(2, tmp_path / "model", hub_layout=hub_layout)
    tokenizer = transformers.AutoProcessor.from_pretrained(folder, local_files_only=True).tokenizer
    codes = json.loads((folder / "generation_config.json").read_text())["text_decoder_lang_to_code_id"]
    assert codes == {language: tokenizer.convert_tokens_to_ids(f"__{language}__") for language in LANGUAGES}
    for said in ("How are you?", "Как дела?", "¿Cómo estás?", "Ich heiße Jörg."):
        ids = tokenizer(said)["input_ids"]
        assert tokenizer.unk_token_id not in ids
        assert tokenizer.decode(ids, skip_special_tokens=True) == said


def test_the_same_weights_come_every_time_and_the_dice_are_left_alone(tmp_path: Path) -> None:
    torch.manual_seed(7)
    expected = torch.rand(1)
    torch.manual_seed(7)
    one = tiny_seamless(2, tmp_path / "one")
    assert torch.rand(1) == expected
    other = tiny_seamless(2, tmp_path / "other")
    assert (one / "model.safetensors").read_bytes() == (other / "model.safetensors").read_bytes()


def test_the_hubs_layout_has_several_files_of_weights_and_no_tokenizer_json(tmp_path: Path) -> None:
    folder = tiny_seamless(1, tmp_path / "model", hub_layout=True)
    names = {path.name for path in folder.iterdir()}
    assert {"sentencepiece.bpe.model", "preprocessor_config.json", "model.safetensors.index.json"} <= names
    assert len([name for name in names if name.endswith(".safetensors")]) > 1
    assert not {"tokenizer.json", "processor_config.json", "model.safetensors"} & names
