"""How much of what the buddy told was understood at first hearing: a figure of a review, never a mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from conversations.review_turns import Said
from ml.scenario import Scenario
from ml.types import TalkState

ASKED_AGAIN = ("again", "slowly", "subtitles")  # helps with which a telling was not understood at first
HEARD_AGAIN = ("repeat", "slower")  # moves with the same meaning


@dataclass(frozen=True, slots=True)
class Understood:
    """Listening beats understood at first hearing, of those that were answered."""

    first: int
    of: int


def understood_of(scenario: Scenario, state: TalkState, turns: Sequence[Said]) -> Understood | None:
    """None where nothing was told that had to be understood, or nothing of it was answered.

    ``turns`` are all of the talk's, in order: a help is counted on the turn whose reply it was used on.
    """
    listening = {beat.id for beat in scenario.beats if beat.listening}
    answered: set[str] = set()
    again: set[str] = set()
    for asks, answers in pairwise(turns):
        beat = answers.beat
        if beat not in listening or not answers.is_learners:
            continue
        helps = asks.turn.helps
        move = answers.turn.move.partition(".")[0]
        if move in HEARD_AGAIN or any(helps.get(name) for name in ASKED_AGAIN):
            again.add(beat)
        if not answers.is_move:
            answered.add(beat)
    first = [beat for beat in answered if beat in state.understood and beat not in again]
    return Understood(len(first), len(answered)) if answered else None
