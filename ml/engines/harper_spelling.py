"""Which better spelling of a typed word may be shown: one small slip away, a common word, without a rival.

Harper guesses something for every word it does not know ("pelmeni": "pelmet"). A learner who types a word
of another language, or a name, must not be sent to a word that was never meant. Pure functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

LEAST_LETTERS = 4  # shorter words have too many neighbours ("hav": had, has, have)
LETTERS_FOR_A_VOWEL = 5  # "goed" is no "good"
LETTERS_FOR_ANY = 6  # "plov" is no "plot"
VOWELS = frozenset("aeiouy")
LETTERS = "abcdefghijklmnopqrstuvwxyz'"
COMMON = Path(__file__).parents[1] / "common_words.txt"


@cache
def _common() -> frozenset[str]:
    """About 4,000 frequent words of everyday English, from the language model that PocketSphinx ships."""
    return frozenset(COMMON.read_text(encoding="utf-8").split())


def better_spelling(word: str, guesses: Sequence[str]) -> str | None:
    """The word that was surely meant, in lower case but for names; None where that would be a guess."""
    if guesses and guesses[0].lower() == word.lower():
        return guesses[0]  # "saturday"
    if len(word) < LEAST_LETTERS:
        return None
    word = word.lower()
    nearest = _usual_slips(word) & _common() or _other_slips(word) & _common()
    return next(iter(nearest)) if len(nearest) == 1 else None


def _usual_slips(word: str) -> set[str]:
    """One slip undone, of those that everybody makes: a letter doubled or not, two letters swapped, a vowel
    for a vowel, no apostrophe. The first letter is seldom wrong."""
    found: set[str] = set()
    for at in range(1, len(word) + 1):
        before, here, after = word[:at], word[at : at + 1], word[at + 1 :]
        found |= {before + letter + here + after for letter in (word[at - 1], "'")}
        if here == word[at - 1]:
            found.add(before + after)
        if after:
            found.add(before + after[0] + here + after[1:])
        if after and here in VOWELS and len(word) >= LETTERS_FOR_A_VOWEL:
            found |= {before + vowel + after for vowel in VOWELS}
    return found


def _other_slips(word: str) -> set[str]:
    """Any one letter left out, too many or wrong, but for the first and the last. A form that was made by a
    rule ("falled", "sheeps") is no slip: its neighbours ("failed", "sheets") were not meant."""
    if len(word) < LETTERS_FOR_A_VOWEL or word.endswith(("ed", "s")):
        return set()
    found: set[str] = set()
    for at in range(1, len(word)):
        before, here, after = word[:at], word[at], word[at + 1 :]
        found |= {before + letter + here + after for letter in LETTERS}
        if after and len(word) >= LETTERS_FOR_ANY:
            found |= {before + letter + after for letter in LETTERS} | {before + after}
    return found
