"""SeamlessM4T of its real size, or a tiny one, with random weights and the lengths of real results.

Random weights cost what trained ones do, if as many tokens, letters and units come out. They never end by
themselves, so the lengths are set: ``TOKENS_A_SECOND``, ``UNITS_A_TOKEN`` and ``FRAMES_A_LETTER``.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.gpu_speech import LINES
from bench.report import percentiles
from bench.seamless_made import LANGUAGES, model_of, speak_at, tiny_config, tokenizer_made
from ml.seamless.folder import SAMPLE_RATE, ModelFolder
from ml.seamless.languages import CODES
from ml.seamless.model import Clip, Saying, SeamlessModel, Text, Transcript
from ml.seamless.speech import RATE, Samples

VERSIONS = {"medium": 1, "large": 2}
MILLIONS = {"medium": 1209, "large": 2309}  # of parameters, as published
MEDIUM: dict[str, Any] = {  # what is not the class's default, which is large
    "vocab_size": 256_206,
    "encoder_layers": 12,
    "encoder_ffn_dim": 4096,
    "decoder_layers": 12,
    "decoder_ffn_dim": 4096,
    "speech_encoder_layers": 12,
    "t2u_encoder_layers": 4,
    "t2u_decoder_layers": 4,
}
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,?!'-"
PIECES = 2_000  # that the tokenizer learns: each word of LINES is one, as most everyday words are in the real
FRAME_S = 0.02  # of features, and of a unit
TOKENS_A_SECOND = 3.5  # of speech: two and a half words, some of them in two pieces
UNITS_A_TOKEN = 15  # of version 1: a unit each 20 ms, the most there can be; five letters a token
FRAMES_A_LETTER = 3  # of version 2: 17 letters a second


def config_of(name: str) -> Any:
    """The real configuration of ``medium`` or ``large``."""
    import transformers

    if VERSIONS[name] == 1:
        return transformers.SeamlessM4TConfig(**MEDIUM)
    return transformers.SeamlessM4Tv2Config()


def millions_of(config: Any) -> int:
    """Parameters of a model, in millions; none of them is made for that."""
    import torch

    kind = _class_of(config)
    with torch.device("meta"):
        return round(parameters_of(kind(config)) / 1e6)


def parameters_of(model: Any) -> int:
    """How many weights a model has."""
    found: int = sum(parameter.numel() for parameter in model.parameters())
    return found


def tokens_of_speech(seconds: float) -> int:
    """That are written down for so much speech, the end's with them."""
    return 1 + max(1, round(TOKENS_A_SECOND * seconds))


def units_of(tokens: int) -> int:
    """That version 1 makes of ``tokens``, three of which are no words: the ends and the language."""
    return UNITS_A_TOKEN * max(1, tokens - 3)


def made_at_random(name: str, device: str, *, tiny: bool) -> MeasuredModel:
    """``medium`` or ``large`` on ``device``, in half precision on all but cpu; nothing is written to disk."""
    import torch
    import transformers

    parts: Any = transformers  # some of its classes have no types
    version = VERSIONS[name]
    if tiny:
        languages: tuple[str, ...] = LANGUAGES
        tokenizer = tokenizer_made(LINES, LETTERS, PIECES, languages)
        config = tiny_config(version, tokenizer, {})
    else:
        config = config_of(name)
        languages = ("eng", *sorted(set(CODES.values()) - {"eng"}))
        tokenizer = tokenizer_made(LINES, LETTERS, PIECES, languages, whole=config.vocab_size)
    with torch.random.fork_rng(), _made_as(device), torch.device(device):
        torch.manual_seed(0)
        model = model_of(config, tokenizer, languages).eval()
    force_lengths(model, tokenizer)
    extractor = parts.SeamlessM4TFeatureExtractor()
    processor = parts.SeamlessM4TProcessor(feature_extractor=extractor, tokenizer=tokenizer)
    folder = ModelFolder(
        path=Path("random", name),
        version=version,
        languages=tuple(sorted(languages)),
        spoken=tuple(sorted(languages[: config.vocoder_num_langs])),
        speakers=config.vocoder_num_spkrs,
        sample_rate=SAMPLE_RATE,
        fingerprint="random",
    )
    made = MeasuredModel(folder, device, made=(processor, model))
    made.writes_so_much = True
    return made


def force_lengths(model: Any, tokenizer: Any) -> None:
    """Let what comes out of ``model`` be as long as it would be with trained weights."""
    import torch

    v2 = model.config.model_type == "seamless_m4t_v2"
    offset, units = model.config.vocoder_offset, model.config.unit_hifi_gan_vocab_size
    with torch.no_grad():  # the likeliest token is never one of these: something is above zero
        model.lm_head.weight[tokenizer.all_special_ids] = 0
        model.t2u_model.lm_head.weight[:offset] = 0
        model.t2u_model.lm_head.weight[offset + units :] = 0
    speak_at(model, FRAMES_A_LETTER if v2 else 1, exactly=True)
    if not v2:
        make_units = model.t2u_model.generate

        def so_many_units(**given: Any) -> Any:
            return make_units(**given, max_new_tokens=units_of(given["inputs_embeds"].shape[1]))

        model.t2u_model.generate = so_many_units


class MeasuredModel(SeamlessModel):
    """Adds up for how long each task had the device: every one of them ends by waiting for its results."""

    busy: dict[str, float]  # seconds
    writes_so_much = False  # as trained weights would; random ones never end by themselves

    def __init__(self, folder: ModelFolder, device: str, **more: Any) -> None:
        super().__init__(folder, device, **more)
        self.busy = {"hear": 0.0, "translate": 0.0, "speak": 0.0}

    def hear(self, clips: Sequence[Clip]) -> list[Transcript]:
        with self._counted("hear"):
            return super().hear(clips)

    def translate(self, texts: Sequence[Text]) -> list[str]:
        with self._counted("translate"):
            return super().translate(texts)

    def speak(self, sayings: Sequence[Saying]) -> list[Samples]:
        with self._counted("speak"):
            return super().speak(sayings)

    def features(self, samples: Samples) -> None:
        """The first part of hearing, alone."""
        self._processor(audio=[samples], sampling_rate=RATE, return_tensors="pt").to(self.device)

    def _generate(self, **given: Any) -> Any:
        if not self.writes_so_much:
            return super()._generate(**given)
        if "input_features" in given:
            most = tokens_of_speech(int(given["attention_mask"].sum(1).max()) * FRAME_S)
        else:
            most = given["input_ids"].shape[1]  # as long in the other language
        return super()._generate(**given | {"max_new_tokens": most})

    @property
    def parameters(self) -> int:
        return parameters_of(self._model)

    @contextmanager
    def _counted(self, task: str) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.busy[task] += time.perf_counter() - begun


def timed(run: Callable[[], Any], times: int) -> dict[str, float | int | None]:
    """Milliseconds of ``run``, once more than counted: the first builds what the others use."""
    found = []
    for _ in range(times + 1):
        begun = time.perf_counter()
        run()
        found.append((time.perf_counter() - begun) * 1000)
    return percentiles(found[1:])


def free_memory() -> None:
    """Give back what the last model held."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()


@contextmanager
def _made_as(device: str) -> Iterator[None]:
    """New tensors are in half precision, but on a processor."""
    import torch

    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32 if device == "cpu" else torch.float16)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def _class_of(config: Any) -> Any:
    import transformers

    v2 = config.model_type == "seamless_m4t_v2"
    return transformers.SeamlessM4Tv2Model if v2 else transformers.SeamlessM4TModel
