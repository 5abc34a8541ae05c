"""Which places of a transcript the recogniser was unsure of: nothing is corrected there. Pure functions."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from ml.types import Word

# Below it a word was misheard too often for its grammar to be the learner's: a false correction is the worst
# error, and a mistake that is missed comes again. Recognisers give most right words more than 0.8.
LEAST_CONFIDENCE = 0.6
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


def unsure_places(text: str, words: Sequence[Word]) -> tuple[tuple[int, int], ...]:
    """(start, end) of the words in ``text`` below the least confidence; none where nothing is known of words.

    A word that the recogniser wrote otherwise ("ten", "10") is as sure as the least sure that may be it; one
    that it did not give at all is unsure.
    """
    if not words:
        return ()
    shown = [(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]
    given = [(match[0], word.confidence) for word in words for match in _WORD.finditer(word.text)]
    matcher = difflib.SequenceMatcher(
        a=[_plain(word) for word, _, _ in shown], b=[_plain(word) for word, _ in given], autojunk=False
    )
    unsure = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        least = min((confidence for _, confidence in given[j1:j2]), default=0.0)
        for at in range(i1, i2):
            confidence = given[j1 + at - i1][1] if tag == "equal" else least
            if confidence < LEAST_CONFIDENCE:
                unsure.append(shown[at][1:])
    return tuple(unsure)


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")
