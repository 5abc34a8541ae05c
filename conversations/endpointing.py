"""When is a turn over? A pure function of the silence so far and of what was said before it.

Silence alone is the wrong sign: learners pause inside clauses (Huensch 2023). So what was said
decides how long to wait: a line read to its last word needs no more than a breath, a line that stops in the
middle, or on a word no sentence ends with, gets two to three times the learner's own pause.
A cut-off is the worse error: every figure here leans to waiting.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ml.types import Partial

SOFT_PAUSE_MS = 96  # what was said may be all: prepare the answer
COMPLETE_MS = 250  # after a line read to its last word
LEVEL_PAUSE_MS = {"A1": 1500, "A2": 1300, "B1": 1100, "B2": 900, "C1": 750, "C2": 700}
LEAST_PAUSE_MS, MOST_PAUSE_MS = 500, 4000  # as learned; a pause that was chosen may be longer
LONGEST_WAIT_MS = 6000
UNFINISHED = 2.0  # x the learner's pause: a line stopped in the middle
OPEN_END = 2.5  # x: the last word asks for more
OWN_WORDS = 1.5  # x: a story is being told
TRIES_OVER = 1.3  # a learned pause is this much longer than what the learner needed
LEAST_TAUGHT_MS = 250  # shorter gaps are breath, not search
LEAST_SHARE = 0.7
MOST_GROWTH = 2.0  # x what was known: one pause for a sip of tea must not slow every later answer

# Words that no sentence of ordinary talk ends with.
_OPEN_ENDED = """
    and or but because so if when while that which who than as like
    a an the my your his her its our their this these those some any every
    of to in on at for with from by about into over under between
    am is are was were be been have has had do does did will would can could should may might must
    i'm you're he's she's it's we're they're i've i'd i'll
    um uh er erm hmm well very really
"""  # conjunctions, determiners, prepositions, auxiliaries, fillers
OPEN_ENDED = frozenset(_OPEN_ENDED.split())


class Decision(StrEnum):
    GO_ON = "go_on"
    SOFT = "soft"  # prepare an answer, keep listening
    END = "end"


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long this learner, here, is given. ``own_ms`` is None until it was learned or chosen."""

    level: str = "B1"
    own_ms: int | None = None
    chosen: bool = False  # the learner set ``own_ms``
    no_hurry: bool = False  # a silence is only waited for
    own_words: bool = False  # a story was asked for

    @property
    def usual_ms(self) -> int:
        usual = self.own_ms if self.own_ms is not None else LEVEL_PAUSE_MS.get(self.level, 1100)
        return min(max(usual, LEAST_PAUSE_MS), LONGEST_WAIT_MS if self.chosen else MOST_PAUSE_MS)


@dataclass(frozen=True, slots=True)
class Verdict:
    decision: Decision
    reason: str = ""  # with END: card | pause | long_pause
    wait_ms: int = 0  # silence at which the turn ends if nothing more is said


def wait_for(partial: Partial, pauses: Pauses) -> tuple[int, str]:
    """Silence (ms) after which a turn that has come to ``partial`` is over, and why."""
    if partial.complete:
        return COMPLETE_MS, "card"
    factor, reason = 1.0, "pause"
    if partial.last_word.lower() in OPEN_ENDED:
        factor, reason = OPEN_END, "long_pause"
    elif partial.reply is not None:
        factor, reason = UNFINISHED, "long_pause"
    elif pauses.own_words:
        factor, reason = OWN_WORDS, "long_pause"
    return min(int(pauses.usual_ms * factor), LONGEST_WAIT_MS), reason


def decide(silence_ms: int, partial: Partial, pauses: Pauses) -> Verdict:
    """What ``silence_ms`` of silence means after ``partial``."""
    wait_ms, reason = wait_for(partial, pauses)
    if silence_ms >= wait_ms:
        return Verdict(Decision.END, reason, wait_ms)
    if silence_ms >= SOFT_PAUSE_MS:
        return Verdict(Decision.SOFT, wait_ms=wait_ms)
    return Verdict(Decision.GO_ON, wait_ms=wait_ms)


def learned_pause(own_ms: int | None, level: str, longest_pause_ms: int) -> int | None:
    """The learner's pause after a turn whose longest inner pause was ``longest_pause_ms``.

    It follows the long pauses, not the mean: quick upwards (who was nearly cut off needs more at once),
    slow downwards, never below a share of what the level is given. A turn without a pause teaches nothing:
    a line read fluently does not say how somebody pauses in their own words.
    """
    if longest_pause_ms < LEAST_TAUGHT_MS:
        return own_ms
    usual = LEVEL_PAUSE_MS.get(level, 1100)
    before = own_ms if own_ms is not None else usual
    needed = min(longest_pause_ms * TRIES_OVER, before * MOST_GROWTH)
    weight = 0.4 if needed > before else 0.05
    least = max(int(usual * LEAST_SHARE), LEAST_PAUSE_MS)
    return int(min(max(before + weight * (needed - before), least), MOST_PAUSE_MS))
