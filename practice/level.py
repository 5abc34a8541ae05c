"""Where to start, guessed from little: lines one could say, one message, two lines read, twenty seconds.

Nothing here measures a level. The lines that somebody would say themselves carry the guess; the rest moves
it by half a level at most, and a doubt starts lower: going up is pleasant. Pure functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import mean
from typing import Any

from accounts.models import Level
from practice.first_talk import CAN, LEVELS, READ

LISTENED = {"right": 0.2, "wrong": -0.4, "wrong2": -0.4, "lost": -0.6}  # "read": the words were shown instead
READ_WELL, READ_NOT = 0.1, -0.25
SLOW_START_S = 5.0
OWN_MUCH_S, OWN_LITTLE_S = 12.0, 4.0
LONG_PAUSE_S = 5.0
MOST_MOVE = 0.5
TYPED_WORDS_A_SECOND = 2.0
DOUBT = 0.4  # below the half: between two levels the lower one


def probable_level(answers: Mapping[str, Any]) -> str | None:
    """CEFR level to start at; None when no line was chosen: then there is nothing to guess from."""
    picked = [float(answers[step]) for step in CAN if answers.get(step)]
    if not picked:
        return None
    moved = mean(picked) + max(-MOST_MOVE, min(MOST_MOVE, _moves(answers)))
    return LEVELS[max(1, min(len(LEVELS), int(moved + DOUBT))) - 1]


def number_so_far(answers: Mapping[str, Any]) -> int:
    """1 to 5: what the lines chosen so far speak for; 2 when there is none."""
    picked = [float(answers[step]) for step in CAN if answers.get(step)]
    return max(1, min(5, int(mean(picked) + DOUBT))) if picked else 2


def neighbour(level: str, step: int) -> str:
    """The level one below (-1) or above (1); the last one at either end."""
    levels = Level.values
    place = levels.index(level) + step
    return str(levels[max(0, min(len(levels) - 1, place))])


def _moves(answers: Mapping[str, Any]) -> float:
    moved = LISTENED.get(str(answers.get("listen", "")), 0.0)
    for step in READ:
        if read := answers.get(step):
            late = read.get("start", 0) > SLOW_START_S
            moved += READ_WELL if read.get("said") and not late else 0.0 if read.get("said") else READ_NOT
    return moved + _own(answers.get("own") or {})


def _own(own: Mapping[str, Any]) -> float:
    """Speech time and pauses only; typed words count as the seconds it takes to say them."""
    if not own:
        return 0.0
    seconds = float(own.get("speech", 0)) or float(own.get("words", 0)) / TYPED_WORDS_A_SECOND
    if seconds >= OWN_MUCH_S and float(own.get("pause", 0)) < LONG_PAUSE_S:
        return 0.2
    return -0.2 if seconds < OWN_LITTLE_S else 0.0
