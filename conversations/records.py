"""Rows written while a turn is worked on: lasting events with their ``seq``, and the turn's own fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F

from conversations.db import updated, writing
from conversations.lease import LeaseLost
from conversations.models import Conversation, Correction, Turn, TurnEvent
from conversations.protocol import Message
from ml.types import Finding


@dataclass(frozen=True, slots=True)
class Change:
    """What one step writes, all of it or nothing."""

    message: Message | None = None  # a lasting event
    turn: Mapping[str, Any] = field(default_factory=dict)
    conversation: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    style: str = Correction.Style.EXPLANATION
    translated: bool = False  # a sentence of the buddy's whose line brings its Russian along


def events_add(
    conversation_id: UUID, turn_id: int | None, messages: Sequence[Message], **fields: Any
) -> list[Message]:
    """Store lasting events under the next ``seq``s, and ``fields`` of the conversation with them.

    Returns the messages with their numbers. Call in a transaction.
    """
    if not (messages or fields):
        return []
    row = Conversation.objects.filter(pk=conversation_id)
    (last,) = updated(row, "last_seq", last_seq=F("last_seq") + len(messages), **fields)
    if not messages:
        return []
    first = last - len(messages) + 1
    numbered = [message.model_copy(update={"seq": seq}) for seq, message in enumerate(messages, start=first)]
    TurnEvent.objects.bulk_create(
        TurnEvent(
            conversation_id=conversation_id,
            turn_id=turn_id,
            seq=first + place,
            type=getattr(message, "type", ""),
            payload=message.model_dump(mode="json"),
        )
        for place, message in enumerate(numbered)
    )
    return numbered


def changes_write(turn: Turn, attempt: int, changes: Iterable[Change]) -> list[Message]:
    """Write the changes in one transaction, fenced by ``attempt``; returns the numbered events.

    Raises LeaseLost, and writes nothing, when another attempt has the turn.
    """
    turn_fields: dict[str, Any] = {"attempt": attempt}
    conversation_fields: dict[str, Any] = {}
    messages: list[Message] = []
    found: list[Change] = []
    for change in changes:
        turn_fields |= change.turn
        conversation_fields |= change.conversation
        if change.message is not None:
            messages.append(change.message)
        if change.findings:
            found.append(change)
    with writing():
        # An update that changes nothing else still proves that the attempt is ours.
        held = Turn.objects.filter(pk=turn.pk, attempt=attempt, status__in=Turn.LIVE)
        if not held.update(**turn_fields):
            raise LeaseLost
        for change in found:
            _corrections_add(turn, change)
        return events_add(turn.conversation_id, turn.pk, messages, **conversation_fields)


def _corrections_add(turn: Turn, change: Change) -> None:
    Correction.objects.filter(turn=turn).delete()
    Correction.objects.bulk_create(
        Correction(
            turn=turn,
            start=finding.start,
            end=finding.end,
            original=finding.original[:300],
            replacement=finding.replacement[:300],
            code=finding.code,
            reason=finding.reason[:300],
            confidence=finding.confidence,
            engine=finding.engine,
            style=change.style,
        )
        for finding in change.findings
    )
