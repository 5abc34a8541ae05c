"""What tests of the review need: one topic at a time, and turns as a talk would leave them."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml
from django.conf import settings

from conversations.models import Conversation, Correction, Turn, TurnEvent
from topics.models import Topic
from topics.services import topic_import


@cache
def document(slug: str) -> Any:
    path = settings.BASE_DIR / "topics" / "catalogue" / f"{slug}.yaml"
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def topic_named(slug: str) -> Topic:
    """A topic of the catalogue; loading all of them takes its time."""
    topic = topic_import(document(slug))
    Topic.objects.filter(pk=topic.pk).update(is_published=True)
    topic.refresh_from_db()
    return topic


def said(talk: Conversation, number: int, evidence: str, text: str = "", **fields: Any) -> Turn:
    """A turn of the learner's; ``beat`` is the one it answered."""
    kind = {"typed": Turn.Kind.TYPED, "chosen": Turn.Kind.MOVE}.get(evidence, Turn.Kind.SPEECH)
    if beat := fields.pop("beat", ""):
        offered(talk, number - 1, beat)
    fields = {"kind": kind, "status": Turn.Status.DONE, **fields}
    return Turn.objects.create(conversation=talk, number=number, evidence=evidence, text=text, **fields)


def offered(talk: Conversation, number: int, beat: str) -> None:
    """What the reply of turn ``number`` asked, as the page was told."""
    payload = {"turn": number, "beat": beat, "cards": []}
    seq = talk.events.count() + 1
    TurnEvent.objects.create(conversation=talk, seq=seq, type="talk.offered", payload=payload)


def corrected(turn: Turn, original: str = "go", replacement: str = "goes", **fields: Any) -> Turn:
    """With a mistake, found where ``original`` stands in what was said."""
    text = turn.slip["said"] if turn.slip else turn.surface or turn.text
    start = max(text.find(original), 0)
    values = {"code": "R:VERB:SVA", "reason": "After he the verb takes -s.", "confidence": 0.9} | fields
    Correction.objects.create(
        turn=turn,
        start=start,
        end=start + len(original),
        original=original,
        replacement=replacement,
        engine="fake",
        **values,
    )
    return turn


def in_state(talk: Conversation, **fields: Any) -> Conversation:
    Conversation.objects.filter(pk=talk.pk).update(state={**talk.state, **fields})
    talk.refresh_from_db()
    return talk
