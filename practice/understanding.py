"""What freely recognised or typed words say of the learner. Pure functions; what they find are proposals.

Rules for a few plain sentences: what they miss is not asked about, what they find the learner sees first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from accounts.models import MOST_OWN
from accounts.wishes import GOALS, INTERESTS, MOST_CHOSEN, is_name
from ml.scenario_text import sentences, spelled_out

_CALLED = re.compile(
    r"(?i:\b(?:my name(?:['’]s| is)|call me|i['’]m called|i am called|i['’]m|i am))\s+"
    r"((?:[^\W\d_]|['’-])+(?:\s+[A-ZА-ЯЁ](?:[^\W\d_]|['’-])+)?)"
)
_SURE = re.compile(r"\b(?:my name|call me|called)\b", re.IGNORECASE)
_TELLS = re.compile(
    r"(?i)^(?:and |but |well,? |so |oh,? )?(?:"
    r"i(?:'m| am) (?:from|a|an|learning|studying)\b"
    r"|i (?:live|work|study|teach|play|collect|grew up|was born)\b"
    r"|i (?:really )?(?:like|love|enjoy|prefer)\b|i(?:'ve| have)(?: got)? (?:a|an|one|two|three|four|many) "
    r"|my (?:hobby|job|favou?rite|dog|cat|friend)\b)"
)
_UNSURE = re.compile(r"(?i)\b(?:would|if|maybe|perhaps|don't know|'d)\b|\?")
_WORDS: dict[str, str] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
_NO_NAMES = frozenset(_WORDS["no_names"].split())
SENSITIVE = frozenset(_WORDS["sensitive"].split())
_HARMLESS_LOVE = re.compile(r"(?i)\bi (?:really )?love\b")


@dataclass(frozen=True, slots=True)
class Proposals:
    """What the buddy thinks it understood; nothing of it is kept before the learner has seen it."""

    name: str = ""
    goals: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()


def proposals_in(text: str) -> Proposals:
    """Name, goals and interests that the words speak of."""
    said = f" {' '.join(spelled_out(text))} "
    interests = [code for code, one in INTERESTS.items() if _any_in(one.words, said)]
    goals = [code for code, one in GOALS.items() if _any_in(one.words, said)]
    return Proposals(name_in(text), tuple(goals[:MOST_CHOSEN]), tuple(interests[:MOST_CHOSEN]))


def name_in(text: str) -> str:
    """The name after "my name is", "I'm", "call me"; empty when there is none, the surest first."""
    found = sorted(_CALLED.finditer(text), key=lambda match: not _SURE.search(match[0]))
    for match in found:
        name = match[1].replace("’", "'").strip("-'")
        first = name.split()[0].lower() if name else ""
        if first and first not in _NO_NAMES and is_name(name) and not first.endswith("ing"):
            return " ".join(part[:1].upper() + part[1:] for part in name.split())
    return ""


def told_in(text: str) -> list[str]:
    """The sentences in which somebody plainly tells of themselves; never what is sensitive."""
    return [
        sentence.strip()
        for sentence in sentences(text)
        if _TELLS.match(sentence.strip()) and not _UNSURE.search(sentence) and _fits(sentence)
    ]


def is_sensitive(text: str) -> bool:
    """Whether it touches health, family, love, belief or money: kept out of every later talk."""
    return bool(SENSITIVE & set(spelled_out(_HARMLESS_LOVE.sub("", text))))


def _fits(sentence: str) -> bool:
    return len(sentence) <= MOST_OWN and len(sentence.split()) >= 3 and not is_sensitive(sentence)


def _any_in(words: tuple[str, ...], said: str) -> bool:
    return any(f" {' '.join(spelled_out(word))} " in said for word in words)
