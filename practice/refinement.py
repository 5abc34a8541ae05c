"""Whether the level should change, and why, from the last talks. Pure functions, and cautious ones.

Two ways to see it. Where the learner's own language is known (``heard``, ``typed``): how long the sentences
are and how much of them the corrector mends. Else: which lines they read, how soon they began, how often
they asked for something easier or harder. All of the last three talks must say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from practice.first_talk import LEVELS
from practice.level import neighbour

TALKS = 3
ASK_AGAIN = timedelta(days=14)
LEAST_OWN_WORDS = 30  # in a talk: fewer say nothing about a learner's language
LEAST_CARDS = 4
# Words in a sentence and mended places in a hundred words, by level: at or above both it is time to go up.
LONG_SENTENCE = {"A1": 6.0, "A2": 8.0, "B1": 10.5, "B2": 13.0}
FEW_MENDED = 4.0
SHORT_SENTENCE = {"A2": 3.5, "B1": 4.5, "B2": 6.0, "C1": 7.5}
MANY_MENDED = 18.0
QUICK_S, SLOW_S = 4.0, 9.0
MOST_LONG, FEW_LONG = 0.6, 0.1  # share of the longest lines among those that were read


@dataclass(frozen=True, slots=True)
class TalkEvidence:
    """What one talk at the present level shows."""

    easier: bool = False  # it was asked for and not taken back
    harder: bool = False
    own_words: int = 0  # heard or typed, in the learner's own sentences
    own_sentences: int = 0
    mended: int = 0  # places that the corrector found in them
    cards: int = 0  # lines that were read
    long_cards: int = 0  # the longest of three
    start_s: float | None = None  # the middle of the times until the learner began
    unsure: int = 0  # turns that the buddy did not understand
    turns: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """``reason`` is a code; ``figures`` fill its words."""

    level: str
    reason: str
    figures: dict[str, float]


def change_of(level: str, talks: Sequence[TalkEvidence]) -> Change | None:
    """The change that the last talks speak for, the newest first; None: stay."""
    last = list(talks[:TALKS])
    if len(last) < TALKS or level not in LEVELS:
        return None
    asked = sum(talk.harder for talk in last), sum(talk.easier for talk in last)
    if asked[0] >= 2 and not asked[1]:
        return _up(level, "harder", {"talks": asked[0]})
    if asked[1] >= 2 and not asked[0]:
        return _down(level, "easier", {"talks": asked[1]})
    if any(asked):
        return None
    return _by_own_words(level, last) or _by_cards(level, last)


def may_ask(asked: Sequence[datetime], now: datetime) -> bool:
    """Whether two weeks went by since it was last proposed, whatever came of it."""
    return all(now - when >= ASK_AGAIN for when in asked)


def _by_own_words(level: str, talks: Sequence[TalkEvidence]) -> Change | None:
    if any(talk.own_words < LEAST_OWN_WORDS or not talk.own_sentences for talk in talks):
        return None
    lengths = [talk.own_words / talk.own_sentences for talk in talks]
    mended = [100 * talk.mended / talk.own_words for talk in talks]
    figures = {"words": round(sum(lengths) / len(lengths), 1), "mended": round(sum(mended) / len(mended), 1)}
    if min(lengths) >= LONG_SENTENCE.get(level, 99) and max(mended) <= FEW_MENDED:
        return _up(level, "sentences", figures)
    if max(lengths) <= SHORT_SENTENCE.get(level, 0) and min(mended) >= MANY_MENDED:
        return _down(level, "struggles", figures)
    return None


def _by_cards(level: str, talks: Sequence[TalkEvidence]) -> Change | None:
    if any(talk.cards < LEAST_CARDS or talk.start_s is None for talk in talks):
        return None
    shares = [talk.long_cards / talk.cards for talk in talks]
    starts = [talk.start_s or 0.0 for talk in talks]
    unsure = sum(talk.unsure for talk in talks) / max(1, sum(talk.turns for talk in talks))
    figures = {
        "share": round(100 * sum(shares) / len(shares)),
        "start": round(sum(starts) / len(starts), 1),
    }
    if min(shares) >= MOST_LONG and max(starts) <= QUICK_S and unsure <= 0.1:
        return _up(level, "lines", figures)
    if max(shares) <= FEW_LONG and min(starts) >= SLOW_S:
        return _down(level, "slow", figures)
    return None


def _up(level: str, reason: str, figures: dict[str, float]) -> Change | None:
    higher = neighbour(level, 1)
    return Change(higher, reason, figures) if higher in LEVELS else None  # no topic is above C1


def _down(level: str, reason: str, figures: dict[str, float]) -> Change | None:
    lower = neighbour(level, -1)
    return Change(lower, reason, figures) if lower != level else None
