"""Sentences, as a voice wants them: each is spoken on its own."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[.!?…])[\"'”’»)]*(?=\s+[\"'“‘«(]?[A-ZА-ЯЁ0-9])")
_ABBREVIATIONS = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|vs|etc|e\.g|i\.e)\.$")


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, in order, without empty ones; quotes stay with their sentence."""
    pieces: list[str] = []
    start = 0
    for match in _END.finditer(text):
        piece = text[start : match.end()].strip()
        if _ABBREVIATIONS.search(piece):
            continue
        pieces.append(piece)
        start = match.end()
    pieces.append(text[start:].strip())
    return [piece for piece in pieces if piece]


def has_words(text: str) -> bool:
    """Whether there is anything to say aloud."""
    return any(character.isalnum() for character in text)
