"""Turns without a word: a move that was tapped, a silence that somebody must end."""

from __future__ import annotations

from uuid import UUID

from conversations.models import Conversation, Turn
from conversations.offering import offer_parse
from conversations.services import TalkOver, turn_open
from ml.scenario import RETELL
from ml.types import OfferedMove

STAGES = {"line": Turn.Kind.SILENCE, "go_on": Turn.Kind.GO_ON}
NOT_COUNTED = (Turn.Status.DISMISSED, Turn.Status.FAILED)  # nothing was said by them


class MoveUnknown(Exception):
    """That move is none of those that are offered now."""


def move_offered(conversation_id: UUID, key: str) -> OfferedMove:
    """The move with this key among those that are offered; raises MoveUnknown or TalkOver."""
    conversation = Conversation.objects.get(pk=conversation_id)
    if conversation.status == Conversation.Status.FINISHED:
        raise TalkOver
    offer = offer_parse(conversation.offer)
    for move in offer.moves if offer else ():
        if move.key == key:
            return move
    raise MoveUnknown


def silence_open(
    conversation_id: UUID, number: int, after: int, stage: str, *, offset: int = 0
) -> Turn | None:
    """A turn that the buddy takes because nobody spoke; None when the talk has moved on since ``after``, or
    when nobody is to be hurried."""
    conversation = Conversation.objects.get(pk=conversation_id)
    offer = offer_parse(conversation.offer)
    if conversation.status == Conversation.Status.FINISHED or offer is None:
        return None
    if offer.part == RETELL or offer.patient:
        return None
    last = conversation.turns.exclude(status__in=NOT_COUNTED).order_by("-number").first()
    if last is None or last.number != after or _is_busy(last):
        return None
    if stage == "line" and last.kind == Turn.Kind.SILENCE:
        return None  # a word of patience is enough for one question
    return turn_open(conversation_id, number, STAGES[stage], offset=offset)


def _is_busy(turn: Turn) -> bool:
    """Whether it is spoken or answered still; what comes after its reply keeps nobody waiting."""
    return turn.status in Turn.LIVE and not turn.events.filter(type="reply.ended").exists()
