"""Earlier talks: what they taught, and the end of those that were left at their story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from conversations.db import writing
from conversations.models import Conversation, Turn
from conversations.protocol import TalkFinished
from conversations.publish import publish
from conversations.records import events_add
from ml.scenario import RETELL

LEFT_AFTER = timedelta(days=1)  # a story that nobody told by then will not be told


def told_talks_finish(user: User) -> None:
    """Finish those of the learner's talks that only wait for their story: another talk begins."""
    for told in _waiting().filter(user=user):
        _finish(told)


def left_talks_finish() -> int:
    """Finish everybody's talks whose story was left a day ago; gives how many there were."""
    left = _waiting().filter(started_at__lt=timezone.now() - LEFT_AFTER)
    for told in left:
        _finish(told)
    return len(left)


def talks_over(user: User) -> QuerySet[Conversation]:
    """The learner's talks that came to their end; the story may still be told."""
    over = Q(status=Conversation.Status.FINISHED) | Q(state__beat=RETELL)
    return Conversation.objects.filter(over, user=user)


def known_beats(states: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """In how many of these talks each beat was answered by its line, read in the right form."""
    talks: Counter[str] = Counter()
    for state in states:
        lines = (name.split(".") for name in state.get("used", ()))
        talks.update({line[0] for line in lines if len(line) == 3 and line[2] == "echo"})
    return dict(talks)


def _waiting() -> QuerySet[Conversation]:
    return Conversation.objects.filter(status=Conversation.Status.TALKING, offer__part=RETELL)


def _finish(conversation: Conversation) -> None:
    """A talk whose story is not told: it came to its end when its last turn did."""
    finished = TalkFinished(review_url=reverse("review", args=[conversation.pk]))
    with writing():
        if conversation.turns.filter(status__in=Turn.LIVE).exists():
            return  # it is being told
        last = conversation.turns.exclude(finished_at=None).order_by("-number").first()
        ended_at = last.finished_at if last is not None else timezone.now()
        talking = Conversation.objects.filter(pk=conversation.pk, status=Conversation.Status.TALKING)
        if not talking.update(status=Conversation.Status.FINISHED, finished_at=ended_at, offer={}):
            return
        events = events_add(conversation.pk, None, [finished])
    publish(conversation, events)
