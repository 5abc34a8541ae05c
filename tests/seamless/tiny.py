"""Tiny SeamlessM4T models with random weights, saved as the real ones are.

They run through the same classes and give sound and words without sense. Each kind is made once a process (a
tenth of a second, and the import of PyTorch) and copied from then on.
"""

from __future__ import annotations

import atexit
import json
import math
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from tests.seamless.sentences import CYRILLIC, LETTERS, LINES

LANGUAGES = ("eng", "rus", "spa", "deu")
SPEAKERS = 4
PIECES = 400  # of the vocabulary, without the languages' codes
PROCESSOR = "SeamlessM4TProcessor"  # the repositories name it; v2 is not found without
FRAMES = 4  # of 20 ms, of each letter (v2) or unit (v1)
SHARD = "400KB"  # the real ones come in two files, too
SIZES: dict[str, Any] = {
    "hidden_size": 32,
    "encoder_layers": 2,
    "encoder_ffn_dim": 64,
    "encoder_attention_heads": 4,
    "decoder_layers": 2,
    "decoder_ffn_dim": 64,
    "decoder_attention_heads": 4,
    "max_position_embeddings": 512,
    "speech_encoder_layers": 2,
    "speech_encoder_attention_heads": 4,
    "speech_encoder_intermediate_size": 64,
    "conv_depthwise_kernel_size": 31,
    "max_new_tokens": 32,
    "t2u_vocab_size": 128,
    "t2u_encoder_layers": 2,
    "t2u_encoder_ffn_dim": 64,
    "t2u_encoder_attention_heads": 4,
    "t2u_decoder_layers": 2,
    "t2u_decoder_ffn_dim": 64,
    "t2u_decoder_attention_heads": 4,
    "t2u_max_position_embeddings": 512,
    "unit_hifi_gan_vocab_size": 124,
    "unit_embed_dim": 32,
    "lang_embed_dim": 8,
    "spkr_embed_dim": 8,
    "vocoder_num_langs": len(LANGUAGES),
    "vocoder_num_spkrs": SPEAKERS,
    "upsample_initial_channel": 32,
    "var_pred_dropout": 0.0,
    "encoder_layerdrop": 0.0,
    "decoder_layerdrop": 0.0,
    "speech_encoder_layerdrop": 0.0,
}
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
ONLY_1 = {
    "max_source_positions": 512,
    "num_conv_pos_embeddings": 16,
    "num_conv_pos_embedding_groups": 4,
    "t2u_max_new_tokens": 40,
}
ONLY_2 = {
    "t2u_variance_predictor_hidden_dim": 16,
    "t2u_variance_pred_dropout": 0.0,
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
        tokenizer = _tokenizer()
        SeamlessM4TProcessor(feature_extractor=extractor, tokenizer=tokenizer).save_pretrained(folder)
    _model(version, tokenizer, TAUGHT if learns else {}).save_pretrained(
        folder, max_shard_size=SHARD if hub_layout else "5GB"
    )
    return folder


def _tokenizer() -> Any:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
    from transformers import SeamlessM4TTokenizer

    bpe = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    bpe.normalizer = normalizers.NFKC()
    bpe.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first", split=True)
    trainer = trainers.BpeTrainer(
        vocab_size=PIECES,
        special_tokens=["<pad>", "<unk>", "<s>", "</s>"],
        show_progress=False,
        initial_alphabet=list(LETTERS + CYRILLIC + "▁"),
    )
    bpe.train_from_iterator(LINES, trainer)
    made = json.loads(bpe.to_str())["model"]
    return SeamlessM4TTokenizer(
        vocab=made["vocab"],
        merges=[tuple(merge) for merge in made["merges"]],
        additional_special_tokens=[f"__{language}__" for language in LANGUAGES],
        src_lang="eng",
        tgt_lang="eng",
    )


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
    import transformers

    sizes = SIZES | more | {"vocab_size": len(tokenizer)}
    letters = sorted({letter for piece in tokenizer.get_vocab() for letter in piece})
    with torch.random.fork_rng():
        torch.manual_seed(0)
        if version == 1:
            model = transformers.SeamlessM4TModel(transformers.SeamlessM4TConfig(**sizes, **ONLY_1))
        else:
            sizes |= ONLY_2 | {"char_vocab_size": len(letters) + 4}
            sizes["t2u_variance_predictor_embed_dim"] = sizes["hidden_size"]
            model = transformers.SeamlessM4Tv2Model(transformers.SeamlessM4Tv2Config(**sizes))
    _speak_slowly(model)
    told = model.generation_config
    told.text_decoder_lang_to_code_id = {
        language: tokenizer.convert_tokens_to_ids(f"__{language}__") for language in LANGUAGES
    }
    first = model.config.t2u_vocab_size - len(LANGUAGES)
    told.t2u_lang_code_to_id = {language: first + number for number, language in enumerate(LANGUAGES)}
    told.vocoder_lang_code_to_id = {language: number for number, language in enumerate(LANGUAGES)}
    told.max_new_tokens = 32
    told._from_model_config = False  # else transformers 5 forgets all of the above when it reads the folder
    if version == 2:
        told.id_to_text = {str(place): piece for piece, place in tokenizer.get_vocab().items()}
        told.char_to_id = {letter: number + 4 for number, letter in enumerate(letters)}
    return model


def _speak_slowly(model: Any) -> None:
    """Some frames a letter or unit, as trained models predict; random ones predict none."""
    import torch

    v2 = model.config.model_type == "seamless_m4t_v2"
    durations = model.t2u_model.model.decoder.duration_predictor if v2 else model.vocoder.dur_predictor
    with torch.no_grad():
        durations.proj.bias.fill_(math.log1p(FRAMES))
