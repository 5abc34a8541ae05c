"""The three decoders of a helper, loaded once, and the normalisation they share.

*Lines* follows the grammar of a turn, the *phone loop* follows any speech at all, the *light
model* follows any words, roughly. The settings were measured on learners; see
docs/engines-embedded.md.
"""

from __future__ import annotations

import contextlib
import math
import tempfile
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pocketsphinx import Decoder, get_model_path, set_loglevel

from ml import grammar
from ml.grammar import NAME, jsgf
from ml.letters import pronounce
from ml.rejection import Segment

RATE = 16_000  # Hz
FRAME_MS = 10  # of the decoders
MOST_WAYS = 4  # to say a word, in the dictionary

# The mean cepstrum of 240 learners' recordings. The model's own start (40,3,-1) costs one line in
# eight: in a stream it holds for the first five seconds, which is all of most utterances.
MEAN = (49.03, 2.13, 4.76, 1.92, -5.87, -1.14, -3.83, -2.51, -3.83, 0.93, -0.29, 0.81, 2.96)
# Its first number, the level, from the loudness of what was heard so far (least squares).
LEVEL_SLOPE, LEVEL_START = 3.931, -14.794
MEAN_FRAMES = 100  # how much audio the mean above weighs
MEAN_BYTES = 2 * RATE * 2  # of an utterance that its mean is measured on
CHUNK_BYTES = RATE // 5 * 2  # given to a decoder at once

LINES = {"lm": None, "bestpath": False, "beam": 1e-60, "pbeam": 1e-60, "wbeam": 1e-40}
PHONES = {"lm": None, "lw": 2.0, "beam": 1e-20, "pbeam": 1e-20}
LIGHT = {
    "fwdflat": False,
    "bestpath": False,
    "ds": 2,
    "topn": 2,
    "maxhmmpf": 3000,
    "maxwpf": 10,
    "beam": 1e-40,
    "pbeam": 1e-40,
    "wbeam": 1e-24,
}


class Models:
    """The decoders of one helper."""

    def __init__(self) -> None:
        # The decoder's own log quotes words of the grammar: nothing of it is let out.
        set_loglevel("FATAL")
        quiet = {"loglevel": "FATAL"}
        self.light = Decoder(**LIGHT, **quiet)
        # The other decoders get the words they need from the light model's dictionary: four times
        # 130,000 words would be 100 MB and half a second.
        with tempfile.TemporaryDirectory() as folder:
            small = Path(folder) / "small.dict"
            small.write_text("a AH\n", encoding="ascii")
            few = {"dict": str(small), **quiet}
            phone_model = get_model_path("en-us/en-us-phone.lm.bin")
            self.phones = Decoder(allphone=phone_model, **PHONES, **few)
            self.lines = Decoder(**LINES, **few)
            # For what must not disturb the other three in the middle of an utterance.
            self._aside = Decoder(**LINES, **few)
            # It never hears an utterance piece by piece: from the first on, a decoder no longer measures the
            # mean of what it is given, but lets the mean it had before drift towards it.
            self._meter = Decoder(**LINES, **few)
        self._known: dict[str, tuple[str, ...]] = {}
        self._aside_paths: tuple[grammar.Path, ...] = ()
        self._set_aside((grammar.Path(0, ("a",)),))
        self.set_paths((grammar.Path(0, ("a",)),))
        self._meter.add_jsgf_string(NAME, jsgf((grammar.Path(0, ("a",)),)))
        self._meter.activate_search(NAME)
        # A decoder hears its first utterance a little differently from all that follow.
        for decoder in (self.light, self.phones, self.lines, self._aside):
            begin(decoder, _listed(MEAN))
            process(decoder, bytes(RATE))
            end(decoder)

    def pronunciation(self, word: str) -> tuple[str, ...]:
        """Phones of a word; the grammar's decoders know it afterwards, with its other ways."""
        if word not in self._known:
            phones = pronounce(word, self.light.lookup_word)
            self._known[word] = tuple(phones.split())
            self._add(word, phones)
            for number in range(2, MOST_WAYS + 1):
                if other := self.light.lookup_word(f"{word}({number})"):
                    self._add(f"{word}({number})", other)
        return self._known[word]

    def _add(self, word: str, phones: str) -> None:
        for decoder in (self.lines, self._aside):
            # Only the word "a" is there already.
            with contextlib.suppress(RuntimeError):
                decoder.add_word(word, phones, False)

    def set_paths(self, paths: Sequence[grammar.Path]) -> None:
        """The grammar of the next utterances. Every word must have been asked for before."""
        self.lines.add_jsgf_string(NAME, jsgf(paths))
        self.lines.activate_search(NAME)

    def _set_aside(self, paths: Sequence[grammar.Path]) -> None:
        if paths != self._aside_paths:
            self._aside.add_jsgf_string(NAME, jsgf(paths))
            self._aside.activate_search(NAME)
            self._aside_paths = tuple(paths)

    def forced(self, path: grammar.Path, pcm: bytes, mean: str) -> list[Segment]:
        """The utterance as if nothing but ``path`` could be said; empty when it cannot be."""
        self._set_aside((path,))
        found = self._aside_segments(pcm, mean)
        end(self._aside)
        return found

    def whole(self, paths: Sequence[grammar.Path], pcm: bytes, mean: str) -> list[Segment]:
        """The utterance as one of ``paths`` from its first word to its last; empty when it cannot be."""
        self._set_aside(paths)
        self._aside_segments(pcm, mean)
        return segments(self._aside) if end(self._aside) else []

    def _aside_segments(self, pcm: bytes, mean: str) -> list[Segment]:
        begin(self._aside, mean)
        process(self._aside, pcm)
        return segments(self._aside)

    def mean_of(self, pcm: bytes) -> str:
        """The cepstral mean to start an utterance with, from its first second or so."""
        pcm = pcm[:MEAN_BYTES]
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
        frames = samples[: len(samples) // 400 * 400].reshape(-1, 400)
        if not len(frames):
            return _listed(MEAN)
        loud = float(np.percentile(np.log(np.mean(frames**2, axis=1) + 1.0), 95))
        usual = np.array((LEVEL_SLOPE * loud + LEVEL_START, *MEAN[1:]))
        begin(self._meter, _listed(MEAN))
        self._meter.process_raw(pcm, True, True)
        end(self._meter)
        here = np.array([float(number) for number in self._meter.get_cmn(False).split(",")])
        weight = len(samples) / (RATE * FRAME_MS / 1000)
        return _listed((MEAN_FRAMES * usual + weight * here) / (MEAN_FRAMES + weight))


def begin(decoder: Any, mean: str) -> None:
    """Start an utterance as a new decoder would: what was taken for noise in an earlier one outlives it, and
    would colour what is heard next. Beginning a stream forgets it."""
    decoder.set_cmn(mean)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # "unnecessary", says the package
        decoder.start_stream()
    decoder.start_utt()


def end(decoder: Any) -> bool:
    """False when the beam lost every path: there is no hypothesis then."""
    try:
        decoder.end_utt()
    except RuntimeError:
        return False
    return True


def process(decoder: Any, pcm: bytes) -> None:
    """Samples in small pieces: a decoder whose buffers wrap around within one piece reads wild
    memory, which ends the process."""
    for start in range(0, len(pcm), CHUNK_BYTES):
        decoder.process_raw(pcm[start : start + CHUNK_BYTES])


def segments(decoder: Any) -> list[Segment]:
    """Where the decoder is now; it may go on afterwards."""
    if decoder.hyp() is None:
        return []
    return [
        Segment(
            found.word.partition("(")[0] or found.word,  # "the(2)" is another way to say "the"
            found.start_frame,
            found.end_frame,
            math.log(max(found.ascore, 1e-300)),
        )
        for found in decoder.seg()
    ]


def _listed(numbers: Iterable[float]) -> str:
    return ",".join(f"{number:.3f}" for number in numbers)
