"""How alike two strings of phones are: what the phone loop heard against what a line sounds like."""

from __future__ import annotations

from collections.abc import Sequence

_CLASSES = (
    "IY IH EY EH AE",  # front vowels
    "AA AH AO OW AW",  # back and open vowels
    "UW UH ER",
    "AY OY",
    "P B",
    "T D",
    "K G",
    "F V",
    "TH DH S Z",
    "SH ZH CH JH",
    "M N NG",
    "L R W Y",
    "HH",
)
_CLASS = {phone: place for place, phones in enumerate(_CLASSES) for phone in phones.split()}
_VOWEL = {phone for phones in _CLASSES[:4] for phone in phones.split()}

SAME_CLASS = 0.4
SAME_KIND = 0.8  # vowel for vowel, consonant for consonant
OTHER = 1.1
GAP = 0.7


def _cost(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if _CLASS.get(one) == _CLASS.get(other):
        return SAME_CLASS
    return SAME_KIND if (one in _VOWEL) == (other in _VOWEL) else OTHER


_COSTS = {one: {other: _cost(one, other) for other in _CLASS} for one in _CLASS}


def known(phones: Sequence[str]) -> list[str]:
    """Without silence, noise and stress marks."""
    return [plain for phone in phones if (plain := phone.rstrip("012")) in _CLASS]


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """1 for equal strings, about 0.45 for unrelated ones of one length; 0 when one is empty."""
    if not one or not other:
        return 0.0
    return 1.0 - _distance(one, other, anywhere=False) / (GAP * (len(one) + len(other)) / 2 + 1e-9) / 1.5


def found_in(part: Sequence[str], whole: Sequence[str]) -> float:
    """How well the best stretch of ``whole`` matches ``part``: 1 for an exact copy."""
    if not part or not whole:
        return 0.0
    return max(0.0, 1.0 - _distance(part, whole, anywhere=True) / (GAP * len(part)))


def _distance(one: Sequence[str], other: Sequence[str], *, anywhere: bool) -> float:
    """Edit distance; with ``anywhere`` the start and end of ``other`` are free."""
    row = [0.0] * (len(other) + 1) if anywhere else [GAP * n for n in range(len(other) + 1)]
    for place, phone in enumerate(one, 1):
        costs = _COSTS[phone]
        diagonal, row[0] = row[0], GAP * place
        left = row[0]
        for column, heard in enumerate(other, 1):
            best = diagonal + costs[heard]
            diagonal = row[column]
            if diagonal + GAP < best:
                best = diagonal + GAP
            if left + GAP < best:
                best = left + GAP
            row[column] = left = best
    return min(row) if anywhere else row[-1]
