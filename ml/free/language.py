"""Whether a sentence is English, as a voice for English can speak it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from functools import cache
from pathlib import Path

from ml.free.vocabulary import strangeness
from ml.free.words import Token, tokens

FOREIGN = Path(__file__).parent / "foreign_words.txt"
MOST_LETTERS = 28  # of one word; longer is a model that stutters
QUOTED_WORDS = 3  # as many may stand in quotes in any Latin language: "They call it “dolce far niente”."
LEAST_WEIGHT = 1.5  # one foreign dish or city weighs at most 1
LEAST_SHARE = 0.4
LEAST_SHARE_WITH_FOREIGN = 0.34  # where two words are surely foreign

# Prose holds none of these; a model that begins to write JSON, HTML, a table or a program does.
_CODE = re.compile(
    r"[¿¡{}<>|\\^`~]|==|=>|->|\w\(\)|\w_\w|[\w)\]]\s*=\s*[\w\"'\[]|;\s*$|^\s*(?:#|//|/\*)|\*\*|"
    r"SELECT\b.+\bFROM\b|\[\s*[\"'\d\[]|\"\s*:\s*[\"\d\[]|&\w+;|\w+\.\w+\(|[\w]\([\"'\w]"
)
# What English speakers say in another language.
_SAYINGS = re.compile(
    r"\b(?:bon app[eé]tit|bon voyage|c['’]est la vie|que sera,? sera|mamma mia|hakuna matata|d[eé]j[aà] vu|"
    r"cr[eè]me br[uû]l[eé]e|dim sum|coq au vin|hasta la vista|au revoir|al dente|carpe diem|joie de vivre|"
    r"[aà] la carte|vice versa|faux pas|je ne sais quoi|la dolce vita|ta-da+)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"«‘]([^“”\"«»‘]*)[”\"»]")


@cache
def _foreign() -> frozenset[str]:
    return frozenset(
        word
        for line in FOREIGN.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for word in line.split()
    )


def is_foreign(sentence: str, known: Set[str] = frozenset()) -> bool:
    """Whether the sentence is in another language or script, or is no prose; ``known`` are lower-case words
    that belong to the talk. A foreign name, dish or quotation in an English sentence is fine."""
    if _CODE.search(sentence) or any(_is_of_another_script(character) for character in sentence):
        return True
    sentence = _SAYINGS.sub(" ", sentence)
    said = tokens(_QUOTED.sub(_unless_short, sentence)) or tokens(sentence)
    if any(len(token.lower) > MOST_LETTERS for token in said):
        return True
    counted = [token for token in said if not token.lower.isdigit()]
    surely = sum(_is_surely_foreign(token, known) for token in counted)
    weight = sum(_weight(token, known) for token in counted)
    if surely and len(counted) <= 1:
        return True
    if surely >= 2 and weight >= LEAST_SHARE_WITH_FOREIGN * len(counted):
        return True
    # A name counts for neither side, or a row of names would make a foreign sentence English.
    others = sum(not token.named for token in counted)
    return weight >= LEAST_WEIGHT and weight >= LEAST_SHARE * max(others, 1)


def _unless_short(match: re.Match[str]) -> str:
    return "" if len(match[1].split()) <= QUOTED_WORDS else match[0]


def _is_of_another_script(character: str) -> bool:
    if character < "\u0250" or not character.isalpha():
        return False
    return not unicodedata.name(character, "").startswith(("LATIN", "MODIFIER"))


def _is_surely_foreign(token: Token, known: Set[str]) -> bool:
    return not token.named and token.lower in _foreign() and token.lower not in known


def _weight(token: Token, known: Set[str]) -> float:
    """From 0, an English word or a name, to 1."""
    if token.lower in known:
        return 0.0
    if _is_surely_foreign(token, known):
        return 1.0
    if token.named or token.lower.isdigit() or len(token.lower) == 1:
        return 0.0
    return strangeness(token.lower)
