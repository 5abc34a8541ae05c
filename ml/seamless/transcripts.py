"""From tokens to words with confidences, and which transcripts are not to be believed. Pure functions."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from ml.types import Word

LEAST_CONFIDENCE = 0.4  # mean over the words; below it nothing was understood
MOST_WORDS_A_SECOND = 7.0  # quick native speech has 5: more was not said in that time
# The same words running: a model that went round in circles. People say "very, very, very good", too.
_LOOPS = (
    re.compile(r"\b(\w+(?:\W+\w+)?)(?:\W+\1\b){3,}", re.IGNORECASE),
    re.compile(r"\b(\w+(?:\W+\w+){2,5})(?:\W+\1\b){2,}", re.IGNORECASE),
)

START = "▁"  # of a word, in SentencePiece's pieces


def words_with_confidence(
    pieces: Sequence[str], logs: Sequence[float], seconds: tuple[float, float]
) -> tuple[Word, ...]:
    """The words that ``pieces`` spell, each as sure as the least sure of its pieces.

    ``logs``: natural logarithms of the probabilities of the pieces; ``seconds``: where in the turn the speech
    begins and ends. The model gives no times: they are spread over the words by their letters.
    """
    spelled: list[tuple[str, float]] = []
    for piece, log in zip(pieces, logs, strict=True):
        if piece.startswith("</") or (piece.startswith("__") and piece.endswith("__")) or piece[:1] == "<":
            continue  # the language, the end
        confidence = math.exp(min(0.0, max(log, -60.0)))
        if piece.startswith(START) or not spelled:
            spelled.append((piece.removeprefix(START), confidence))
        else:
            text, least = spelled[-1]
            spelled[-1] = (text + piece, min(least, confidence))
    spelled = [(text, confidence) for text, confidence in spelled if any(map(str.isalnum, text))]
    whole = sum(len(text) for text, _ in spelled)
    begin, end = seconds
    words, letters = [], 0
    for text, confidence in spelled:
        first = begin + (end - begin) * letters / whole
        letters += len(text)
        last = begin + (end - begin) * letters / whole
        ms = round(first * 1000)
        words.append(Word(text, ms, max(round(last * 1000), ms + 1), confidence))
    return tuple(words)


def overall(words: Sequence[Word]) -> float:
    """Mean confidence (0..1) of the words; 0 where there are none."""
    return sum(word.confidence for word in words) / len(words) if words else 0.0


def is_made_up(text: str, words: Sequence[Word], voiced_s: float) -> bool:
    """Whether the transcript is rather the model's than the speaker's.

    Speech models invent on noise and music (Koenecke et al. 2024, "Careless Whisper"): more words than fit
    into the time, loops, hardly any confidence.
    """
    if not words or not any(map(str.isalpha, text)):
        return True
    if len(words) > 2 + voiced_s * MOST_WORDS_A_SECOND:
        return True
    return any(loop.search(text) for loop in _LOOPS) or overall(words) < LEAST_CONFIDENCE
