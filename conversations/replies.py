"""What became of a reply at the learner's: how much was heard, and what helped them with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from conversations.barge_in import stopped_note
from conversations.db import writing
from conversations.models import Turn, TurnEvent

MOST_HELPS = 1000  # counted; more is no use to anybody


def reply_heard(
    conversation_id: UUID,
    number: int,
    sentence: int | None,
    played_ms: int = 0,
    played_chars: int | None = None,
) -> None:
    """Note what of a reply was played; ``sentence`` None means all of it.

    Who stopped it listens to no more: what is still being made of it is given up.
    Of the sentence that was sounding, ``played_chars`` characters were, else those marked by ``played_ms``.
    """
    if sentence is not None:
        stopped_note(conversation_id.hex, number)
    sentences = TurnEvent.objects.filter(
        conversation_id=conversation_id, turn__number=number, type="reply.sentence"
    ).order_by("seq")
    payloads = list(sentences.values_list("payload", flat=True))
    newest = max((payload["revision"] for payload in payloads), default=0)
    played: list[str] = []
    for payload in payloads:
        if payload["revision"] < newest:
            continue  # of an attempt that failed: the client let go of it too
        if sentence is None or payload["sentence"] < sentence:
            played.append(payload["text"])
        elif payload["sentence"] == sentence:
            played.append(payload["text"][: _characters(payload, played_ms, played_chars)])
    text = " ".join(part for part in played if part)
    Turn.objects.filter(conversation_id=conversation_id, number=number).update(played_text=text)


def _characters(payload: dict[str, Any], played_ms: int, played_chars: int | None) -> int:
    if played_chars is not None:
        return played_chars
    return max((end for ms, _, end in payload["marks"] if ms <= played_ms), default=0)


def help_count(conversation_id: UUID, number: int, help_used: str) -> None:
    """Count a help that the learner used on the reply of a turn; a turn that is not there has none."""
    with writing():
        turns = Turn.objects.select_for_update().filter(conversation_id=conversation_id, number=number)
        turn = turns.first()
        if turn is None:
            return
        used = min(turn.helps.get(help_used, 0) + 1, MOST_HELPS)
        turns.update(helps={**turn.helps, help_used: used})
