"""Teaches a tiny SeamlessM4T the clips and sentences of the tests by heart; a process of its own.

``python -m tests.seamless.training VERSION FOLDER``. Seeded. Ends with an error where they were not learnt.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"  # before the import below, which reads it

import numpy as np
import torch
import transformers

from ml.seamless.speech import voiced_part
from tests.ml.speech_clips import clip, noise
from tests.seamless.lesson import HEARD, WRITTEN
from tests.seamless.tiny import tiny_seamless

THREADS = 1  # with more, the sums would be other sums, and other work would hold them up
FASTEST, WARMING_UP, SLOWED_DOWN_AFTER = 4e-3, 40, 90  # steps
FIRST_LOOK, LOOK_EVERY, MOST_STEPS = 100, 10, 500
VARIATIONS = 2  # of each clip a step
SURE = 0.8  # the least probability of each token that counts as known
SPEECH_STEPS_A_TEXT_STEP = 2


def varied(pcm: bytes, random: np.random.Generator) -> np.ndarray:
    """A clip as a microphone may give it: louder or softer, noisier, cut elsewhere."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float32)
    quiet = np.frombuffer(noise(0.5), "<i2").astype(np.float32) * 10 ** (-random.uniform(2, 5) / 2)
    before, after = (quiet[: int(random.uniform(0, 0.4) * 16_000)] for _ in range(2))
    whole = np.concatenate([before, samples * 10 ** (random.uniform(-6, 6) / 20), after])
    whole += random.normal(0, 10 ** random.uniform(0, 1.7), len(whole))
    heard = voiced_part(np.clip(whole, -32768, 32767).astype("<i2").tobytes()).samples
    cut = int(random.uniform(0, 0.05) * 16_000)
    return heard[cut:]


class Lesson:
    def __init__(self, processor: Any, model: Any) -> None:
        self.processor, self.model = processor, model
        self.clips = {name: clip(name) for name, _, _ in HEARD}
        self.random = np.random.default_rng(0)

    def _answer(self, texts: list[str], languages: list[str]) -> dict[str, torch.Tensor]:
        """What the decoder is given and what it is to say; the language is given, as in use."""
        tokenizer = self.processor.tokenizer
        rows = [
            torch.tensor(tokenizer(text_target=text, tgt_lang=language)["input_ids"])
            for text, language in zip(texts, languages, strict=True)
        ]
        pad = torch.nn.utils.rnn.pad_sequence
        return {
            "decoder_input_ids": pad(
                [row[:-1] for row in rows], batch_first=True, padding_value=tokenizer.pad_token_id
            ),
            "labels": pad(
                [torch.cat([torch.tensor([-100]), row[2:]]) for row in rows],
                batch_first=True,
                padding_value=-100,
            ),
        }

    def speech(self, variations: int = VARIATIONS) -> dict[str, torch.Tensor]:
        audio, texts, languages = [], [], []
        for name, language, text in HEARD:
            for _ in range(variations):
                audio.append(varied(self.clips[name], self.random))
                texts.append(text)
                languages.append(language)
        given = self.processor(audio=audio, sampling_rate=16_000, return_tensors="pt")
        return dict(given) | self._answer(texts, languages)

    def texts(self) -> dict[str, torch.Tensor]:
        tokenizer = self.processor.tokenizer
        rows = [torch.tensor(tokenizer(text, src_lang=source)["input_ids"]) for source, text, _, _ in WRITTEN]
        ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=tokenizer.pad_token_id)
        given = {"input_ids": ids, "attention_mask": (ids != tokenizer.pad_token_id).long()}
        return given | self._answer([row[3] for row in WRITTEN], [row[2] for row in WRITTEN])

    def loss(self, given: dict[str, torch.Tensor]) -> tuple[torch.Tensor, float]:
        """With the probability of the least sure token."""
        labels = given.pop("labels")
        self.model.set_modality("speech" if "input_features" in given else "text")
        logits = self.model(**given).logits
        flat, wanted = logits.reshape(-1, logits.shape[-1]), labels.reshape(-1)
        loss = torch.nn.functional.cross_entropy(flat, wanted)
        with torch.no_grad():
            sure = flat.softmax(-1).gather(1, wanted.clamp(min=0)[:, None])[:, 0]
            least = sure[wanted >= 0].min().item()
        return loss, least


def taught(version: int, folder: Path) -> None:
    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    tiny_seamless(version, folder, learns=True)
    processor = transformers.AutoProcessor.from_pretrained(folder, local_files_only=True)
    kind = transformers.SeamlessM4Tv2Model if version == 2 else transformers.SeamlessM4TModel
    model = kind.from_pretrained(folder, local_files_only=True)
    lesson = Lesson(processor, model)
    parts = [p for n, p in model.named_parameters() if not n.startswith(("t2u_model", "vocoder"))]
    steps = torch.optim.AdamW(parts, lr=FASTEST)
    for step in range(1, MOST_STEPS + 1):
        model.train()
        for module in model.modules():
            if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
                module.eval()  # v1's: what it learns of batches is not what it meets
        for group in steps.param_groups:
            group["lr"] = FASTEST * min(1.0, step / WARMING_UP) * (1.0 if step < SLOWED_DOWN_AFTER else 0.25)
        given = lesson.texts() if step % (SPEECH_STEPS_A_TEXT_STEP + 1) == 0 else lesson.speech()
        loss, _ = lesson.loss(given)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parts, 1.0)
        steps.step()
        steps.zero_grad()
        if step >= FIRST_LOOK and step % LOOK_EVERY == 0:
            model.eval()
            with torch.no_grad():
                if min(lesson.loss(lesson.texts())[1], lesson.loss(lesson.speech(6))[1]) >= SURE:
                    break
    else:
        raise SystemExit("the lesson was not learnt")
    model.generation_config._from_model_config = False
    model.save_pretrained(folder)


if __name__ == "__main__":
    taught(int(sys.argv[1]), Path(sys.argv[2]))
