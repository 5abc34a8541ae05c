"""Places that Harper's trusted rules often misread in unpunctuated speech. Pure functions."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

# Before a pronoun these make a question or an object: no subject follows ("is she fine", "let me go").
_BE_AND_DO = ("am", "is", "are", "was", "were", "do", "does", "did", "can", "could", "will", "would")
_MODALS = ("shall", "should", "may", "might", "must")
_SEE_AND_LET = ("let", "make", "makes", "made", "help", "helps", "helped", "see", "saw", "hear", "heard")
_NO_SUBJECT_AFTER = frozenset(
    (*_BE_AND_DO, *_MODALS, *_SEE_AND_LET, "watch", "watched", "suggest", "and", "or")
)
_OBJECTS = frozenset(["me", "him", "her", "us", "them"])
_PERSONS = frozenset(["i", "you", "he", "she", "it", "we", "they"])
_PERSONS_ARE = frozenset(["i'm", "you're", "he's", "she's", "we're", "they're"])
_CLAUSE_STARTS = frozenset(["but", "because", "so", "that", "if", "when", "think", "know", "say"])
_THEM_AFTER = frozenset(["to", "for", "with", "about", "from", "of", "help", "at"])


def misread(rule: str, text: str, start: int, problem: str) -> bool:
    """Whether ``problem``, found by ``rule`` at ``start``, is probably right as it was said."""
    doubt = _DOUBTS.get(rule)
    return doubt is not None and doubt(text[:start].lower().split(), problem.lower())


def is_name(word: str) -> bool:
    """A capital may be a name, and letters of another alphabet are not English spelling."""
    return not word.isascii() or word[:1].isupper()


def _agreement(before: list[str], problem: str) -> bool:
    """("she and he go", "is she fine", "take it don't forget", "tell you stories"): not its subject."""
    subject, earlier = _word(before, 1), _word(before, 2)
    if subject in _OBJECTS or earlier in _NO_SUBJECT_AFTER:
        return True
    starts_clause = not earlier or earlier[-1] in ",.;:!?" or earlier in _CLAUSE_STARTS
    return subject in ("it", "you") and not starts_clause


def _did(before: list[str], problem: str) -> bool:
    """("yes I did I got it"): two sentences."""
    return _word(before, 1) in _PERSONS and _word(before, 2) == "did" and _word(before, 3) in _PERSONS


def _good(before: list[str], problem: str) -> bool:
    """("tea is good in summer"): only people are good at things."""
    near = before[-5:]
    if _PERSONS_ARE & set(near):
        return False
    return not any(word in _PERSONS and after in _BE_AND_DO for word, after in pairwise(near))


def _word(before: list[str], back: int) -> str:
    return before[-back] if len(before) >= back else ""


_DOUBTS: dict[str, Callable[[list[str], str], bool]] = {
    "PronounVerbAgreement": _agreement,
    "DidPast": _did,
    "GoodAt": _good,
    "MassNouns": lambda before, problem: not problem.endswith("s"),  # "a cleaning", "every stuff"
    "RegularIrregulars": lambda before, problem: problem.endswith("ys"),  # "familys" sounds right
    "TheyToThem": lambda before, problem: _word(before, 1) not in _THEM_AFTER,  # "I see they are"
    "ThereIsAgreement": lambda before, problem: "lots" in problem,  # people do say it
}
