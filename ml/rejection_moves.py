"""Was one of the moves said ("Sorry?"), or something else? Asked only when no offered line was read.

A phrase of two words is found in any speech, so a regression of its own decides, over all that was
said: a move is the whole utterance. Its coefficients were fitted by
``python -m bench.recognition_moves_fit``; see docs/engines-embedded.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ml.phones import known, likeness
from ml.rejection import Trace, gap, loop_scores
from ml.rejection_moves_fit import ACCEPT, ACCEPT_STRICT, BIAS, WEIGHTS

DRASTIC = frozenset(("stop", "skip"))  # a false one costs most
ANSWERS = frozenset(("yes", "no"))
SHORT_PHONES = 5  # phrases with fewer ("No.", "Bye.") are found in the middle of other words
LONGEST_PHONES = 15


def features(trace: Trace, phrase: Sequence[str]) -> dict[str, float]:
    """What the decision rests on. ``phrase`` are the phones of the phrase that fits best."""
    spoken = [word for word in trace.words if not word.filler]
    loop = loop_scores(trace.phones)
    heard = known([phone.name for phone in trace.phones])
    gaps = sorted(gap([word], loop) for word in spoken)
    third = gaps[: max(1, (len(gaps) + 2) // 3)]
    inside = sum(word.frames for word in spoken)
    voiced = sum(phone.frames for phone in trace.phones if not phone.filler)
    return {
        "gap": _within(gap(spoken, loop), -12, 2) if spoken else -12.0,
        "worst": _within(sum(third) / len(third), -20, 2) if gaps else -20.0,
        "whole": _within(gap(trace.words, loop), -12, 2),
        "alike": likeness(phrase, heard),
        "light": likeness(phrase, trace.light),
        "count": _within(abs(_ratio(len(heard), len(phrase))), 0, 1.2),
        "stretch": _within(_ratio(voiced, inside), 0, 1.5),  # sounds that are none of the phrase's
        "size": min(LONGEST_PHONES, len(phrase)),
    }


def probability(found: Mapping[str, float]) -> float:
    """That the move was said, 0..1."""
    total = BIAS + sum(weight * found[name] for name, weight in WEIGHTS.items())
    return 1.0 / (1.0 + math.exp(-_within(total, -30, 30)))


def accepted(key: str, phones: int, chance: float, *, asked: bool) -> bool:
    """Whether to take the move ``key`` by a phrase of so many phones. ``asked``: a bare "yes" or "no"
    answers what was asked."""
    strict = key in DRASTIC or (phones < SHORT_PHONES and not (asked and key in ANSWERS))
    return chance >= (ACCEPT_STRICT if strict else ACCEPT)


def _ratio(one: int, other: int) -> float:
    return math.log(max(1, one) / max(1, other))


def _within(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))
