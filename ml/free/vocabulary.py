"""How hard a word is, and whether it looks like English at all. Pure functions over two lists of words.

The lists are small on purpose: they need not know every word, only tell a sentence that a beginner can
follow from one that he cannot, and an English sentence from another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

LEVELS = ("A1", "A2", "B1")
ABOVE = len(LEVELS)
"""The grade of a word that stands in no list: B2 or higher."""
HERE = Path(__file__).parent
COMMON = HERE.parent / "common_words.txt"
GRADED = HERE / "graded_words.txt"
LEAST_OF_A_PART = 3  # letters of each part of a compound ("teapot")
KEPT_WORDS = 50_000  # answers kept in memory: whoever talks meets the same words again

# Endings that are English enough for a word that no list has ("scrumptiously").
_ENDING = re.compile(
    r"(?:ing|ings|ed|ly|tion|tions|sion|ness|ment|ments|ful|less|ous|able|ible|ish|ship|ward|wards|er|ers|est|"
    r"ght|ck|th|'s|s')$"
)


@cache
def _graded() -> dict[str, int]:
    """Each listed word, irregular forms among them, with the place of its level in LEVELS."""
    grades: dict[str, int] = {}
    section = ""
    for line in GRADED.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif section == "forms":
            base, *forms = line.split()
            for form in forms:
                # "left" is a side as well as a form of "leave": the easier of the two counts.
                grades[form] = min(grades.get(form, ABOVE), grades.get(base, ABOVE))
        elif section and not line.startswith("#"):
            for word in line.split():
                grades.setdefault(word, LEVELS.index(section))
    return grades


@cache
def _english() -> frozenset[str]:
    return frozenset(COMMON.read_text(encoding="utf-8").split()) | frozenset(_graded())


@cache
def _shapes() -> frozenset[str]:
    """Every three letters in a row that English words have, with the edges of the word among them."""
    return frozenset(three for word in _english() for three in _threes(word))


def _threes(word: str) -> Iterator[str]:
    edged = f"^{word}$"
    return (edged[at : at + 3] for at in range(len(edged) - 2))


def bases(word: str) -> Iterator[str]:
    """What a lower-case word may be a regular form of, itself first."""
    yield word
    for ending in ("'s", "s'"):
        if word.endswith(ending):
            yield word[: -len(ending)]
    for ending, instead in (("ies", "y"), ("ied", "y"), ("ier", "y"), ("iest", "y"), ("ily", "y")):
        if word.endswith(ending):
            yield word[: -len(ending)] + instead
    for ending in ("s", "es", "ed", "d", "ing", "er", "r", "est", "st", "ly", "y"):
        if not word.endswith(ending) or len(word) - len(ending) < 2:
            continue
        stem = word[: -len(ending)]
        yield stem
        if ending in ("ing", "ly"):
            yield stem + "e"  # taking, gently
        if ending == "ly" and stem.endswith("al"):
            yield stem[:-2]  # magically
        if ending in ("ed", "ing", "er", "est", "y") and len(stem) > 2 and stem[-1] == stem[-2]:
            yield stem[:-1]  # stopped, bigger, foggy


@lru_cache(maxsize=KEPT_WORDS)
def grade(word: str) -> int:
    """The place in LEVELS of a lower-case word's level; ABOVE where no list has it."""
    grades = _graded()
    found = min((grades.get(base, ABOVE) for base in bases(word)), default=ABOVE)
    if found == ABOVE and word.startswith("un") and len(word) > 4:
        found = min((grades.get(base, ABOVE) for base in bases(word[2:])), default=ABOVE)
    return found if found < ABOVE else _grade_of_parts(word, grades)


def _grade_of_parts(word: str, grades: dict[str, int]) -> int:
    """A compound is as hard as the harder of its parts: "bedside", "snowman's"."""
    found = ABOVE
    for base in bases(word):
        for cut in range(LEAST_OF_A_PART, len(base) - LEAST_OF_A_PART + 1):
            found = min(found, max(grades.get(base[:cut], ABOVE), grades.get(base[cut:], ABOVE)))
    return found


@lru_cache(maxsize=KEPT_WORDS)
def strangeness(word: str) -> float:
    """How little a lower-case word looks like English: 0 for a known one, up to 1."""
    known = _english()
    if grade(word) < ABOVE or any(base in known for base in bases(word)):
        return 0.0
    threes = list(_threes(word))
    odd = sum(three not in _shapes() for three in threes) / len(threes)
    if odd:
        return min(1.0, 0.7 + odd)
    return 0.2 if _ENDING.search(word) else 0.5
