"""The persona writes back: a postcard made of what the learner chose, on a later day.

It waits until it was played, answered, or passed by for another talk; the day on which it was played
it stays. One at a time, the newest first, none after a month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from accounts.services import profile_of
from conversations.models import Conversation
from conversations.review_story import in_retell, reached_end
from conversations.selectors import scenario_of
from conversations.suggestion import leads_to, suggestion_for
from ml.scenario import Scenario
from ml.scenario_text import filled
from ml.types import TalkState
from topics.models import Topic
from topics.selectors import topic_list

KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Postcard:
    """``text`` is the whole of it; ``message`` goes without the name at its end, ``signed``."""

    talk: UUID
    text: str
    message: str
    signed: str
    place: str  # what the persona does, for the address side
    topic: Topic  # it came from
    sent: datetime
    opens: Topic | None  # the talk that answers it


def postcard_for(user: User, now: datetime | None = None) -> Postcard | None:
    """The postcard that waits for the learner today, if any."""
    now = now or timezone.now()
    seen: set[int] = set()
    for conversation in _candidates(user, now):
        if conversation.topic_id in seen:  # of several talks with one person the last is written about
            continue
        seen.add(conversation.topic_id)
        if _waits(conversation, now) and (text := postcard_text(conversation)):
            return _postcard(user, conversation, text)
    return None


def postcard_text(conversation: Conversation) -> str:
    """The postcard of a talk that came to its end, filled from its choices; else empty."""
    scenario = scenario_of(conversation)
    state = TalkState.from_json(conversation.state)
    if scenario.postcard is None or not reached_end(conversation, state):
        return ""
    return _text(scenario, state)


def postcard_read(user: User, conversation_id: UUID | str) -> None:
    """It was played, answered or passed by."""
    unread = Conversation.objects.filter(pk=conversation_id, user=user, postcard_read_at__isnull=True)
    unread.update(postcard_read_at=timezone.now())


def postcard_opens(user: User, conversation: Conversation) -> Topic | None:
    """The topic that a postcard leads to: its own, if the learner has not met it, else the suggested one."""
    met = Conversation.objects.filter(user=user).values("topic")
    fresh = list(topic_list().exclude(pk__in=met))
    if follows := leads_to(conversation.topic, fresh, str(profile_of(user).level)):
        return follows
    suggestion = suggestion_for(user)
    return suggestion.topic if suggestion else None


def _candidates(user: User, now: datetime) -> list[Conversation]:
    """Talks that ended lately, or whose story only was left to be told; the newest first."""
    talks = Conversation.objects.filter(user=user, topic__is_published=True).select_related("topic", "user")
    talks = talks.annotate(
        ended=Coalesce("finished_at", Max("turns__finished_at"), Max("turns__created_at"), "started_at")
    )
    over = Q(status=Conversation.Status.FINISHED) | Q(state__beat="retell")
    return list(talks.filter(over, ended__gte=now - timedelta(days=KEPT_DAYS)).order_by("-ended"))


def _waits(conversation: Conversation, now: datetime) -> bool:
    ended: datetime = conversation.ended  # type: ignore[attr-defined]
    over = conversation.status == Conversation.Status.FINISHED or in_retell(conversation)
    if not over or timezone.localdate(ended) >= timezone.localdate(now):
        return False
    read = conversation.postcard_read_at
    if read is None:
        return True
    begun_since = Conversation.objects.filter(user=conversation.user, started_at__gte=read)
    return timezone.localdate(read) == timezone.localdate(now) and not begun_since.exists()


def _postcard(user: User, conversation: Conversation, text: str) -> Postcard:
    persona = scenario_of(conversation).persona
    message = text.removesuffix(persona.name).rstrip()
    return Postcard(
        talk=conversation.pk,
        text=text,
        message=message,
        signed=persona.name if message != text.rstrip() else "",
        place=persona.role,
        topic=conversation.topic,
        sent=conversation.ended,  # type: ignore[attr-defined]
        opens=postcard_opens(user, conversation),
    )


def _text(scenario: Scenario, state: TalkState) -> str:
    card = scenario.postcard
    assert card is not None
    return filled(card.variants.get(state.remember.get(card.by, ""), card.default), state.remember)
