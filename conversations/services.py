"""What changes a talk and its turns from outside a turn's own work."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError

from accounts.models import Pace, User
from accounts.services import profile_of
from conversations.acquaintance import about
from conversations.asked_phrases import phrases_hand_over
from conversations.clock import common_now
from conversations.db import writing
from conversations.kept import recording_keep
from conversations.lease import MAX_ATTEMPTS, lease_expired
from conversations.models import Conversation, Turn
from conversations.protocol import ReplyStop, TurnFailed, TurnStarted
from conversations.pruning import recordings_delete
from conversations.publish import publish, send
from conversations.records import events_add
from conversations.selectors import turn_known
from conversations.streams import streams
from conversations.texts import TEXTS
from conversations.visits import known_beats, told_talks_finish
from ml.types import Evidence, TalkState
from topics.models import Topic

PACES: dict[str, float] = {Pace.SLOW: 0.8, Pace.CALM: 0.9, Pace.NORMAL: 1.0}  # of the persona's own


class TalkOver(Exception):
    """The talk is finished: nothing can be said in it any more."""


class TurnTaken(Exception):
    """That turn number is in use: the client is behind."""


def conversation_start(user: User, topic: Topic) -> Conversation:
    """A new talk at the learner's level and pace; later visits of a topic open differently and show less."""
    told_talks_finish(user)
    profile = profile_of(user)
    earlier = Conversation.objects.filter(user=user, topic=topic, status=Conversation.Status.FINISHED)
    states = list(earlier.values_list("state", flat=True))
    state = TalkState(
        visit=len(states) + 1,
        known=known_beats(states),
        pace=PACES.get(profile.pace, 1.0),
        about=about(user, topic),
    )
    return Conversation.objects.create(user=user, topic=topic, level=profile.level, state=state.to_json())


def talk_take(conversation: Conversation, holder: str, voice: str, translations: bool = False) -> None:
    """This connection has the talk now; whoever had it hears of it and leaves."""
    wishes = {"voice": voice, "translations": translations}
    Conversation.objects.filter(pk=conversation.pk).update(holder=holder, **wishes)
    send(conversation, {"type": "talk.taken", "holder": holder})


def voice_set(conversation_id: UUID, voice: str) -> None:
    """Who speaks from the next reply on: ``server`` or ``device``."""
    Conversation.objects.filter(pk=conversation_id).update(voice=voice)


def translations_set(conversation_id: UUID, on: bool) -> None:
    """Whether replies are wanted in the learner's own language, too, from the next one on."""
    Conversation.objects.filter(pk=conversation_id).update(translations=on)


def turn_open(
    conversation_id: UUID,
    number: int,
    kind: str,
    *,
    mode: str = "open",
    offset: int = 0,
    interrupts: bool = False,
    text: str = "",
    move: str = "",
    ref: str = "",
) -> Turn:
    """A new turn, numbered by the client that speaks; raises TalkOver or TurnTaken.

    The same ``ref`` again gives the turn that is there: a message sent twice is one turn.
    """
    if ref and (known := turn_known(conversation_id, ref)):
        return known
    # Speech while a reply is on its way, heard or not yet, is an interruption all the same.
    answering = Turn.objects.filter(
        conversation_id=conversation_id,
        number=number - 1,
        status=Turn.Status.ANSWERING,
        buddy_text="",
        lease_until__gt=common_now(),
    )
    interrupts = interrupts or answering.exists()
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
                **_said(kind, text, move),
            )
            started = [TurnStarted(turn=number, offset=offset)] if kind == Turn.Kind.SPEECH else []
            events = events_add(conversation_id, turn.pk, started)
    except IntegrityError as error:
        raise TurnTaken from error
    publish(turn.conversation, [*events, *([ReplyStop(turn=number)] if interrupts else [])])
    return turn


def _said(kind: str, text: str, move: str) -> dict[str, str]:
    """What is known of a turn before anybody works on it."""
    if kind == Turn.Kind.TYPED:
        return {"evidence": Evidence.TYPED, "text": text, "surface": text}
    if kind == Turn.Kind.MOVE:
        return {"evidence": Evidence.CHOSEN, "text": text, "move": move}
    return {}


def turn_lost(turn: Turn) -> None:
    """Nobody can do anything for the turn: its audio is gone on both sides, or its workers died of it. Say
    so, and go on; what there is of its audio is kept for whoever looks why, if its learner agreed to that."""
    title, detail = TEXTS["turn.lost"]
    failed = TurnFailed(turn=turn.number, code="turn.lost", title=title, detail=detail)
    with writing():
        live = Turn.objects.filter(pk=turn.pk, status__in=Turn.LIVE)
        if not live.update(status=Turn.Status.FAILED, lease_until=None, trouble="turn.lost"):
            return
        events = events_add(turn.conversation_id, turn.pk, [failed])
    publish(turn.conversation, events)
    if (stream := streams.get(turn.pk)) is not None:
        recording_keep(turn, stream)
        streams.close(turn.pk)


def turn_waits(turn_id: int) -> bool:
    """Whether the turn must be dispatched again; a turn that was tried often enough is given up."""
    if not lease_expired(turn_id):
        return False
    turn = Turn.objects.select_related("conversation").get(pk=turn_id)
    if turn.attempt < MAX_ATTEMPTS:
        return True
    turn_lost(turn)
    return False


def conversations_hand_over(giver: User, taker: User) -> None:
    """Talks of an account that is given up become another account's of the same person. Recordings do not:
    they were kept by the first account's consent."""
    recordings_delete(giver)
    Conversation.objects.filter(user=giver).update(user=taker)
    phrases_hand_over(giver, taker)
