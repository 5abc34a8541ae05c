"""What a talk was about, in one line: what the learner told the buddy, never a mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from accounts.interface import is_russian
from conversations.models import Conversation, Turn
from conversations.review_turns import Said
from ml.scenario import RETELL, Beat, Scenario
from ml.scenario_text import sentences
from ml.types import Evidence, TalkState

MOST_CHARACTERS = 110  # of a quotation that is read at one glance
QUOTED = (Evidence.CARD.value, Evidence.HEARD.value, Evidence.TYPED.value)


def in_retell(conversation: Conversation) -> bool:
    """Whether only the story is left to be told: the talk itself came to its end."""
    waits = conversation.state.get("beat") == RETELL
    return waits and conversation.status == Conversation.Status.TALKING


def reached_end(conversation: Conversation, state: TalkState) -> bool:
    """Whether the buddy came to the closing words, instead of being left early."""
    if "closer" in state.used:
        return True
    left = "closer.early" in state.used or conversation.turns.filter(kind=Turn.Kind.CLOSING).exists()
    return conversation.status == Conversation.Status.FINISHED and not left


def story_line(scenario: Scenario, turns: Sequence[Said], *, reached: bool) -> str:
    """The learner's word at the turning point of the story; else how far the two came."""
    name = scenario.persona.name
    if not turns:
        return _("You met %(name)s.") % {"name": name}
    answers = {said.beat: said.turn for said in turns if not said.is_move}
    for beat in _turning_points(scenario):
        if (turn := answers.get(beat.id)) and (words := _quotation(turn)):
            return _("You told %(name)s: “%(words)s”") % {"name": name, "words": words}
    ends = [
        star.ru if star.ru and is_russian() else star.text
        for star in scenario.stars
        if star.for_ == "finished"
    ]
    return f"{ends[0]}." if reached and ends else _("You talked with %(name)s.") % {"name": name}


def _turning_points(scenario: Scenario) -> Iterator[Beat]:
    """Beats, the weightiest first: where the postcard was decided, then the steps towards the goal."""
    by = scenario.postcard.by if scenario.postcard else ""
    late_first = scenario.beats[::-1]
    yield from (beat for beat in late_first if any(by in reply.remember for reply in beat.replies))
    yield from (beat for beat in late_first if beat.step)


def _quotation(turn: Turn) -> str:
    """Nothing that was not understood, and nothing that the review mends further down."""
    if turn.evidence not in QUOTED or turn.corrections.all():
        return ""
    words = turn.text.strip()
    if len(words) > MOST_CHARACTERS:
        words = next(iter(sentences(words)), "")
    return words if len(words) <= MOST_CHARACTERS else ""
