"""Everything that changes a talk from outside a turn's own work."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from accounts.models import User
from accounts.services import profile_of
from conversations.db import writing
from conversations.lease import MAX_ATTEMPTS, lease_expired
from conversations.models import Conversation, Turn, TurnEvent
from conversations.protocol import ReplyStop, TurnFailed, TurnStarted
from conversations.publish import publish, send
from conversations.records import events_add
from conversations.texts import TEXTS
from ml.types import Evidence, TalkState
from topics.models import Topic


class TalkOver(Exception):
    """The talk is finished: nothing can be said in it any more."""


class TurnTaken(Exception):
    """That turn number is in use: the client is behind."""


def conversation_start(user: User, topic: Topic) -> Conversation:
    """A new talk at the learner's level; the topic's later visits open differently."""
    earlier = Conversation.objects.filter(user=user, topic=topic, status=Conversation.Status.FINISHED).count()
    return Conversation.objects.create(
        user=user,
        topic=topic,
        level=profile_of(user).level,
        state=TalkState(visit=earlier + 1).to_json(),
    )


def talk_take(conversation: Conversation, holder: str) -> None:
    """This connection has the talk now; whoever had it hears of it and leaves."""
    Conversation.objects.filter(pk=conversation.pk).update(holder=holder)
    send(conversation, {"type": "talk.taken", "holder": holder})


def turn_open(
    conversation_id: UUID,
    number: int,
    kind: str,
    *,
    mode: str = "open",
    offset: int = 0,
    interrupts: bool = False,
    text: str = "",
    ref: str = "",
) -> Turn:
    """A new turn, numbered by the client that speaks; raises TalkOver or TurnTaken.

    The same ``ref`` again gives the turn that is there: a message sent twice is one turn.
    """
    if ref and (known := Turn.objects.filter(conversation_id=conversation_id, ref=ref).first()):
        return known
    # Speech while a reply is on its way, heard or not yet, is an interruption all the same.
    answering = Turn.objects.filter(
        conversation_id=conversation_id,
        number=number - 1,
        status=Turn.Status.ANSWERING,
        buddy_text="",
        lease_until__gt=timezone.now(),
    )
    interrupts = interrupts or answering.exists()
    typed = {"evidence": Evidence.TYPED, "text": text, "surface": text} if kind == Turn.Kind.TYPED else {}
    try:
        with writing():
            talking = Conversation.objects.filter(pk=conversation_id, status=Conversation.Status.TALKING)
            if not talking.update(last_turn=number):
                raise TalkOver
            turn = Turn.objects.create(
                conversation_id=conversation_id,
                number=number,
                kind=kind,
                mode=mode,
                offset=offset,
                interrupts=interrupts,
                ref=ref,
                **typed,
            )
            started = [TurnStarted(turn=number, offset=offset)] if kind == Turn.Kind.SPEECH else []
            events = events_add(conversation_id, turn.pk, started)
    except IntegrityError as error:
        raise TurnTaken from error
    publish(turn.conversation, [*events, *([ReplyStop(turn=number)] if interrupts else [])])
    return turn


def turn_lost(turn: Turn) -> None:
    """The turn's audio is gone, on both sides: say so, and go on."""
    title, detail = TEXTS["turn.lost"]
    failed = TurnFailed(turn=turn.number, code="turn.lost", title=title, detail=detail)
    with writing():
        live = Turn.objects.filter(pk=turn.pk, status__in=Turn.LIVE)
        if not live.update(status=Turn.Status.FAILED, lease_until=None):
            return
        events = events_add(turn.conversation_id, turn.pk, [failed])
    publish(turn.conversation, events)


def turn_waits(turn_id: int) -> bool:
    """Whether the turn must be dispatched again; a turn that was tried often enough is given up."""
    if not lease_expired(turn_id):
        return False
    turn = Turn.objects.select_related("conversation").get(pk=turn_id)
    if turn.attempt < MAX_ATTEMPTS:
        return True
    turn_lost(turn)
    return False


def reply_heard(conversation_id: UUID, number: int, sentence: int | None, played_ms: int) -> None:
    """Note what of a reply was played; ``sentence`` None means all of it."""
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
            ends = [end for ms, _, end in payload["marks"] if ms <= played_ms]
            played.append(payload["text"][: max(ends)] if ends else "")
    text = " ".join(part for part in played if part)
    Turn.objects.filter(conversation_id=conversation_id, number=number).update(played_text=text)


def recordings_delete(user: User) -> None:
    """Delete every kept recording of a learner."""
    turns = Turn.objects.filter(conversation__user=user).exclude(recording="")
    for turn in turns.iterator():
        turn.recording.delete(save=False)
        Turn.objects.filter(pk=turn.pk).update(recording="")
