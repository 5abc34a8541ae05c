"""SeamlessM4T in memory: one copy that hears, speaks and translates.

The full model is loaded once (v2 large 4.6 GB, v1 medium 2.4 GB in half precision) instead of one class a
task, so that decoder, embeddings and encoders are shared. Its methods take batches, and only the batcher's
thread calls them: tokenizer languages, modality and active adapter are state.

Languages are the model's own codes (``ml/seamless/languages.py``); samples float32 in -1..1 at 16 kHz.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.seamless.adapters import Adapters
from ml.seamless.exact import at_pace, is_v2, speak_exact
from ml.seamless.folder import ModelFolder
from ml.seamless.speech import RATE, Samples
from ml.seamless.tables import share_tables

logger = logging.getLogger(__name__)

TOKENS_A_SECOND = 8  # of speech, at most; a slow learner says 2 to 3
TOKENS_BESIDE = 12  # on top of that
TOKENS_OF_A_TEXT = 3.0  # a translation may be so much longer than what it translates
LEAST_SAMPLES = RATE // 10  # shorter audio has no features


@dataclass(frozen=True, slots=True)
class Clip:
    """Speech to be written down: in ``language``, whatever it is spoken in."""

    samples: Samples
    language: str
    adapter: str | None = None
    beams: int = 1  # hypotheses followed at once: a little more right, much slower


@dataclass(frozen=True, slots=True)
class Transcript:
    text: str
    pieces: tuple[str, ...]  # of SentencePiece, without those that are no text
    logs: tuple[float, ...]  # natural logarithm of each piece's probability


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be written in another language."""

    text: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence to be spoken. ``exact``: these words, else what the model makes of them."""

    text: str
    language: str
    speaker: int
    pace: float = 1.0
    exact: bool = True


class Surest:
    """A logits processor that notes how probable the most probable token is: a greedy search takes that."""

    def __init__(self) -> None:
        self.logs: list[Any] = []  # a tensor (rows,) a step

    def __call__(self, tokens: Any, scores: Any) -> Any:
        self.logs.append(scores.max(dim=-1).values - scores.logsumexp(dim=-1))
        return scores


class SeamlessModel:
    """The loaded model of ``folder``. ``device``: cpu, cuda, cuda:1; in half precision on all but cpu."""

    def __init__(
        self, folder: ModelFolder, device: str, *, adapters: str = "", made: tuple[Any, Any] | None = None
    ) -> None:
        """``made``: a processor and a model that are in memory already, the model on ``device``."""
        self.folder = folder
        self.device = device
        self._processor, self._model = made or _loaded(folder, device)
        share_tables(self._model.generation_config)
        self.adapters = Adapters(self._model, adapters, folder.fingerprint)

    # ------------------------------------------------------------------ tasks

    def hear(self, clips: Sequence[Clip]) -> list[Transcript]:
        """What is said in clips of one language and number of beams; adapters may differ."""
        import torch

        audio = [np.pad(clip.samples, (0, max(0, LEAST_SAMPLES - len(clip.samples)))) for clip in clips]
        given = self._processor(audio=audio, sampling_rate=RATE, return_tensors="pt").to(self.device)
        given["input_features"] = given["input_features"].to(self._model.dtype)
        seconds = max(len(samples) for samples in audio) / RATE
        with torch.inference_mode(), self.adapters.used([clip.adapter for clip in clips]):
            tokens, logs = self._written(
                given,
                clips[0].language,
                most_tokens=int(TOKENS_BESIDE + TOKENS_A_SECOND * seconds),
                beams=clips[0].beams,
            )
        return [self._transcript(row, sure) for row, sure in zip(tokens, logs, strict=True)]

    def translate(self, texts: Sequence[Text]) -> list[str]:
        """Texts of one pair of languages in the other language."""
        import torch

        given = self._processor.tokenizer(
            [text.text for text in texts], src_lang=texts[0].source, padding=True, return_tensors="pt"
        ).to(self.device)
        most = int(TOKENS_BESIDE + TOKENS_OF_A_TEXT * given["input_ids"].shape[1])
        with torch.inference_mode(), self.adapters.used([None]):
            tokens, _ = self._written(given, texts[0].target, most_tokens=most)
        written: list[str] = self._processor.batch_decode(tokens, skip_special_tokens=True)
        return [text.strip() for text in written]

    def speak(self, sayings: Sequence[Saying]) -> list[Samples]:
        """Each as samples, one by one: in a batch the shorter would end in the padding's noise."""
        return [self._said(saying) for saying in sayings]

    def clear(self) -> None:
        """Give memory back that no tensor holds."""
        import torch

        if self.device != "cpu":
            torch.cuda.empty_cache()

    # ------------------------------------------------------------------

    def _written(
        self, given: Mapping[str, Any], language: str, *, most_tokens: int, beams: int = 1
    ) -> tuple[list[list[int]], list[list[float]]]:
        """Tokens in ``language``, row by row, and logarithms of their probabilities, but for the first two.

        Not by the model's own ``generate()``: that keeps the scores of all 256,000 tokens at each step, a
        gigabyte for eight long clips, and v1's refuses languages that it cannot speak.
        """
        import torch

        model, surest = self._model, Surest()
        model.set_modality("speech" if "input_features" in given else "text")
        code = model.generation_config.text_decoder_lang_to_code_id[language]
        rows = len(given["attention_mask"])
        found = self._generate(
            **given,
            decoder_input_ids=torch.tensor([[code]] * rows, device=self.device),
            max_new_tokens=most_tokens,
            num_beams=beams,
            return_dict_in_generate=True,
            output_scores=beams > 1,
            logits_processor=[surest] if beams == 1 else None,
        )
        if beams == 1:
            logs = torch.stack(surest.logs, dim=1)
        else:
            logs = model.compute_transition_scores(
                found.sequences, found.scores, found.beam_indices, normalize_logits=True
            )
        return found.sequences.tolist(), logs.float().tolist()

    def _generate(self, **given: Any) -> Any:
        from transformers import GenerationMixin

        generate: Any = GenerationMixin.generate
        return generate(self._model, **given)

    def _transcript(self, tokens: Sequence[int], logs: Sequence[float]) -> Transcript:
        """``tokens`` begin with </s> and the language, for which there are no ``logs``."""
        tokenizer = self._processor.tokenizer
        kept = [
            (token, log)
            for token, log in zip(tokens[-len(logs) :], logs, strict=True)
            if token not in tokenizer.all_special_ids
        ]
        pieces = tokenizer.convert_ids_to_tokens([token for token, _ in kept])
        text = tokenizer.decode([token for token, _ in kept]).strip()
        return Transcript(text, tuple(pieces), tuple(log for _, log in kept))

    def _said(self, saying: Saying) -> Samples:
        import torch

        with torch.inference_mode(), self.adapters.used([None]), at_pace(self._model, saying.pace):
            if saying.exact:
                wave = speak_exact(
                    self._model, self._processor.tokenizer, saying.text, saying.language, saying.speaker
                )
            else:
                wave = self._generated(saying)
        found: Samples = wave.float().cpu().numpy().astype(np.float32)
        return np.nan_to_num(found, nan=0.0, posinf=0.0, neginf=0.0)

    def _generated(self, saying: Saying) -> Any:
        """The model's own way: it translates into the same language first."""
        given = self._processor.tokenizer(saying.text, src_lang=saying.language, return_tensors="pt")
        named = {"speaker_id" if is_v2(self._model) else "spkr_id": saying.speaker}
        waves, lengths = self._model.generate(**given.to(self.device), tgt_lang=saying.language, **named)[:2]
        return waves.reshape(-1)[: int(lengths.reshape(-1)[0])]


def _loaded(folder: ModelFolder, device: str) -> tuple[Any, Any]:
    """The processor and the model of ``folder``."""
    import torch
    import transformers

    transformers.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    processors: Any = transformers.AutoProcessor
    processor = processors.from_pretrained(folder.path, local_files_only=True)
    kind = transformers.SeamlessM4Tv2Model if folder.version == 2 else transformers.SeamlessM4TModel
    dtype = torch.float32 if device == "cpu" else torch.float16
    model: Any = kind.from_pretrained(folder.path, local_files_only=True, dtype=dtype)
    return processor, model.to(device).eval()
