"""Tiny SeamlessM4T models with random weights, saved as the real ones are.

They run through the same classes and give sound and words without sense. Each kind is made once a process (a
tenth of a second, and the import of PyTorch) and copied from then on.
"""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from bench.seamless_made import LANGUAGES, SPEAKERS, model_of, speak_at, tiny_config, tokenizer_made
from tests.seamless.sentences import CYRILLIC, LETTERS, LINES

__all__ = ["LANGUAGES", "SPEAKERS", "tiny_seamless"]

PIECES = 400  # of the vocabulary, without the languages' codes
PROCESSOR = "SeamlessM4TProcessor"  # the repositories name it; v2 is not found without
FRAMES = 4  # of 20 ms, of each letter (v2) or unit (v1)
SHARD = "400KB"  # the real ones come in two files, too
# That learns: wide enough, and nothing is left to chance.
TAUGHT: dict[str, Any] = {
    "hidden_size": 64,
    "encoder_ffn_dim": 128,
    "decoder_ffn_dim": 128,
    "speech_encoder_intermediate_size": 128,
    "t2u_encoder_ffn_dim": 128,
    "t2u_decoder_ffn_dim": 128,
    "dropout": 0.0,
    "activation_dropout": 0.0,
    "attention_dropout": 0.0,
    "speech_encoder_dropout": 0.0,
    "adaptor_dropout": 0.0,
    "initializer_range": 0.06,
}


def tiny_seamless(version: int, folder: Path, *, hub_layout: bool = False, learns: bool = False) -> Path:
    """``folder`` with a tiny model of ``version`` 1 or 2 in it; the same weights every time.

    As transformers 5 saves it, or, with ``hub_layout``, as the hub's repositories lie: a sentencepiece model
    in place of ``tokenizer.json``, ``preprocessor_config.json``, and the weights in
    several files with an index. ``learns``: somewhat larger, to be taught something (``training.py``).
    """
    shutil.copytree(_made(version, hub_layout, learns), folder, dirs_exist_ok=True)
    return folder


@cache
def _made(version: int, hub_layout: bool, learns: bool) -> Path:
    from transformers import SeamlessM4TFeatureExtractor, SeamlessM4TProcessor

    folder = Path(tempfile.mkdtemp(prefix="im4talkin-tiny-seamless-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    extractor = SeamlessM4TFeatureExtractor()
    if hub_layout:
        tokenizer = _sentencepiece(folder)
        extractor.save_pretrained(folder)
        _add(folder / "preprocessor_config.json", {"processor_class": PROCESSOR})
    else:
        tokenizer = tokenizer_made(LINES, LETTERS + CYRILLIC, PIECES, LANGUAGES)
        SeamlessM4TProcessor(feature_extractor=extractor, tokenizer=tokenizer).save_pretrained(folder)
    _model(version, tokenizer, TAUGHT if learns else {}).save_pretrained(
        folder, max_shard_size=SHARD if hub_layout else "5GB"
    )
    return folder


def _sentencepiece(folder: Path) -> Any:
    """The files of a repository that an older transformers has written, and the tokenizer read from them."""
    import sentencepiece
    from transformers import SeamlessM4TTokenizer

    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(LINES),
        model_prefix=str(folder / "sentencepiece.bpe"),
        vocab_size=PIECES,
        model_type="bpe",
        character_coverage=1.0,
        unk_id=0,
        bos_id=1,
        eos_id=2,
        pad_id=-1,
        minloglevel=2,
        hard_vocab_limit=False,
    )
    (folder / "sentencepiece.bpe.vocab").unlink()
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.bpe.model"))
    _token_files(folder, first=pieces.get_piece_size() + 1)  # <pad> comes before sentencepiece's own
    return SeamlessM4TTokenizer.from_pretrained(folder, local_files_only=True)


def _token_files(folder: Path, *, first: int) -> None:
    """What surrounds the sentencepiece model; ``first`` is the number of the first language's code."""
    codes = [f"__{language}__" for language in LANGUAGES]
    special = {"<pad>": 0, "<unk>": 1, "<s>": 2, "</s>": 3} | {
        code: first + number for number, code in enumerate(codes)
    }
    marks = {
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "additional_special_tokens": codes,
    }
    token = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
    _write(folder / "added_tokens.json", {code: special[code] for code in codes})
    _write(folder / "special_tokens_map.json", marks)
    _write(
        folder / "tokenizer_config.json",
        marks
        | {
            "added_tokens_decoder": {
                str(place): {"content": text} | token for text, place in special.items()
            },
            "tokenizer_class": "SeamlessM4TTokenizer",
            "processor_class": PROCESSOR,
            "src_lang": "eng",
            "tgt_lang": "eng",
        },
    )


def _write(file: Path, value: Any) -> None:
    file.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _add(file: Path, more: dict[str, Any]) -> None:
    _write(file, json.loads(file.read_text(encoding="utf-8")) | more)


def _model(version: int, tokenizer: Any, more: dict[str, Any]) -> Any:
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = model_of(tiny_config(version, tokenizer, more), tokenizer, LANGUAGES)
    speak_at(model, FRAMES)
    return model
