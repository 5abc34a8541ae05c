"""Rows written while a turn is worked on: lasting events with their ``seq``, and the turn's own fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

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


def event_add(conversation_id: UUID, turn_id: int | None, message: Message) -> Message:
    """Store a lasting event under the next ``seq``; returns it with that number. Call in a transaction."""
    Conversation.objects.filter(pk=conversation_id).update(last_seq=F("last_seq") + 1)
    seq = Conversation.objects.values_list("last_seq", flat=True).get(pk=conversation_id)
    numbered = message.model_copy(update={"seq": seq})
    payload = numbered.model_dump(mode="json")
    TurnEvent.objects.create(
        conversation_id=conversation_id, turn_id=turn_id, seq=seq, type=payload["type"], payload=payload
    )
    return numbered


def changes_write(turn: Turn, attempt: int, changes: Iterable[Change]) -> list[Message]:
    """Write the changes in one transaction, fenced by ``attempt``; returns the numbered events."""
    events: list[Message] = []
    with transaction.atomic():
        held = Turn.objects.filter(pk=turn.pk, attempt=attempt, status__in=Turn.LIVE)
        for change in changes:
            # An update that changes nothing still proves that the attempt is ours.
            if not held.update(**{"attempt": attempt, **change.turn}):
                raise LeaseLost
            if change.conversation:
                Conversation.objects.filter(pk=turn.conversation_id).update(**change.conversation)
            if change.findings:
                _corrections_add(turn, change)
            if change.message is not None:
                events.append(event_add(turn.conversation_id, turn.pk, change.message))
    return events


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
