"""Words of an answer: comparing, finding, and what a sentence looks like. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ml.scenario_text import sentences, spelled_out

Said = tuple[str, ...]
"""Words with contractions open, as ``spelled_out`` gives them."""

_ARTICLES_AND_BE = ("a", "an", "the", "am", "is", "are", "was", "were", "be", "been")
_LIGHT = frozenset((*_ARTICLES_AND_BE, "to", "of", "in", "on", "at", "for", "oh", "um", "uh", "er", "well"))
_POLITE = frozenset(
    ("please", "sorry", "oh", "um", "uh", "er", "hm", "well", "okay", "ok", "so", "excuse", "me")
)
_NEGATION_REACH = 4  # words before a phrase in which "not" turns it round
QUESTION_WORDS = frozenset(("what", "where", "when", "who", "whom", "whose", "why", "which", "how"))
INVERTED = frozenset(
    (
        *("is", "are", "am", "was", "were", "do", "does", "did", "have", "has", "had"),
        *("can", "could", "would", "will", "should", "may", "shall"),
    )
)
_SUBJECTS = frozenset(
    ("i", "you", "he", "she", "it", "we", "they", "there", "this", "that", "your", "my", "the", "people")
)
# A sentence never ends on these: whoever stops there looks for the next word.
_DANGLING = frozenset(("and", "but", "because", "or", "the", "a", "an", "my", "if", "of"))


@lru_cache(maxsize=8192)
def written(text: str) -> Said:
    """The words of a line that was written for a talk; it is compared in every turn of every talk.

    Never for what a learner said: that must not stay in memory.
    """
    return spelled_out(text)


def is_one_of(said: Said, phrases: Sequence[str]) -> bool:
    return any(said == written(phrase) for phrase in phrases)


def bare(said: Said) -> Said:
    """Without the polite words around it; "sorry" alone is no politeness but a question."""
    start, end = 0, len(said)
    while start < end and said[start] in _POLITE:
        start += 1
    while end > start and said[end - 1] in _POLITE:
        end -= 1
    return said[start:end] or said


def content(said: Said) -> Said:
    """The words that carry the idea, without articles, *be*, light prepositions and endings."""
    return tuple(_stem(word) for word in said if word not in _LIGHT)


def _stem(word: str) -> str:
    """Without its ending: rough, but the same for "note" and "notes", "shake" and "shaking"."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word.removesuffix(ending)
            break
    return word.removesuffix("e") if len(word) > 3 else word


def with_clauses(text: str) -> tuple[Said, list[int]]:
    """The words of the text, and for each the number of its clause."""
    said: list[str] = []
    clause: list[int] = []
    for number, piece in enumerate(re.split(r"[,.;:!?…]", text)):
        opened = spelled_out(piece)
        said.extend(opened)
        clause.extend([number] * len(opened))
    return tuple(said), clause


def places_of(phrase: Said, said: Said) -> list[int]:
    """Where the phrase begins in what was said; a plural counts as its word. No words are nowhere."""
    width = len(phrase)
    return [
        start
        for start in range(len(said) - width + 1 if phrase else 0)
        if all(_same(said[start + step], word) for step, word in enumerate(phrase))
    ]


def _same(said: str, word: str) -> bool:
    return said == word or (len(word) > 2 and said in (f"{word}s", f"{word}es"))


def negated(said: Said, clause: list[int], place: int) -> bool:
    """Whether "not" or "never" stands shortly before, in the same clause ("I don't like talking")."""
    for at in range(max(0, place - _NEGATION_REACH), place):
        if clause[at] != clause[place] or said[at] not in ("not", "never", "without"):
            continue
        advice = "why" in said[max(0, at - 2) : at]  # "Why not …?", "Why don't you …?"
        if not advice and said[at + 1] not in ("only", "know", "sure"):
            return True
    return False


def questions_in(text: str) -> tuple[str, ...]:
    """What the text asks: sentences with the mark or the beginning of a question.

    Of "I cook, and what do you do?" only the last clause, without its "and".
    """
    return tuple(question for sentence in sentences(text) if (question := _question(sentence)))


def _question(sentence: str) -> str:
    end = sentence.rstrip("”\"'» )")[-1:]
    if end == "?":
        last = sentence.rpartition(",")[2].strip()
        clause = re.sub(r"(?i)^(?:and|but|so)\s+", "", last)
        return clause if begins_as_question(spelled_out(clause)) else sentence
    asks = end not in (".", "!", "…") and begins_as_question(bare(spelled_out(sentence)))
    return sentence if asks else ""


def begins_as_question(said: Said) -> bool:
    """ "What's that", "How long have you", "do you"; not "When I was", "Do not"."""
    if len(said) < 2:
        return False
    first, second = said[:2]
    if first in QUESTION_WORDS:
        far = len(said) > 3 and said[2] in INVERTED and said[3] in _SUBJECTS
        return second in INVERTED or (second not in _SUBJECTS and far)
    return first in INVERTED and second in _SUBJECTS


def is_unfinished(text: str) -> bool:
    """Whether the speaker broke off: "I'd go and …"."""
    said = spelled_out(text)
    return len(said) > 1 and (text.rstrip("”\"'» ").endswith(("…", "...")) or said[-1] in _DANGLING)
