"""Reading talks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from conversations.models import Conversation, Turn, TurnEvent
from ml.scenario import RETELL, Scenario
from ml.types import VoiceSpec
from topics.selectors import topic_scenario


def conversation_get(user: User, conversation_id: UUID | str) -> Conversation:
    """The user's own talk; somebody else's raises Conversation.DoesNotExist like one that never was."""
    return Conversation.objects.select_related("topic", "user").get(pk=conversation_id, user=user)


def conversation_open_for(user: User) -> Conversation | None:
    """The newest talk that waits for an answer, if any."""
    # A key that is missing equals nothing in SQL, and is unlike nothing either.
    answers = Q(offer__part__isnull=True) | ~Q(offer__part=RETELL)
    return _talking(user).filter(answers).first()


def retell_open(user: User) -> Conversation | None:
    """The newest talk that came to its end and only asks for the story in one's own words, if any."""
    return _talking(user).filter(offer__part=RETELL).first()


def talk_ended(user: User) -> bool:
    """Whether the user has come to the end of a talk at least once; its story may still be untold."""
    finished = Conversation.objects.filter(user=user, status=Conversation.Status.FINISHED)
    return finished.exists() or retell_open(user) is not None


def _talking(user: User) -> QuerySet[Conversation]:
    talking = Conversation.objects.filter(user=user, status=Conversation.Status.TALKING)
    return talking.filter(topic__is_hidden=False).select_related("topic")


def events_after(conversation_id: UUID, seq: int) -> list[dict[str, Any]]:
    """Lasting events after ``seq``, in order."""
    events = TurnEvent.objects.filter(conversation_id=conversation_id, seq__gt=seq).order_by("seq")
    return list(events.values_list("payload", flat=True))


def last_seqs(conversation_ids: Collection[UUID]) -> dict[UUID, int]:
    """The newest lasting event's number of each talk."""
    return dict(Conversation.objects.filter(pk__in=conversation_ids).values_list("pk", "last_seq"))


def live_turns(conversation: Conversation) -> list[Turn]:
    """The turns that somebody listens to or answers, or should, in order."""
    live = conversation.turns.filter(status__in=Turn.LIVE).select_related("conversation")
    return list(live.order_by("number"))


def turn_known(conversation_id: UUID, ref: str) -> Turn | None:
    """The turn that something typed or tapped has become already, if it came before."""
    known = Turn.objects.filter(conversation_id=conversation_id, ref=ref)
    return known.select_related("conversation").first()


def scenario_of(conversation: Conversation) -> Scenario:
    return topic_scenario(conversation.topic)


def persona_voice(scenario: Scenario) -> VoiceSpec:
    return scenario.persona.voice.spec()


class Replied(Protocol):
    """A turn, or what was read of one."""

    @property
    def buddy_text(self) -> str: ...

    @property
    def played_text(self) -> str | None: ...


def heard_of_buddy(turn: Replied) -> str:
    """What of the reply was played; all of it until the client has said how much."""
    return turn.buddy_text if turn.played_text is None else turn.played_text
