"""Facts from talks: what was heard or typed, and what was chosen in a story. A line that was read is ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conversations.models import Conversation, Turn
from conversations.review_turns import Said, turns_of
from conversations.selectors import scenario_of
from ml.types import Evidence
from practice.evidence import is_offered
from practice.models import Fact
from practice.understanding import is_sensitive, told_in

SURE = 0.6  # of what was heard
MOST_OF_A_TALK = 5
TOLD = {Evidence.HEARD.value: Fact.Origin.HEARD, Evidence.TYPED.value: Fact.Origin.TYPED}


@dataclass(frozen=True, slots=True)
class Found:
    key: str
    kind: str
    text: str
    origin: str
    turn: Turn
    confidence: float


def found_in(conversation: Conversation) -> list[Found]:
    """What a talk told of its learner, in order."""
    found: list[Found] = []
    for said in turns_of(conversation):
        if said.is_learners and not said.is_move:
            found += [*_told(conversation, said), *_chosen(conversation, said)]
    return found[:MOST_OF_A_TALK]


def _told(conversation: Conversation, said: Said) -> Iterator[Found]:
    turn = said.turn
    origin = TOLD.get(turn.evidence)
    sure = turn.evidence == Evidence.TYPED or turn.confidence >= SURE
    if origin is None or not sure or is_offered(conversation, said):
        return
    confidence = 1.0 if turn.evidence == Evidence.TYPED else turn.confidence
    for number, sentence in enumerate(told_in(turn.text)):
        yield Found(f"told.{turn.pk}.{number}", Fact.Kind.TOLD, sentence, origin, turn, confidence)


def _chosen(conversation: Conversation, said: Said) -> Iterator[Found]:
    """A card with consequences in the story: a choice, and nothing more than that."""
    turn = said.turn
    name, _, size = turn.reply_key.partition(".")
    beat = scenario_of(conversation).beat(name)
    reply = beat.reply(size) if beat else None
    if reply and reply.remember and not is_sensitive(reply.say):
        key = f"choice.{turn.pk}"
        yield Found(key, Fact.Kind.CHOICE, reply.say, Fact.Origin.REMEMBER, turn, turn.confidence)
