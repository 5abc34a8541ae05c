"""Taking a turn back: "Not this one"."""

from __future__ import annotations

import re
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


PERSONAS = re.compile(r"((?:move\.)?[a-z_]+\.\d+)(?:[?@].*)?")  # a line of the persona's, with its mark
NOTHING_SAID: dict[str, Any] = {"text": "", "surface": "", "slip": None, "spotted": [], "guess": ""}
NOTHING_KEPT = {**NOTHING_SAID, "buddy_text": "", "played_text": None, "recording": ""}


class WithdrawnLate(Exception):
    """The talk has ended with the turn, or gone on from it: there is nothing to go back to."""


def turn_withdraw(conversation_id: UUID, number: int) -> bool:
    """Take the newest spoken turn back; False when that was done before.

    Whoever still works on it loses the lease. The talk stands where it stood, the offer comes again
    without the line that was taken; nothing of the turn is corrected or kept, and only what the persona
    said besides is remembered: it was heard. Raises WithdrawnLate, and changes nothing.
    """
    with writing():
        turn = Turn.objects.select_for_update().filter(conversation_id=conversation_id, number=number).first()
        conversation = Conversation.objects.select_for_update().get(pk=conversation_id)
        if turn is not None and turn.status == Turn.Status.DISMISSED:
            return False
        if turn is None or not _is_newest(turn, conversation):
            raise WithdrawnLate
        Turn.objects.filter(pk=turn.pk).update(
            status=Turn.Status.DISMISSED, lease_until=None, finished_at=timezone.now(), **NOTHING_KEPT
        )
        Correction.objects.filter(turn=turn).delete()
        _words_forget(turn)
        state = _state_before(turn, conversation)
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
    return True


def _is_newest(turn: Turn, conversation: Conversation) -> bool:
    if turn.kind != Turn.Kind.SPEECH or turn.status not in ANSWERED:
        return False
    later = conversation.turns.filter(number__gt=turn.number).exclude(status=Turn.Status.DISMISSED)
    return conversation.status != Conversation.Status.FINISHED and not later.exists()


def _state_before(turn: Turn, conversation: Conversation) -> dict[str, Any]:
    """How the talk stood, but for the persona's lines: the same joke is not to be heard twice."""
    state: dict[str, Any] = turn.before.get("state", conversation.state)
    used = state.get("used", [])
    since = [PERSONAS.fullmatch(name) for name in conversation.state.get("used", []) if name not in used]
    lines = [line[1] for line in since if line]  # without the mark: that it was said here is taken back
    return {**state, "used": [*used, *lines]} if lines else state


def _words_forget(turn: Turn) -> None:
    """Events keep their numbers; the learner's words in them go."""
    for event in turn.events.filter(type__in=("turn.heard", "turn.corrected")):
        blank: dict[str, Any] = {"text": ""} if event.type == "turn.heard" else {"corrections": []}
        TurnEvent.objects.filter(pk=event.pk).update(payload={**event.payload, **blank})


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
