"""When somebody who says nothing is helped: a pure function of the pause they need anyway.

A word of patience, then how an answer may begin, then the buddy takes the turn. Who pauses long inside a
sentence needs longer before one, too.
"""

from __future__ import annotations

from conversations.endpointing import LEVEL_PAUSE_MS, Pauses
from conversations.protocol import SilenceTimes
from ml.types import Offer

LINE_MS = 8_000  # at B1
MOST_STRETCH = 2.5
STARTER, GO_ON = 2.0, 3.75  # x the time of the line
MOST_ALONE = 2  # questions running that the buddy passed by itself: then it waits for somebody to be there


def silence_times(pauses: Pauses, offer: Offer, alone: int = 0) -> SilenceTimes | None:
    """When to help after ``offer``, in ms; None where nobody is to be hurried.

    ``alone``: how many turns running the buddy took because nobody spoke.
    """
    if pauses.no_hurry or offer.patient or offer.part == "retell" or alone >= MOST_ALONE:
        return None
    stretch = min(max(pauses.usual_ms / LEVEL_PAUSE_MS["B1"], 1.0), MOST_STRETCH)
    line = LINE_MS * stretch
    return SilenceTimes(line=round(line), starter=round(line * STARTER), go_on=round(line * GO_ON))
