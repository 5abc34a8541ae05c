"""Was an offered line read, or something else said? A small logistic regression over one utterance.

The grammar always finds a line: for other sentences it is wrong in two cases of three. What tells
the two apart is measured against a phone loop and a light language model that ran beside it. The
coefficients were fitted by ``python -m bench.fit_rejection``; see docs/engines-embedded.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ml.phones import known, likeness
from ml.rejection_fit import ACCEPT, BIAS, UNSURE, WEIGHTS

Pronunciations = Mapping[str, Sequence[str]]

PHONE_FRAMES = 9.0  # of 10 ms, a learner's usual
LONG_WORD_FRAMES = 15
LOWEST_UNKNOWN = -3.0
LONE_LIKENESS = 0.32  # of the "other line" when only one is offered: the learners' mean


@dataclass(frozen=True, slots=True)
class Segment:
    """A word or phone between two frames of 10 ms, both included; ``score`` is a natural log."""

    name: str
    start: int
    end: int
    score: float

    @property
    def frames(self) -> int:
        return self.end - self.start + 1

    @property
    def filler(self) -> bool:
        return self.name[0] in "<[+(" or self.name == "SIL"


@dataclass(frozen=True, slots=True)
class Trace:
    """What the three decoders made of one utterance."""

    words: Sequence[Segment]  # of the grammar, with its fillers
    phones: Sequence[Segment]  # of the phone loop, with its silences
    light: Sequence[str]  # phones of the light model's words


def gap(words: Sequence[Segment], loop: Sequence[float]) -> float:
    """Mean score per frame of the grammar above the loop's, in hundredths; 0 is a perfect fit."""
    frames = sum(word.frames for word in words)
    mine = sum(word.score for word in words)
    theirs = sum(sum(loop[word.start : word.end + 1]) for word in words)
    return 1000.0 * (mine - theirs) / max(1, frames)


def clearness(word: Segment, loop: Sequence[float]) -> float:
    """How clearly a word was read, 0..1."""
    return round(1.0 / (1.0 + math.exp(-_within(gap([word], loop) + 4.0, -10, 10))), 3)


def loop_scores(phones: Sequence[Segment]) -> list[float]:
    """The phone loop's score of each frame."""
    scores: list[float] = []
    for phone in phones:
        scores += [0.0] * (phone.start - len(scores)) + [phone.score / phone.frames] * phone.frames
    return scores


def features(
    trace: Trace, line: Sequence[str], others: Sequence[Sequence[str]], read: float
) -> dict[str, float]:
    """What the decision rests on. ``line`` and ``others`` are phones of the line that fits best
    and of the other lines; ``read`` is the share of the line's words that were spoken."""
    spoken = [word for word in trace.words if not word.filler]
    loop = loop_scores(trace.phones)
    heard = known([phone.name for phone in trace.phones])
    gaps = sorted(gap([word], loop) for word in spoken)
    # One wrong word in a right sentence: short words are too noisy to tell.
    long = [gap([word], loop) for word in spoken if word.frames >= LONG_WORD_FRAMES]
    third = gaps[: max(1, (len(gaps) + 2) // 3)]
    first, last = (spoken[0].start, spoken[-1].end) if spoken else (0, -1)
    inside = sum(word.frames for word in spoken)
    voiced = [phone for phone in trace.phones if not phone.filler]
    outside = sum(p.frames for p in voiced if p.end < first or p.start > last)
    alike, light = likeness(line, heard), likeness(line, trace.light)
    rival = max((likeness(other, heard) for other in others), default=LONE_LIKENESS)
    light_rival = max((likeness(other, trace.light) for other in others), default=LONE_LIKENESS)
    pace = math.log(max(1, inside) / (PHONE_FRAMES * max(1, len(line)) * max(0.1, read)))
    return {
        "fit": _within(1000.0 * sum(word.score for word in spoken) / max(1, inside), -12, 0),
        "gap": _within(gap(spoken, loop), -12, 2) if spoken else -12.0,
        "worst": _within(sum(third) / len(third), -20, 2) if gaps else -20.0,
        "lowest": _within(min(long, default=LOWEST_UNKNOWN), -20, 2),
        "alike": alike,
        "alike_margin": alike - rival,
        "light": light,
        "light_margin": light - light_rival,
        "outside": outside / max(1, inside + outside),
        "slow": _within(pace, 0, 1),  # beyond, it is no longer reading
        "read": read,
    }


def _within(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))


def probability(found: Mapping[str, float]) -> float:
    """That the line was read, 0..1."""
    total = BIAS + sum(weight * found[name] for name, weight in WEIGHTS.items())
    return 1.0 / (1.0 + math.exp(-_within(total, -30, 30)))


def accepted(chance: float) -> bool:
    return chance >= ACCEPT


def unsure(chance: float) -> bool:
    """Not enough to take the line, enough to ask "was it …?"."""
    return UNSURE <= chance < ACCEPT
