"""What a SeamlessM4T folder holds, and whether it is whole; read in milliseconds and without PyTorch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ml.errors import EngineError
from ml.seamless.shards import NotWhole, weight_files

VERSIONS = {"seamless_m4t": 1, "seamless_m4t_v2": 2}  # config.json's model_type
ENGLISH = "eng"
LANGUAGES, TEXT_LANGUAGES = "generation_config.json", "text_decoder_lang_to_code_id"  # file and field
SPEAKERS, SAMPLE_RATE = 200, 16_000  # what transformers takes where config.json says nothing
TOKENIZERS = ("tokenizer.json", "sentencepiece.bpe.model")
PREPROCESSORS = ("preprocessor_config.json", "processor_config.json")  # of the hub; of transformers 5
AGAIN = "Run manage.py fetch_models --tier gpu again: it goes on where it stopped."


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder that can be loaded."""

    path: Path
    version: int  # 1: medium; 2: large v2
    languages: tuple[str, ...]  # it hears and writes; ISO 639-3, sorted
    spoken: tuple[str, ...]  # it speaks
    speakers: int  # are numbered from 0
    sample_rate: int  # Hz, of what it speaks
    fingerprint: str  # another model, another fingerprint: for adapters and caches


def read_folder(folder: Path) -> ModelFolder:
    """The model in ``folder``; EngineError ``model.folder`` says what is wrong with it and what to do."""
    try:
        return _read(folder)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise _bad(
            f"{folder} cannot be read ({why}): give the user that runs im4talkin the right."
        ) from error


def languages_in(folder: Path) -> frozenset[str]:
    """What the model in ``folder`` hears and writes, for whoever does not load it; empty: it is not here.
    Whether the rest is whole is not looked at."""
    try:
        return _languages_of(folder, (folder / LANGUAGES).stat().st_mtime_ns)
    except OSError:
        return frozenset()


@lru_cache(maxsize=4)
def _languages_of(folder: Path, written: int) -> frozenset[str]:
    try:
        return frozenset(_languages(_json(folder, LANGUAGES), TEXT_LANGUAGES))
    except EngineError:
        return frozenset()


def _read(folder: Path) -> ModelFolder:
    if not folder.exists():
        raise _bad(
            f"There is no folder {folder}: run manage.py fetch_models --tier gpu, or set IM4TALKIN_MODELS."
        )
    if not folder.is_dir():
        raise _bad(f"{folder} is no folder: remove it, then run manage.py fetch_models --tier gpu.")
    config = _config(folder)
    told = _json(folder, LANGUAGES)
    if next(_incomplete(folder), None):
        raise _bad(f"The model in {folder} is not whole: a download was interrupted. {AGAIN}")
    try:
        weights = weight_files(folder)
    except NotWhole as problem:
        raise _bad(f"The model in {folder} is not whole: {problem}. {AGAIN}") from problem
    _one_of(folder, TOKENIZERS, "the tokenizer is missing")
    _one_of(folder, ("tokenizer_config.json",), "the tokenizer's settings are missing")
    _one_of(folder, PREPROCESSORS, "the settings of the sound are missing")
    languages = _languages(told, TEXT_LANGUAGES)
    spoken = languages & _languages(told, "t2u_lang_code_to_id") & _languages(told, "vocoder_lang_code_to_id")
    for known, what in ((languages, "hear or write"), (spoken, "speak")):
        if ENGLISH not in known:
            raise _bad(
                f"The model in {folder} cannot {what} English by its generation_config.json: take the "
                "published one, with manage.py fetch_models --tier gpu."
            )
    return ModelFolder(
        path=folder,
        version=VERSIONS[config["model_type"]],
        languages=tuple(sorted(languages)),
        spoken=tuple(sorted(spoken)),
        speakers=_number(folder, config, "vocoder_num_spkrs", SPEAKERS),
        sample_rate=_number(folder, config, "sampling_rate", SAMPLE_RATE),
        fingerprint=_fingerprint(config, weights),
    )


def _config(folder: Path) -> dict[str, Any]:
    here = (folder / "config.json").is_file()
    kind = (config := _json(folder, "config.json")).get("model_type") if here else None
    if kind in VERSIONS:
        return config
    if any(folder.glob("*.pt")):  # both of the published ones have some, beside what transformers reads
        raise _bad(
            f"{folder} has fairseq's files, which cannot be loaded here: of the medium model take "
            "facebook/hf-seamless-m4t-medium, not facebook/seamless-m4t-medium. "
            "manage.py fetch_models --tier gpu fetches the right one."
        )
    if not here:
        raise _bad(f"The model in {folder} is not whole: config.json is missing. {AGAIN}")
    raise _bad(
        f"{folder} holds another model ({str(kind)[:40]}), not SeamlessM4T: empty it or set IM4TALKIN_MODELS,"
        " then run manage.py fetch_models --tier gpu."
    )


def _json(folder: Path, name: str) -> dict[str, Any]:
    try:
        value = json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _bad(f"The model in {folder} is not whole: {name} is missing. {AGAIN}") from error
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise _bad(f"{folder / name} cannot be read as JSON: delete that file. {AGAIN}")
    return value


def _incomplete(folder: Path) -> Iterator[Path]:
    """Files on their way: huggingface_hub keeps them in ``.cache``, other programs beside the rest."""
    return folder.rglob("*.incomplete")


def _one_of(folder: Path, names: tuple[str, ...], problem: str) -> None:
    if not any((folder / name).is_file() for name in names):
        raise _bad(f"The model in {folder} is not whole: {problem} ({' or '.join(names)}). {AGAIN}")


def _languages(told: dict[str, Any], field: str) -> set[str]:
    codes = told.get(field)
    return {str(language) for language in codes} if isinstance(codes, dict) else set()


def _number(folder: Path, config: dict[str, Any], field: str, usual: int) -> int:
    value = config.get(field, usual)
    if type(value) is not int or value < 1:
        raise _bad(f"{folder / 'config.json'} says no number for {field}: delete that file. {AGAIN}")
    return value


def _fingerprint(config: dict[str, Any], weights: Iterable[Path]) -> str:
    """Of the settings, not of who wrote them, and of the weights' sizes: their bytes would take minutes."""
    settings = {
        key: value for key, value in config.items() if key[0] != "_" and key != "transformers_version"
    }
    sizes = [(file.name, file.stat().st_size) for file in weights]
    return hashlib.sha256(json.dumps([settings, sizes], sort_keys=True).encode()).hexdigest()[:16]


def _bad(message: str) -> EngineError:
    return EngineError("model.folder", message)
