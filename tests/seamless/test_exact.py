"""Speaking exactly what is given is what ``generate()`` does, once it has chosen those words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ml.seamless.exact import at_pace, say_tokens, speak_exact
from tests.seamless.tiny import LANGUAGES, tiny_seamless

TEXTS = ("Hello, how are you today?", "Yes.", "I would like a cup of tea, please; it's 9 o'clock.")


class Loaded:
    def __init__(self, version: int, folder: Path) -> None:
        import transformers

        self.version = version
        self.processor: Any = transformers.AutoProcessor.from_pretrained(folder, local_files_only=True)
        kind = transformers.SeamlessM4Tv2Model if version == 2 else transformers.SeamlessM4TModel
        self.model: Any = kind.from_pretrained(folder, local_files_only=True).eval()

    def generated(self, text: str, language: str, speaker: int) -> Any:
        """With the words that the model chose itself."""
        import torch

        given = self.processor.tokenizer(text, src_lang=language, return_tensors="pt")
        named = {"speaker_id" if self.version == 2 else "spkr_id": speaker}
        with torch.inference_mode():
            return given, self.model.generate(
                **given,
                tgt_lang=language,
                return_intermediate_token_ids=True,
                text_max_new_tokens=20,
                **named,
            )


@pytest.fixture(scope="module", params=[(1, False), (1, True), (2, False), (2, True)], ids=str)
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    version, hub = request.param
    folder = tiny_seamless(version, tmp_path_factory.mktemp("model"), hub_layout=hub)
    return Loaded(version, folder)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("speaker", [0, 3])
def test_the_same_words_give_the_same_sound(loaded: Loaded, text: str, speaker: int) -> None:
    import torch

    given, found = loaded.generated(text, "eng", speaker)
    with torch.inference_mode():
        encoded = loaded.model.text_encoder(**given).last_hidden_state
        wave = say_tokens(loaded.model, found.sequences, encoded, given["attention_mask"], "eng", speaker)
    length = int(found.waveform_lengths.reshape(-1)[0])
    assert wave.shape == (length,)
    assert float((wave - found.waveform.reshape(-1)[:length]).abs().max()) == 0.0


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_any_text_is_said_in_its_own_words(loaded: Loaded, text: str, language: str) -> None:
    """The decoder is fed what ``generate()`` would have returned for that text, mark by mark."""
    import torch

    tokenizer = loaded.processor.tokenizer
    with torch.inference_mode():
        wave = speak_exact(loaded.model, tokenizer, text, language, 1)
        given = tokenizer(text, src_lang=language, return_tensors="pt")
        encoded = loaded.model.text_encoder(**given).last_hidden_state
        tokens = tokenizer(text_target=text, tgt_lang=language, return_tensors="pt")["input_ids"]
        same = say_tokens(loaded.model, tokens, encoded, given["attention_mask"], language, 1)
    assert tokens[0, :2].tolist() == [
        loaded.model.generation_config.eos_token_id,
        loaded.model.generation_config.text_decoder_lang_to_code_id[language],
    ]
    assert len(wave)
    assert torch.equal(wave, same)


def test_speakers_differ(loaded: Loaded) -> None:
    import torch

    with torch.inference_mode():
        one, other = (
            speak_exact(loaded.model, loaded.processor.tokenizer, TEXTS[0], "eng", speaker)
            for speaker in (0, 1)
        )
    assert one.shape != other.shape or float((one - other).abs().max()) > 0


def test_pace_changes_the_length_and_nothing_stays_behind(loaded: Loaded) -> None:
    import torch

    lengths = {}
    for pace in (1.0, 0.5, 1.5, 99.0, 1.0):
        with torch.inference_mode(), at_pace(loaded.model, pace):
            found = speak_exact(loaded.model, loaded.processor.tokenizer, TEXTS[2], "eng", 0)
        lengths.setdefault(pace, []).append(len(found))
    normal, again = lengths[1.0]
    assert normal == again
    assert 1.7 * normal < lengths[0.5][0] < 2.2 * normal
    assert 0.55 * normal < lengths[1.5][0] < 0.85 * normal
    assert lengths[99.0] == lengths[1.5]


def test_a_long_word_does_not_run_out_of_places(loaded: Loaded) -> None:
    """v2 has so many positions; on a GPU one beyond them breaks the process."""
    import torch

    frames = loaded.model.config.t2u_max_position_embeddings
    for pace in (1.0, 0.5):
        with torch.inference_mode(), at_pace(loaded.model, pace):
            found = speak_exact(loaded.model, loaded.processor.tokenizer, "a" * 200, "eng", 0)
        assert 0 < len(found) <= (frames + 1) * 320 or loaded.version == 1
