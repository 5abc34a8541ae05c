"""From tokens to words with confidences, and which transcripts are not to be believed. Pure functions."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from ml.types import Word

LEAST_CONFIDENCE = 0.4  # mean over the words; below it nothing was understood
MOST_WORDS_A_SECOND = 7.0  # quick native speech has 5: more was not said in that time
# The same words running: a model that went round in circles. People say "No, no, no, no!" and "5 5 5 5", too.
_LOOPS = (
    re.compile(r"\b([^\W\d]+)(?:\W+\1\b){5,}", re.IGNORECASE),
    re.compile(r"\b(\w+\W+\w+)(?:\W+\1\b){3,}", re.IGNORECASE),
    re.compile(r"\b(\w+(?:\W+\w+){2,5})(?:\W+\1\b){2,}", re.IGNORECASE),
)
LETTERS_A_WORD = 2  # in scripts that put no spaces between words (Chinese, Japanese, Thai)
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")

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
        confidence = _probability(log)
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


def mean_of_pieces(logs: Sequence[float]) -> float:
    """Mean probability (0..1) of the pieces: for languages that put no spaces between words, too."""
    return sum(map(_probability, logs)) / len(logs) if logs else 0.0


def _probability(log: float) -> float:
    """Of a logarithm; what is no number counts as not sure at all."""
    return math.exp(min(0.0, log)) if math.isfinite(log) else 0.0


def is_made_up(text: str, confidence: float, voiced_s: float) -> bool:
    """Whether the transcript is rather the model's than the speaker's.

    Speech models invent on noise and music (Koenecke et al. 2024, "Careless Whisper"): more words than fit
    into the time, loops, hardly any confidence (0..1).
    """
    if not any(map(str.isalpha, text)) or confidence < LEAST_CONFIDENCE:
        return True
    words = len(text.split()) + len(_UNSPACED.findall(text)) / LETTERS_A_WORD
    if words > 2 + voiced_s * MOST_WORDS_A_SECOND:
        return True
    return any(loop.search(text) for loop in _LOOPS)
