"""The story that the learner told at the end, beside a model, with their own "I said…" ticks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from conversations.models import Conversation, Turn
from conversations.review_own_words import spoken_seconds
from conversations.review_turns import Said
from ml.scenario import Retell, Scenario
from ml.types import Evidence


@dataclass(frozen=True, slots=True)
class Tick:
    """One "I said…"; ``number`` is its place in the scenario."""

    number: int
    text: str
    text_ru: str
    on: bool


@dataclass(frozen=True, slots=True)
class Retelling:
    """``text`` is empty where speech was kept, not understood."""

    turn: int
    text: str
    typed: bool
    seconds: int
    recording_url: str | None
    model: str
    ticks: tuple[Tick, ...]


def retelling_of(scenario: Scenario, conversation: Conversation, turns: Sequence[Said]) -> Retelling | None:
    """None when the story was not told, or the topic asks for none."""
    told = [said for said in turns if said.is_retell and not said.is_move]
    if not told or scenario.retell is None:
        return None
    turn = told[-1].turn
    return Retelling(
        turn=turn.number,
        text="" if turn.evidence == Evidence.OWN_WORDS else turn.text,
        typed=turn.kind == Turn.Kind.TYPED,
        seconds=round(spoken_seconds(turn)),
        recording_url=told[-1].recording_url,
        model=scenario.retell.model,
        ticks=_ticks(scenario.retell, conversation),
    )


def _ticks(retell: Retell, conversation: Conversation) -> tuple[Tick, ...]:
    on = set(conversation.ticks)
    pairs = zip_longest(retell.i_said, retell.i_said_ru[: len(retell.i_said)], fillvalue="")
    return tuple(Tick(number, text, ru, text in on) for number, (text, ru) in enumerate(pairs))


def ticks_set(conversation: Conversation, scenario: Scenario, numbers: Iterable[int]) -> list[str]:
    """Keep what the learner ticked, by its words: a topic may be edited later. Unknown numbers raise
    IndexError."""
    texts = scenario.retell.i_said if scenario.retell else ()
    chosen = sorted(set(numbers))
    if chosen and chosen[0] < 0:
        raise IndexError("a tick has no such number")
    ticks = [texts[number] for number in chosen]
    Conversation.objects.filter(pk=conversation.pk).update(ticks=ticks)
    return ticks
