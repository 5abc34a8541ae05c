"""What the buddy knows of the learner from before: the name at the beginning, one interest at the end.

``TalkState.about`` holds only what may be said aloud as it stands; whoever starts the talk sees to that. Each
line is said where the turn stays as short as its level allows, and left out where it would not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ml.engines.scripted_turn import Turn
from ml.scenario import MOST_WORDS
from ml.scenario_text import count_words
from ml.types import Line


def greet_again(turn: Turn) -> Iterator[Line]:
    """The name, before the words with which somebody is met again."""
    if name := turn.about.get("name"):
        yield from turn.neutral("meets_again", {"name": name})


def greet(turn: Turn) -> Iterator[Line]:
    """How the persona knows the name of somebody it meets for the first time, before its first question."""
    beat, name = turn.scenario.beats[0], turn.about.get("name")
    if not name:
        return
    told = beat.listening.tell if beat.listening else ""
    with _room_for(turn, f"{told} {beat.say}") as lines:
        lines += turn.persona("meets", "opener", {"name": name})
        lines += () if lines else turn.neutral("meets", {"name": name}, part="opener")
    yield from lines


def look_ahead(turn: Turn) -> Iterator[Line]:
    """What the two may talk about another time, after the last words."""
    interest = turn.about.get("interest")
    if not interest:
        return
    russian = {"interest": turn.about.get("interest_ru") or interest}
    with _room_for(turn) as lines:
        lines += turn.neutral("next_time", {"interest": interest}, russian, part="closer")
    yield from lines


@contextmanager
def _room_for(turn: Turn, following: str = "") -> Iterator[list[Line]]:
    """Lines to be said before ``following``; none, and nothing was said, where the turn grows too long."""
    used, texts = list(turn.used), list(turn.texts)
    lines: list[Line] = []
    yield lines
    words = sum(count_words(text) for text in (*turn.texts, following))
    if words > MOST_WORDS[turn.scenario.level]:
        turn.used, turn.texts = used, texts
        lines.clear()
