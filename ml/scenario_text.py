"""Words of a scenario: counting, comparing and filling them. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)(?:\|([^{}]*))?\}")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[.!?…][”\"»])\s+")
_CONTRACTIONS = {
    "won't": "will not",
    "can't": "can not",
    "cannot": "can not",
    "shan't": "shall not",
    "let's": "let us",
    "gonna": "going to",
    "wanna": "want to",
    # Typed in a hurry. Not "well", "were" or "id", which are words of their own.
    "dont": "do not",
    "doesnt": "does not",
    "didnt": "did not",
    "cant": "can not",
    "isnt": "is not",
    "wasnt": "was not",
    "couldnt": "could not",
    "wouldnt": "would not",
    "im": "i am",
    "ive": "i have",
    "thats": "that is",
    "whats": "what is",
}
_ENDINGS = {
    "n't": "not",
    "'d": "would",
    "'ll": "will",
    "'ve": "have",
    "'re": "are",
    "'m": "am",
    "'s": "is",
}


def words(text: str) -> tuple[str, ...]:
    """Lower-case words without punctuation; a hyphen separates ("tongue-tied" is two)."""
    return tuple(_WORD.findall(text.lower().replace("’", "'")))


def spelled_out(text: str) -> tuple[str, ...]:
    """Words with contractions opened, so that "I'd" and "I would" compare equal.

    "'s" and "'d" are opened the same way everywhere: wrong for a possessive, but equal on both sides.
    """
    out: list[str] = []
    for word in words(text):
        out.extend(_CONTRACTIONS.get(word, "").split() or _opened(word))
    return tuple(out)


def _opened(word: str) -> list[str]:
    for ending, full in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            return [word.removesuffix(ending), full]
    return [word]


def count_words(text: str) -> int:
    """How many words a listener hears; a hyphenated word counts once."""
    return sum(1 for token in text.split() if _WORD.search(token.lower()))


def sentences(text: str) -> tuple[str, ...]:
    """The text cut after . ! ? …"""
    return tuple(part.strip() for part in _SENTENCE.split(text) if part.strip())


def places(text: str) -> tuple[tuple[str, str | None], ...]:
    """Each ``{name}`` or ``{name|text}`` as (name, text or None)."""
    return tuple((match[1], match[2]) for match in _PLACE.finditer(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled: from ``values``, else from the text after the bar, else empty."""

    def value(match: re.Match[str]) -> str:
        return values.get(match[1]) or match[2] or ""

    return _PLACE.sub(value, text)
