"""A model's folder is read without loading it, and each way in which it is not whole is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conversations.translator import language_known
from ml.errors import EngineError
from ml.registry import Engines
from ml.seamless.folder import read_folder
from ml.seamless.languages import CODES
from tests.project.tree import ROOT
from tests.seamless.tiny import LANGUAGES, SPEAKERS, tiny_seamless

Change = Callable[[Path], object]
KINDS = [(version, hub_layout) for version in (1, 2) for hub_layout in (False, True)]


def problem_of(folder: Path) -> str:
    with pytest.raises(EngineError) as told:
        read_folder(folder)
    assert told.value.code == "model.folder"
    return str(told.value)


def rewritten(name: str, **values: object) -> Change:
    """None takes a value away."""

    def change(folder: Path) -> None:
        found = json.loads((folder / name).read_text()) | values
        kept = {key: value for key, value in found.items() if value is not None}
        (folder / name).write_text(json.dumps(kept))

    return change


def shortened(name: str, keep: int) -> Change:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:keep])


def written(name: str, text: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    return change


def without(*names: str) -> Change:
    return lambda folder: [(folder / name).unlink() for name in names]


@pytest.mark.parametrize(("version", "hub_layout"), KINDS)
def test_a_whole_folder_tells_what_its_model_can(version: int, hub_layout: bool, tmp_path: Path) -> None:
    folder = tiny_seamless(version, tmp_path / "model", hub_layout=hub_layout)
    found = read_folder(folder)
    assert (found.path, found.version) == (folder, version)
    assert found.languages == found.spoken == tuple(sorted(LANGUAGES))
    assert (found.speakers, found.sample_rate) == (SPEAKERS, 16_000)


def test_it_may_hear_more_languages_than_it_speaks(tmp_path: Path) -> None:
    folder = tiny_seamless(2, tmp_path)
    rewritten("generation_config.json", vocoder_lang_code_to_id={"eng": 0, "rus": 1})(folder)
    found = read_folder(folder)
    assert found.spoken == ("eng", "rus")
    assert found.languages == tuple(sorted(LANGUAGES))


def test_what_config_leaves_out_is_as_transformers_has_it(tmp_path: Path) -> None:
    from transformers import SeamlessM4Tv2Config

    folder = tiny_seamless(2, tmp_path)
    rewritten("config.json", vocoder_num_spkrs=None, sampling_rate=None)(folder)
    found, usual = read_folder(folder), SeamlessM4Tv2Config()
    assert (found.speakers, found.sample_rate) == (usual.vocoder_num_spkrs, usual.sampling_rate)


def test_a_fingerprint_is_the_models_not_the_places(tmp_path: Path) -> None:
    one, two = (read_folder(tiny_seamless(2, tmp_path / name)) for name in ("one", "two"))
    rewritten("config.json", transformers_version="4.57.0", _name_or_path="elsewhere")(two.path)
    assert read_folder(two.path).fingerprint == one.fingerprint
    assert read_folder(tiny_seamless(1, tmp_path / "three")).fingerprint != one.fingerprint
    rewritten("config.json", vocoder_num_spkrs=5)(two.path)
    assert read_folder(two.path).fingerprint != one.fingerprint


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without("config.json"), "config.json is missing"),
        (written("config.json", "{"), "config.json cannot be read"),
        (written("config.json", "[]"), "config.json cannot be read"),
        (rewritten("config.json", model_type="whisper"), "another model (whisper)"),
        (rewritten("config.json", sampling_rate="fast"), "no number for sampling_rate"),
        (rewritten("config.json", vocoder_num_spkrs=0), "no number for vocoder_num_spkrs"),
        (without("generation_config.json"), "generation_config.json is missing"),
        (written("generation_config.json", "<html>"), "generation_config.json cannot be read"),
        (without("model-00002-of-00003.safetensors"), "model-00002-of-00003.safetensors is missing"),
        (shortened("model-00003-of-00003.safetensors", -1), "model-00003-of-00003.safetensors has"),
        (shortened("model-00001-of-00003.safetensors", 200), "fewer than its header"),
        (shortened("model-00001-of-00003.safetensors", 0), "no safetensors file"),
        (written("model-00001-of-00003.safetensors", "version https://git-lfs"), "Git LFS"),
        (written("model.safetensors.index.json", "{}"), "index.json cannot be read"),
        (written("model.safetensors.index.json", '{"weight_map": {}}'), "names no files"),
        (written("model.safetensors.index.json", '{"weight_map": {"a": "../b"}}'), "names no files"),
        (without("model.safetensors.index.json"), "there are no weights"),
        (written(".cache/huggingface/download/a.b.incomplete", ""), "download was interrupted"),
        (written("model.incomplete", ""), "download was interrupted"),
        (
            without("sentencepiece.bpe.model"),
            "tokenizer is missing (tokenizer.json or sentencepiece.bpe.model)",
        ),
        (without("tokenizer_config.json"), "tokenizer_config.json"),
        (without("preprocessor_config.json"), "preprocessor_config.json or processor_config.json"),
        (
            rewritten("generation_config.json", text_decoder_lang_to_code_id=None),
            "cannot hear or write English",
        ),
        (rewritten("generation_config.json", t2u_lang_code_to_id={"rus": 1}), "cannot speak English"),
    ],
)
def test_what_is_not_whole_is_said_with_what_to_do(change: Change, words: str, tmp_path: Path) -> None:
    folder = tiny_seamless(2, tmp_path / "model", hub_layout=True)
    change(folder)
    told = problem_of(folder)
    assert words in told
    assert str(folder) in told
    assert "manage.py fetch_models --tier gpu" in told


def test_a_header_without_sense_is_no_crash(tmp_path: Path) -> None:
    folder = tiny_seamless(1, tmp_path)
    for header in (b"{}}", b"[1]", b'{"a": 1}', b'{"a": {"data_offsets": []}}'):
        (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
        assert "cannot be read" in problem_of(folder)
    (folder / "model.safetensors").write_bytes((2).to_bytes(8, "little") + b"{}more")
    assert "too many" in problem_of(folder)


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    assert "no folder" in problem_of(tmp_path / "nothing")
    (tmp_path / "file").write_text("")
    assert "is no folder" in problem_of(tmp_path / "file")
    assert "config.json is missing" in problem_of(tmp_path)


def test_fairseqs_folder_is_sent_to_the_right_repository(tmp_path: Path) -> None:
    for name in ("multitask_unity_medium.pt", "tokenizer.model"):
        (tmp_path / name).write_bytes(b"PK")
    assert "facebook/hf-seamless-m4t-medium, not facebook/seamless-m4t-medium" in problem_of(tmp_path)


def test_fairseqs_weights_beside_the_right_ones_do_not_disturb(tmp_path: Path) -> None:
    folder = tiny_seamless(2, tmp_path, hub_layout=True)
    (folder / "seamlessM4T_v2_large.pt").write_bytes(b"PK")
    assert read_folder(folder).version == 2


def test_a_folder_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tiny_seamless(1, tmp_path)

    def refused(*args: object, **kwargs: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refused)
    assert "cannot be read (Permission denied)" in problem_of(folder)


def test_reading_a_folder_loads_no_pytorch(tmp_path: Path) -> None:
    folder = tiny_seamless(2, tmp_path)
    question = (
        "import sys; from pathlib import Path; from ml.seamless.folder import read_folder;"
        "heavy = {'torch', 'transformers', 'numpy'};"
        "print(read_folder(Path(sys.argv[1])).version, *heavy & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", question, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == ["2"]


# ------------------------------------------------------------------ asked by whoever does not load it


def told(folder: Path, *codes: str) -> Engines:
    """The translator of a folder in which nothing is but what it says of these languages."""
    config = {"text_decoder_lang_to_code_id": {code: at for at, code in enumerate(codes)}}
    (folder / "generation_config.json").write_text(json.dumps(config))
    spec = {"BACKEND": "ml.engines.seamless.SeamlessTranslator", "OPTIONS": {"folder": str(folder)}}
    return Engines({"translator": spec})


def test_a_translator_knows_the_languages_of_its_folder_without_being_loaded(tmp_path: Path) -> None:
    engines = told(tmp_path, "eng", "rus", "xyz")
    assert engines.capabilities("translator").languages == ("en", "ru")
    assert language_known(engines, "ru") == "ru"
    assert language_known(engines, "es") == ""


def test_another_model_in_the_same_folder_is_read_anew(tmp_path: Path) -> None:
    engines = told(tmp_path, "eng", "rus")
    assert language_known(engines, "es") == ""
    told(tmp_path, "eng", "spa")
    os.utime(tmp_path / "generation_config.json", (1, 1))
    assert language_known(engines, "es") == "es"


@pytest.mark.parametrize("text", [None, "{", "[]", "{}"])
def test_where_the_folder_tells_nothing_the_published_languages_are_taken(
    tmp_path: Path, text: str | None
) -> None:
    engines = told(tmp_path, "eng")
    if text is None:
        (tmp_path / "generation_config.json").unlink()
    else:
        (tmp_path / "generation_config.json").write_text(text)
    assert len(engines.capabilities("translator").languages) == len(CODES)
