"""The check of every sentence that a chat model says in the buddy's role, before it is spoken.

It errs on the side of silence only where harm is possible: a sentence that fails is replaced by a written
one, which costs little; a sentence that fails for nothing makes the talk duller. Pure functions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

from ml.free.language import is_foreign
from ml.free.phrases import is_off_role, is_unsafe, label
from ml.free.vocabulary import ABOVE, LEVELS, bases, grade
from ml.free.words import Token, opened, tokens, without_invisible
from ml.scenario_text import count_words, words
from ml.sentences import has_words

CODES = {
    "empty": "there is nothing to say aloud",
    "unsafe": "it may harm, or it asks for what a learner should not give",
    "off_role": "it speaks as a program, of its orders, of the lesson, or for the learner",
    "leak": "it tells what only the model was told",
    "language": "it is not English, or no prose",
    "long": "it has more words than the learner keeps in mind",
    "level": "too many of its words are above the learner's level",
}

# Words in one sentence. Of 3,000 in the catalogue one is longer; a model may run on a little more than our
# authors do, whose longest have 13 words at A1, 18 at A2, 17 at B1 and B2, and 20 at C1.
MOST_WORDS = {"A1": 13, "A2": 16, "B1": 21, "B2": 28, "C1": 38, "C2": 38}
# Different words above the level in one sentence; from B2 on nothing is counted.
MOST_ABOVE = {"A1": 1, "A2": 2, "B1": 2}
MOST_CHARACTERS = 500  # a model that stutters without end is not read to its end
LEAKING_RUN = 8  # words in the same order as in the private text
KEPT_TEXTS = 64  # private texts kept cut up: one for each topic and level that is being talked about
_MANY_WORDS_OF_A_HEADING = 3  # fewer are met in any talk ("The place"), unless a colon follows
_QUOTED = re.compile(r"“[^”]*”|\"[^\"\n]*\"")
_HEADING = re.compile(r"^\s*(?:#+\s*(.+?)\s*:?|\*\*(.+?):?\*\*:?|([A-Z][^.!?:]{1,60}):)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SentenceCheck:
    """What one talk knows when it checks a sentence; made once for each turn of the buddy's."""

    level: str = "B1"  # CEFR, the learner's
    names: frozenset[str] = frozenset()  # lower-case words that are never too hard nor foreign: those of the
    # scenario (`ml.free.known_words`) and those that the learner used
    private: str = ""  # the rules in the system prompt; without the facts that the buddy may tell

    def problem(self, sentence: str) -> str:
        """Why the sentence must not be spoken, a code of CODES; empty where it may."""
        # Compatibility forms ("𝐤𝐢𝐥𝐥") read like the letters that they imitate.
        sentence = unicodedata.normalize("NFKC", without_invisible(sentence))
        if not has_words(sentence):
            return "empty"
        if len(sentence) > MOST_CHARACTERS:
            return "long"
        if is_unsafe(sentence):
            return "unsafe"
        if is_off_role(sentence) or self._speaks_for_another(sentence):
            return "off_role"
        if self.private and _leaks(sentence, self.private):
            return "leak"
        if is_foreign(sentence, self.names):
            return "language"
        if count_words(sentence) > MOST_WORDS[self.level]:
            return "long"
        if self.level in MOST_ABOVE and self.above(sentence) > MOST_ABOVE[self.level]:
            return "level"
        return ""

    def above(self, sentence: str) -> int:
        """How many different words of the sentence are above the level."""
        highest = LEVELS.index(self.level) if self.level in LEVELS else ABOVE
        return len({token.lower for token in tokens(sentence) if self._is_above(token, highest)})

    def _is_above(self, token: Token, highest: int) -> bool:
        if token.named or any(character.isdigit() for character in token.lower):
            return False
        return not any(base in self.names for base in bases(token.lower)) and any(
            grade(word) > highest for word in opened(token.lower).split()
        )

    def _speaks_for_another(self, sentence: str) -> bool:
        """ "Anna: I like tea." A common word before a colon ("Remember: …") is nobody's name."""
        who = label(sentence).lower()
        return bool(who) and grade(who) >= ABOVE and who not in self.names


def _leaks(sentence: str, private: str) -> bool:
    runs, headings = _cut_up(private)
    said = words(sentence)
    text = f" {' '.join(said)} "
    if any(
        f" {heading} " in text for heading in headings if heading.count(" ") >= _MANY_WORDS_OF_A_HEADING - 1
    ):
        return True
    before_colon = " ".join(words(sentence.partition(":")[0])) if ":" in sentence else ""
    if before_colon and before_colon in headings:
        return True
    return any(said[at : at + LEAKING_RUN] in runs for at in range(len(said) - LEAKING_RUN + 1))


@lru_cache(maxsize=KEPT_TEXTS)
def _cut_up(private: str) -> tuple[Set[tuple[str, ...]], Set[str]]:
    """The runs of words and the headings of a private text. What stands in quotes is there to be said."""
    runs: set[tuple[str, ...]] = set()
    for piece in _QUOTED.split(private):
        said = words(piece)
        runs.update(said[at : at + LEAKING_RUN] for at in range(len(said) - LEAKING_RUN + 1))
    found = (next(filter(None, groups)) for groups in _HEADING.findall(private))
    return runs, {" ".join(words(heading)) for heading in found} - {""}
