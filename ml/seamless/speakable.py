"""Text as the voice can say it, and when each written word sounds. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ml.seamless.figures import FIGURES, spoken_figure
from ml.sentences import has_words, split_sentences
from ml.types import Mark

LONGEST_PIECE = 160  # characters: some 12 s; longer speech loses words (seamless_communication, issue 269)
_TOKEN = re.compile(r"\S*\w\S*")
_BREAKS = (re.compile(r"[,;:—–]\s+"), re.compile(r"\s+"))
_UNSAYABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2190-\u2bff\ufe00-\ufe0f\U00010000-\U0010ffff]")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "…": "..."})


@dataclass(frozen=True, slots=True)
class Piece:
    """``text[start:end]``, to be spoken in one go."""

    start: int
    end: int


def pieces_of(text: str, longest: int = LONGEST_PIECE) -> list[Piece]:
    """Sentences, cut at clauses or else between words where they are too long; none without words."""
    found: list[Piece] = []
    at = 0
    for sentence in split_sentences(text):
        start = text.index(sentence, at)
        at = start + len(sentence)
        found += _cut(text, start, at, longest)
    return [piece for piece in found if has_words(sayable(text[piece.start : piece.end]))]


def _cut(text: str, start: int, end: int, longest: int) -> Iterator[Piece]:
    while end - start > longest:
        for pattern in _BREAKS:
            ends = [match.end() for match in pattern.finditer(text, start, start + longest)]
            if ends and ends[-1] > start + longest // 4:
                break
        else:
            ends = [start + longest]  # one word without an end
        yield Piece(start, ends[-1])
        start = ends[-1]
    yield Piece(start, end)


def sayable(text: str) -> str:
    """With figures and signs in words, without what has no sound (emoji, arrows)."""
    plain = _UNSAYABLE.sub(" ", text).translate(_PLAIN)

    plain = FIGURES.sub(lambda match: f" {spoken_figure(match)} ", plain)
    return re.sub(r"\s+", " ", re.sub(r"\s+([,.!?;:])", r"\1", plain)).strip()


def marks_of(text: str, offset: int, begin_ms: int, end_ms: int) -> tuple[Mark, ...]:
    """A mark for each written word, its time by the letters that are said before it.

    The model gives no times. ``offset``: of ``text`` in the whole; the words sound from ``begin_ms`` to
    ``end_ms``.
    """
    spans = [match.span() for match in _TOKEN.finditer(text)]
    weights = [1 + len(sayable(text[start:end])) for start, end in spans]
    whole = sum(weights)
    marks, before = [], 0
    for (start, end), weight in zip(spans, weights, strict=True):
        ms = begin_ms + (end_ms - begin_ms) * before // whole
        marks.append(Mark(ms, offset + start, offset + end))
        before += weight
    return tuple(marks)


def joined(parts: Sequence[str]) -> str:
    """Transcripts or translations of consecutive pieces as one text."""
    return " ".join(part.strip() for part in parts if part.strip())
