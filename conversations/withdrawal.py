"""Taking a turn back: "Not this one"."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from conversations.db import writing
from conversations.models import Conversation, Correction, Turn, TurnEvent
from conversations.offering import without
from conversations.protocol import Message, TalkOffered, TurnDismissed
from conversations.publish import publish
from conversations.records import events_add
from conversations.streams import streams

ANSWERED = (Turn.Status.ANSWERING, Turn.Status.DONE)


class WithdrawnLate(Exception):
    """The turn has ended the talk: there is nothing to go back to."""


def turn_withdraw(conversation_id: UUID, number: int) -> None:
    """Take the newest spoken turn back; where the talk has moved on nothing happens.

    Whoever still works on it loses the lease. The talk stands where it stood, the offer comes again
    without the line that was taken; nothing of the turn is corrected, kept or remembered.
    Raises WithdrawnLate.
    """
    with writing():
        turn = Turn.objects.select_for_update().filter(conversation_id=conversation_id, number=number).first()
        conversation = Conversation.objects.select_for_update().get(pk=conversation_id)
        if turn is None or turn.kind != Turn.Kind.SPEECH or turn.status not in ANSWERED:
            return
        if conversation.turns.filter(number__gt=number).exclude(status=Turn.Status.DISMISSED).exists():
            return
        if conversation.status == Conversation.Status.FINISHED:
            raise WithdrawnLate
        Turn.objects.filter(pk=turn.pk).update(
            status=Turn.Status.DISMISSED, lease_until=None, finished_at=timezone.now(), recording=""
        )
        Correction.objects.filter(turn=turn).delete()
        state = turn.before.get("state", conversation.state)
        offer = without(turn.before.get("offer", conversation.offer), turn.reply_key, turn.spotted)
        messages: list[Message] = [
            TurnDismissed(turn=number, reason="withdrawn"),
            *_offered_again(turn, offer),
        ]
        events = events_add(conversation_id, turn.pk, messages, state=state, offer=offer)
    if turn.recording:
        turn.recording.delete(save=False)
    streams.close(turn.pk)
    publish(conversation, events)


def _offered_again(turn: Turn, offer: dict[str, Any]) -> list[Message]:
    """What was offered before the turn, as it was sent, less what the offer has not any more."""
    sent = TurnEvent.objects.filter(
        conversation_id=turn.conversation_id, type="talk.offered", payload__turn__lt=turn.number
    )
    last = sent.order_by("-seq").first()
    if last is None or not offer:
        return []
    left = {reply["key"] for reply in offer["replies"]}
    cards = [card for card in last.payload["cards"] if card["key"] in left]
    return [TalkOffered.model_validate({**last.payload, "cards": cards})]
