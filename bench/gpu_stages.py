"""How long each step of a turn takes on an idle model, what hearing several at once brings, the memory."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from bench.gpu_models import MeasuredModel, timed
from bench.gpu_speech import FIRST, NEXT, WISH, speech_of
from bench.processes import usage
from bench.report import percentiles
from bench.server import CannotMeasure
from ml.engines.seamless import SeamlessRecogniser, SeamlessTranslator, SeamlessVoice
from ml.errors import EngineError
from ml.loudness import from_pcm
from ml.seamless.batcher import Urgency
from ml.seamless.model import Clip, Transcript
from ml.seamless.runtime import Runtime
from ml.types import VoiceSpec

CLIP_SECONDS = (3.2, 10.0)
TOGETHER = (1, 2, 4, 8)
PATIENCE_S = 120.0  # for one step on a processor
VOICE = VoiceSpec(speaker=0)
Row = dict[str, float | int | None]


@dataclass(frozen=True)
class Loaded:
    """A model with its queue, and the engines that share both."""

    runtime: Runtime
    model: MeasuredModel
    recogniser: SeamlessRecogniser
    voice: SeamlessVoice
    translator: SeamlessTranslator

    def close(self) -> None:
        for engine in (self.translator, self.voice, self.recogniser):
            engine.close()


class Spoken:
    """Times of a reply of two sentences: until the first sounds, and the second after it."""

    def __init__(self, voice: SeamlessVoice) -> None:
        self._voice = voice
        self.first: list[float] = []
        self.next: list[float] = []
        self.seconds = 0.0  # that the reply lasts

    def once(self) -> None:
        begun = time.perf_counter()
        ends, length = [], 0
        for chunk in self._voice.speak(f"{FIRST} {NEXT}", VOICE):
            ends.append(time.perf_counter())
            length += len(chunk.pcm)
        if len(ends) != 2:
            raise EngineError("bench.mute", f"{len(ends)} of 2 sentences can be heard")
        self.first.append((ends[0] - begun) * 1000)
        self.next.append((ends[1] - ends[0]) * 1000)
        self.seconds = length / 2 / self._voice.capabilities.sample_rate


def stages(loaded: Loaded, runs: int) -> dict[str, Any]:
    """Milliseconds of each step, on a model that does nothing else; ``errors`` by their codes."""
    found: dict[str, Any] = {}
    errors: Counter[str] = Counter()

    def measure(name: str, run: Callable[[], Any]) -> None:
        try:
            found[name] = timed(run, runs)
        except EngineError as error:
            found[name] = percentiles([])
            errors[error.code] += 1

    for seconds in CLIP_SECONDS:
        samples = from_pcm(speech_of(seconds).tobytes())
        clip = Clip(samples, "eng")
        measure(f"features_of_{seconds:g}_s_ms", partial(loaded.model.features, samples))
        measure(f"hear_{seconds:g}_s_ms", partial(_heard, loaded.runtime, clip))
    spoken = Spoken(loaded.voice)
    measure("reply_ms", spoken.once)
    del found["reply_ms"]
    found["first_sentence_ms"] = percentiles(spoken.first[1:])
    found["next_sentence_ms"] = percentiles(spoken.next[1:])
    found["reply_seconds"] = round(spoken.seconds, 2)
    measure("translate_sentence_ms", lambda: loaded.translator.translate(WISH, source="en", target="ru"))
    return found | {"errors": dict(errors)}


def _heard(runtime: Runtime, clip: Clip) -> Transcript:
    return runtime.hear(clip, Urgency.FINAL).result(PATIENCE_S)


def together(model: MeasuredModel, runs: int) -> dict[str, Row]:
    """Milliseconds of hearing so many clips of 3.2 s in one go; nothing else may be running."""
    found: dict[str, Row] = {}
    for count in TOGETHER:
        clips = [Clip(from_pcm(speech_of(3.2, seed).tobytes()), "eng") for seed in range(count)]
        row = timed(partial(model.hear, clips), runs)
        each = None if row["p50"] is None else round(row["p50"] / count, 1)
        found[str(count)] = row | {"p50_each": each}
    return found


def memory(device: str) -> dict[str, float | None]:
    """Megabytes that are taken now, and the most since the model before was put away."""
    import torch

    if device.startswith("cuda"):
        sizes = {
            "allocated_mb": torch.cuda.memory_allocated(device),
            "reserved_mb": torch.cuda.memory_reserved(device),
            "most_allocated_mb": torch.cuda.max_memory_allocated(device),
            "most_reserved_mb": torch.cuda.max_memory_reserved(device),
        }
        return {name: round(size / 1024**2, 1) for name, size in sizes.items()}
    try:
        return {"process_resident_mb": round(usage(os.getpid()).resident_mb, 1)}
    except CannotMeasure:  # no Linux
        return {"process_resident_mb": None}
