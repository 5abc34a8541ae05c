"""Moves ("Sorry?", "Let's stop.") in one utterance: looked for when no offered line was read.

Their hundred phrases would cost the cards their accuracy if all stood in one grammar. So the same
audio is decoded once more, against the phrases alone and only in short utterances, and a stricter
test of its own decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ml import rejection_moves
from ml.engines.pocketsphinx_models import FRAME_MS, Models
from ml.grammar import Path
from ml.phones import known
from ml.rejection import Segment, Trace
from ml.spoken import words_of

LONGEST_FRAMES = 4000 // FRAME_MS  # of sound in an utterance that can be a move
STILL_FRAMES = 15  # of silence after a phrase that was looked at to its end


@dataclass(frozen=True, slots=True)
class Phrase:
    key: str  # of its move
    text: str  # as written
    words: tuple[str, ...]
    asked: bool  # for just this move


class SpokenMoves:
    """The phrases of one turn, ``moves`` as (key, phrases, asked). A phrase without words is left
    out; of two alike the first counts."""

    def __init__(self, models: Models, moves: Iterable[tuple[str, Sequence[str], bool]]) -> None:
        self._models = models
        self._moves = moves
        self._looked = -1  # frame of the last sound when the utterance was looked at to its end
        self._found: dict[str, Any] = {}

    @cached_property
    def _phrases(self) -> dict[tuple[str, ...], Phrase]:
        """By their words. Not made before it is asked for: most turns read a line."""
        found: dict[tuple[str, ...], Phrase] = {}
        for key, texts, asked in self._moves:
            for text in texts:
                if words := words_of(text):
                    found.setdefault(words, Phrase(key, text, words, asked))
        return found

    def find(self, pcm: bytes, mean: str, phones: Sequence[Segment], light: Sequence[str]) -> dict[str, Any]:
        """``{"move": key, "phrase": text, "chance": 0..1}`` or nothing. ``phones`` are the phone
        loop's of the same audio, ``light`` the phones of the light model's words."""
        last = max((phone.end for phone in phones if not phone.filler), default=-1)
        # Silence after the phrase changes nothing: what a peek found is the answer at the end.
        if self._looked < 0 or abs(last - self._looked) > STILL_FRAMES // 2:
            self._found = self._look(pcm, mean, phones, light)
            still = bool(phones) and phones[-1].end - last >= STILL_FRAMES
            self._looked = last if still else -1
        return self._found

    def _look(self, pcm: bytes, mean: str, phones: Sequence[Segment], light: Sequence[str]) -> dict[str, Any]:
        found = self.evidence(pcm, mean, phones, light)
        if found is None:
            return {}
        phrase, values = found
        chance = rejection_moves.probability(values)
        size = len(self._sounds(phrase.words))
        if not rejection_moves.accepted(phrase.key, size, chance, asked=phrase.asked):
            return {}
        return {"move": phrase.key, "phrase": phrase.text, "chance": chance}

    def evidence(
        self, pcm: bytes, mean: str, phones: Sequence[Segment], light: Sequence[str]
    ) -> tuple[Phrase, dict[str, float]] | None:
        """The phrase that fits best and what the decision about it rests on; also for fitting it."""
        voiced = sum(phone.frames for phone in phones if not phone.filler)
        if not 0 < voiced <= LONGEST_FRAMES or not self._phrases:
            return None
        for words in self._phrases:
            self._sounds(words)  # the decoder has to know them
        paths = tuple(Path(place, words) for place, words in enumerate(self._phrases))
        segments = self._models.whole(paths, pcm, mean)
        phrase = self._phrases.get(tuple(word.name for word in segments if not word.filler))
        if phrase is None:
            return None
        trace = Trace(segments, phones, light)
        return phrase, rejection_moves.features(trace, self._sounds(phrase.words))

    def _sounds(self, words: Sequence[str]) -> list[str]:
        return known([phone for word in words for phone in self._models.pronunciation(word)])
