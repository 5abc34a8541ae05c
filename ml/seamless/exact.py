"""Say exactly the words that are given.

``generate()`` of SeamlessM4T begins speech with a translation from the language into itself, token by token,
so that other words may come out (facebookresearch/seamless_communication, issues 269 and 197). Here the text
decoder is fed the text itself: the same states as if it had chosen those words, in one pass. What follows,
units and waveform, is the model's own way (SeamlessM4T*Model.generate in transformers).

v2's steps are private to transformers: its version is pinned, and a test holds the two ways together.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LEAST_PACE, MOST_PACE = 0.5, 1.5


def speak_exact(model: Any, tokenizer: Any, text: str, language: str, speaker: int) -> Any:
    """``text`` as a waveform, float tensor (samples,) at ``model.config.sampling_rate``.

    ``model``: SeamlessM4TModel or SeamlessM4Tv2Model; ``language``: a code of its vocoder. Call it without
    gradients. RuntimeError for a text without letters or digits.
    """
    device = model.device
    source = tokenizer(text, src_lang=language, return_tensors="pt").to(device)
    encoded = model.text_encoder(
        input_ids=source["input_ids"], attention_mask=source["attention_mask"]
    ).last_hidden_state
    # As generate() would return it: </s>, language, the text, </s>.
    sequence = tokenizer(text_target=text, tgt_lang=language, return_tensors="pt")["input_ids"].to(device)
    return say_tokens(model, sequence, encoded, source["attention_mask"], language, speaker)


def say_tokens(
    model: Any, sequence: Any, encoded: Any, encoded_mask: Any, language: str, speaker: int
) -> Any:
    """The waveform of ``sequence`` (1, tokens), said with the encoder's states ``encoded``."""
    import torch

    v2 = is_v2(model)
    decoded = sequence[:, :-1] if v2 else sequence
    hidden = model.text_decoder(
        input_ids=decoded, encoder_hidden_states=encoded, encoder_attention_mask=encoded_mask
    ).last_hidden_state
    mask = torch.ones(hidden.shape[:2], dtype=hidden.dtype, device=hidden.device)
    units = _units_v2(model, sequence, hidden, mask) if v2 else _units_v1(model, hidden, mask, language)
    config = model.config
    sounds = units - config.vocoder_offset
    # Marks among the units have no sound; asked for one, the vocoder on a GPU would break the whole process.
    known = (sounds >= 0) & (sounds < config.unit_hifi_gan_vocab_size)
    units = torch.where(known, sounds, config.t2u_pad_token_id)
    languages = model.generation_config.vocoder_lang_code_to_id
    named = {"speaker_id" if v2 else "spkr_id": torch.tensor([[speaker]], device=units.device)}
    lang_id = torch.tensor([[languages[language]]], device=units.device)
    waves, lengths = model.vocoder(input_ids=units, lang_id=lang_id, **named)
    return waves.reshape(-1)[: int(lengths.reshape(-1)[0])]


def is_v2(model: Any) -> bool:
    return bool(model.config.model_type == "seamless_m4t_v2")


def _units_v1(model: Any, hidden: Any, mask: Any, language: str) -> Any:
    """Reduced units, one after the other."""
    import torch

    config = model.config
    start = [[config.t2u_eos_token_id, model.generation_config.t2u_lang_code_to_id[language]]]
    units = model.t2u_model.generate(
        inputs_embeds=hidden,
        attention_mask=mask,
        decoder_input_ids=torch.tensor(start, device=hidden.device),
    )[:, 2:]
    return units.masked_fill(units == config.t2u_eos_token_id, config.t2u_pad_token_id)


def _units_v2(model: Any, sequence: Any, hidden: Any, mask: Any) -> Any:
    """Units of 20 ms each, all at once, from characters and their durations."""
    import torch

    config, pad = model.config, model.generation_config.pad_token_id
    words = sequence[:, 2:-1]  # without </s>, language and </s>
    words = words.masked_fill(words == model.generation_config.eos_token_id, pad)
    pieces = model._indices_to_subwords(words)
    counts = model._count_character_length_in_subword(words, pieces, pad_token_id=pad)
    none = counts.new_zeros((1, 1))
    counts = torch.cat([none, counts, none], dim=1)
    characters = model._get_char_input_ids(words, pieces, counts, pad_token_id=pad)
    logits, filled = model.t2u_model(
        inputs_embeds=hidden, char_input_ids=characters, char_count_per_id=counts, attention_mask=mask
    )[:2]
    units = logits.argmax(dim=-1)
    return units.masked_fill((units == config.t2u_eos_token_id) | (~filled.bool()), config.t2u_pad_token_id)


@contextmanager
def at_pace(model: Any, pace: float) -> Iterator[None]:
    """Speech inside is ``pace`` times as fast as the model's own (0.5..1.5), at the same pitch.

    The predicted durations are stretched where they are made: of characters in v2's text-to-unit model, of
    units in v1's vocoder. Both predict log(1 + frames) (FastSpeech 2, arXiv:2006.04558). In v2 they are also
    kept from adding up to more frames than it has positions: on a GPU that would break the whole process.
    """
    import torch

    stretch = 1.0 / min(MOST_PACE, max(LEAST_PACE, pace))
    v2 = is_v2(model)
    durations = model.t2u_model.model.decoder.duration_predictor if v2 else model.vocoder.dur_predictor
    positions = model.config.t2u_max_position_embeddings

    def changed(module: Any, given: Any, found: Any) -> Any:
        if stretch != 1.0:
            found = torch.log1p(torch.clamp(torch.expm1(found), min=0) * stretch)
        # Each is rounded, and is one at least.
        return torch.clamp(found, max=math.log1p(max(positions / found.shape[1] - 1.5, 0.0))) if v2 else found

    hook = durations.register_forward_hook(changed)
    try:
        yield
    finally:
        hook.remove()
