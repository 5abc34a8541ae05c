"""Nicknames: what may be one, which two are the same, and a pasted list of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

MOST_LETTERS = 30
MOST_LINES = 100
# Marks that turn the direction of writing, or that nobody sees: they make one name look like another.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_BEFORE_A_NAME = re.compile(r"^\s*(?:\d{1,3}[.)]?\s+|[-*•–]\s+)")  # "1. ", "- ": how lists are written


class BadNickname(ValueError):
    """Not usable as a nickname; ``code`` says why: empty, long, letters, digits."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a pasted list holds; ``amiss`` are lines that cannot be taken, each with its reason."""

    names: tuple[str, ...]
    amiss: tuple[tuple[str, str], ...]


def nickname_read(written: str) -> str:
    """A nickname as it is shown; raises BadNickname."""
    spaced = unicodedata.normalize("NFC", written[:1000]).replace("\t", " ")
    seen = "".join(mark for mark in spaced if unicodedata.category(mark) not in _UNSEEN)
    name = " ".join(seen.split())
    if not name:
        raise BadNickname("empty")
    if len(name) > MOST_LETTERS:
        raise BadNickname("long")
    if not any(mark.isalpha() for mark in name):
        raise BadNickname("letters")  # a name of signs alone can hardly be typed again
    return name


def nickname_key(name: str) -> str:
    """Two nicknames with one key are the same: case, ё and е, and ways to write a letter do not count."""
    key = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    return " ".join(key.split())[:120]


def pasted_read(text: str, taken: Iterable[str]) -> Pasted:
    """One name a line; of a row out of a spreadsheet the first cell. ``taken`` are keys that are in use."""
    known = set(taken)
    names: list[str] = []
    amiss: list[tuple[str, str]] = []
    lines = [line for line in text[:20_000].splitlines() if line.strip()]
    for place, line in enumerate(lines):
        cell = re.split(r"[\t;,]", _BEFORE_A_NAME.sub("", line).strip(), maxsplit=1)[0]
        try:
            name = nickname_read(cell)
        except BadNickname as bad:
            amiss.append((line.strip(), bad.code))
            continue
        key = nickname_key(name)
        if place >= MOST_LINES:
            amiss.append((name, "many"))
        elif key in known:
            amiss.append((name, "twice"))
        else:
            known.add(key)
            names.append(name)
    return Pasted(tuple(names), tuple(amiss))
