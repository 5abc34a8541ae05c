"""The smallest changes between two wordings, word by word, and where they lie in a text. Pure functions."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ml.engines.model_corrector_words import related, word_class

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_SHORT = {"n't": " not", "'m": " am", "'re": " are", "'ve": " have", "'ll": " will"}


class Token(NamedTuple):
    text: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        return self.text.lower().replace("’", "'")


class Edit(NamedTuple):
    """``old[i1:i2]`` becomes ``new[j1:j2]``; nothing on one side: a word is missing, or too many."""

    i1: int
    i2: int
    j1: int
    j2: int

    @property
    def size(self) -> int:
        return max(self.i2 - self.i1, self.j2 - self.j1)


def tokens(text: str) -> list[Token]:
    return [Token(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]


def plain(words: Sequence[Token]) -> list[str]:
    return [word.plain for word in words]


def places(words: Sequence[str], sought: Sequence[str]) -> list[int]:
    """Where the words ``sought`` stand in ``words``, whole and in a row."""
    size = len(sought)
    if not size:
        return []
    return [at for at in range(len(words) - size + 1) if list(words[at : at + size]) == list(sought)]


def sound_alike(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether nothing is left to hear: only apostrophes, hyphens and spaces differ ("every day")."""
    return _letters(old) == _letters(new)


def same_in_full(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether one is only the other's short form: "do not", "don't"."""
    return _in_full(old) == _in_full(new)


def edits(old: Sequence[str], new: Sequence[str]) -> list[Edit]:
    """In order; words that only change places are one edit."""
    if sorted(old) == sorted(new):
        return [] if list(old) == list(new) else [_moved(old, new)]
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    found: list[Edit] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "replace":
            found += _apart(old, new, Edit(i1, i2, j1, j2))
        elif tag != "equal":
            found.append(Edit(i1, i2, j1, j2))
    return found


def _moved(old: Sequence[str], new: Sequence[str]) -> Edit:
    differ = [at for at, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1]]
    return Edit(differ[0], differ[-1] + 1, differ[0], differ[-1] + 1)


def _apart(old: Sequence[str], new: Sequence[str], whole: Edit) -> Iterator[Edit]:
    """A replacement as its parts, where it is clear which word became which."""
    mine, theirs = old[whole.i1 : whole.i2], new[whole.j1 : whole.j2]
    if len(mine) == len(theirs) and all(map(related, mine, theirs)):
        for at in range(len(mine)):
            yield Edit(whole.i1 + at, whole.i1 + at + 1, whole.j1 + at, whole.j1 + at + 1)
        return
    pairs = [(i, j) for i, one in enumerate(mine) for j, other in enumerate(theirs) if related(one, other)]
    longer = theirs if len(theirs) > len(mine) else mine
    # "is working", "more tall", "to swim" are one form each; "go to" is not.
    helped = longer[0] == "to" or any(word_class(w) == "HELP" or w in ("more", "most") for w in longer)
    if min(len(mine), len(theirs)) != 1 or len(longer) > 2 or len(pairs) != 1 or helped:
        yield whole
        return
    i, j = whole.i1 + pairs[0][0], whole.j1 + pairs[0][1]
    for part in (
        Edit(whole.i1, i, whole.j1, j),
        Edit(i, i + 1, j, j + 1),
        Edit(i + 1, whole.i2, j + 1, whole.j2),
    ):
        if part.size:
            yield part


def _letters(words: Sequence[str]) -> str:
    return "".join(words).replace("'", "").replace("-", "")


def _in_full(words: Sequence[str]) -> list[str]:
    text = " ".join(words)
    for word, full in (("won't", "will not"), ("can't", "can not"), ("cannot", "can not")):
        text = re.sub(rf"\b{word}\b", full, text)
    for ending, full in _SHORT.items():
        text = text.replace(ending, full)
    return re.sub(r"\b(i|he|she|it|that|what|who|there|here)'s\b", r"\1 is", text).split()
