"""The grammar of one turn: each offered line, and what learners say instead of it.

A *path* is a sequence of words that the recogniser may follow. Every line has its own and one for
each article or form of *be* that may be missing, at so low a weight that only speech without the
word chooses it. Variants with another preposition or without an *-s* accuse one reader in twelve
falsely: they are not here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ml.spoken import words_of

ARTICLES = frozenset(("a", "an", "the"))
BE = frozenset(("am", "is", "are", "was", "were"))
MOST_VARIANTS = 6  # of one line
SHORTEST = 4  # words: below, too little is left to tell a variant from its line
VARIANT_WEIGHT = "1e-15"
NAME = "turn"


@dataclass(frozen=True, slots=True)
class Path:
    """``words`` are said one after the other; ``code`` is empty for the line itself.

    ``missing`` is the place in the line of the word that a variant lacks.
    """

    reply: int  # place of the line in the offer
    words: tuple[str, ...]
    code: str = ""
    missing: int = -1

    def read(self, count: int) -> int:
        """How many words of the line stand behind ``count`` words of the path."""
        return count + (0 <= self.missing <= count and count > 0)


def paths_of(texts: Sequence[str], *, variants: bool = True) -> tuple[Path, ...]:
    """Paths of all lines, a line always before its variants; a line without words has none."""
    found: list[Path] = []
    taken: set[tuple[str, ...]] = set()
    lines = [words_of(text) for text in texts]
    for reply, words in enumerate(lines):
        if words and words not in taken:
            taken.add(words)
            found.append(Path(reply, words))
    if variants:
        for reply, words in enumerate(lines):
            # A variant that is another offered line is that line, not a mistake.
            found += [path for path in _variants(reply, words) if path.words not in taken]
    return tuple(found)


def _variants(reply: int, words: tuple[str, ...]) -> list[Path]:
    if len(words) < SHORTEST:
        return []
    found = []
    for place, word in enumerate(words):
        code = "M:DET" if word in ARTICLES else "M:VERB" if word in BE else ""
        # "... what it is." ends on the verb: a stop there is no missing word.
        if code and place < len(words) - 1:
            found.append(Path(reply, words[:place] + words[place + 1 :], code, place))
    return found[:MOST_VARIANTS]


def jsgf(paths: Sequence[Path]) -> str:
    """The paths as a JSGF grammar."""
    choices = [f"/{VARIANT_WEIGHT if path.code else '1.0'}/ {' '.join(path.words)}" for path in paths]
    return f"#JSGF V1.0;\ngrammar {NAME};\npublic <{NAME}> = {' | '.join(choices)};\n"


def follow(paths: Sequence[Path], said: Sequence[str]) -> Path | None:
    """The path that begins with ``said``: a whole one before a longer, a line before a variant."""
    count = len(said)
    words = tuple(said)
    best: Path | None = None
    for path in paths:
        if path.words[:count] == words:
            if len(path.words) == count:
                return path
            best = best or path
    return best


def goes_on(paths: Sequence[Path], path: Path) -> bool:
    """Whether another line begins with all the words of ``path``."""
    count = len(path.words)
    return any(
        len(other.words) > count and other.words[:count] == path.words and not other.code for other in paths
    )
