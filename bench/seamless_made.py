"""SeamlessM4T models made on the spot, with random weights, for tests and benches.

They run through the same classes as the published ones. What they hear is without sense; what they say, and
how long it takes, is not.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

LANGUAGES = ("eng", "rus", "spa", "deu")
SPEAKERS = 4
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
ONLY_1: dict[str, Any] = {
    "max_source_positions": 512,
    "num_conv_pos_embeddings": 16,
    "num_conv_pos_embedding_groups": 4,
    "t2u_max_new_tokens": 40,
}
ONLY_2: dict[str, Any] = {
    "t2u_variance_predictor_hidden_dim": 16,
    "t2u_variance_pred_dropout": 0.0,
}

SPECIAL = ("<pad>", "<unk>", "<s>", "</s>")


def tokenizer_made(
    lines: Iterable[str], letters: str, pieces: int, languages: Sequence[str], *, whole: int = 0
) -> Any:
    """A tokenizer that is trained on ``lines`` and knows all ``letters``.

    ``whole``: so many tokens it has, the languages' codes among them; pieces that no text has fill it.
    """
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
    from transformers import SeamlessM4TTokenizer

    bpe = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))  # noqa: S106  # no password
    bpe.normalizer = normalizers.NFKC()
    bpe.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first", split=True)
    trainer = trainers.BpeTrainer(
        vocab_size=pieces,
        special_tokens=list(SPECIAL),
        show_progress=False,
        initial_alphabet=list(letters + "▁"),
    )
    bpe.train_from_iterator(lines, trainer)
    made: dict[str, Any] = json.loads(bpe.to_str())["model"]
    known: dict[str, int] = made["vocab"]
    merges: Any = [tuple(merge) for merge in made["merges"]]
    known |= {f"▁w{place}": place for place in range(len(known), whole - len(languages))}
    return SeamlessM4TTokenizer(
        vocab=known,
        merges=merges,
        additional_special_tokens=[f"__{language}__" for language in languages],
        src_lang="eng",
        tgt_lang="eng",
    )


def letters_of(tokenizer: Any) -> list[str]:
    return sorted({letter for piece in tokenizer.get_vocab() for letter in piece})


def tiny_config(version: int, tokenizer: Any, more: Mapping[str, Any]) -> Any:
    """Of a model that fits ``tokenizer``; ``more``: what is other than in ``SIZES``."""
    import transformers

    sizes = {**SIZES, **more, "vocab_size": len(tokenizer)}
    if version == 1:
        return transformers.SeamlessM4TConfig(**sizes, **ONLY_1)
    sizes |= ONLY_2 | {"char_vocab_size": len(letters_of(tokenizer)) + 4}
    sizes["t2u_variance_predictor_embed_dim"] = sizes["hidden_size"]
    return transformers.SeamlessM4Tv2Config(**sizes)


def model_of(config: Any, tokenizer: Any, languages: Sequence[str]) -> Any:
    """A model with random weights; of its ``languages`` it speaks as many as the vocoder has room for."""
    import transformers

    v2 = config.model_type == "seamless_m4t_v2"
    model: Any = (transformers.SeamlessM4Tv2Model if v2 else transformers.SeamlessM4TModel)(config)
    spoken = languages[: config.vocoder_num_langs]
    told = model.generation_config
    told.text_decoder_lang_to_code_id = {
        language: tokenizer.convert_tokens_to_ids(f"__{language}__") for language in languages
    }
    first = config.t2u_vocab_size - len(spoken)
    told.t2u_lang_code_to_id = {language: first + number for number, language in enumerate(spoken)}
    told.vocoder_lang_code_to_id = {language: number for number, language in enumerate(spoken)}
    told.max_new_tokens = 32
    told._from_model_config = False  # else transformers 5 forgets all of the above when it reads a folder
    if v2:
        told.id_to_text = {str(place): piece for piece, place in tokenizer.get_vocab().items()}
        told.char_to_id = {letter: number + 4 for number, letter in enumerate(letters_of(tokenizer))}
    return model


def speak_at(model: Any, frames: int, *, exactly: bool = False) -> None:
    """So many frames of 20 ms a letter (v2) or unit (v1), about or ``exactly``: untrained ones have none."""
    import torch

    v2 = model.config.model_type == "seamless_m4t_v2"
    durations = model.t2u_model.model.decoder.duration_predictor if v2 else model.vocoder.dur_predictor
    with torch.no_grad():
        durations.proj.bias.fill_(math.log1p(frames))
        if exactly:
            durations.proj.weight.zero_()
            if v2:  # its units last one frame each, also for the vocoder
                model.vocoder.dur_predictor.proj.weight.zero_()
                model.vocoder.dur_predictor.proj.bias.zero_()
