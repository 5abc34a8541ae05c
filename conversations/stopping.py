"""Ending at once whatever is under way of a person: they are erased, or took a consent back."""

from __future__ import annotations

import contextlib
from datetime import timedelta

import redis
from django.utils import timezone

from accounts.models import User
from conversations.audiostream import Sign, Signal
from conversations.db import writing
from conversations.models import Conversation, Turn
from conversations.publish import send
from conversations.slots import slots
from conversations.streams import streams

LATELY = timedelta(hours=1)  # older audio has expired wherever it was


def listening_stop(user: User) -> int:
    """Whoever listens to this learner now stops, and forgets what was heard; gives how many turns."""
    listening = Turn.objects.filter(
        conversation__user=user, kind=Turn.Kind.SPEECH, status=Turn.Status.LISTENING
    )
    ids = list(listening.values_list("pk", flat=True))
    for turn_id in ids:
        _cancel(turn_id)
    return len(ids)


def talks_stop(user: User) -> list[int]:
    """Nothing more is written into this person's talks, by whomever; gives turns that may have audio.

    A worker that has a turn loses it at its next write; no new turn begins; open pages are told.
    """
    talks = Conversation.objects.filter(user=user)
    turns = Turn.objects.filter(conversation__user=user)
    with writing():
        turns.filter(status__in=Turn.LIVE).update(status=Turn.Status.FAILED, lease_until=None)
        talks.update(status=Conversation.Status.FINISHED)
    lately = list(turns.filter(created_at__gt=timezone.now() - LATELY).values_list("pk", flat=True))
    for talk in talks.exclude(holder=""):
        send(talk, {"type": "talk.erased"})
    for turn_id in lately:
        _cancel(turn_id)
    return lately


def audio_forget(turn_ids: list[int], user_id: int) -> None:
    """Nothing of these turns stays on its way, in this process or in Redis."""
    for turn_id in turn_ids:
        streams.close(turn_id)
        with contextlib.suppress(redis.RedisError):  # then the lease runs out by itself
            slots.leave(turn_id, user_id)


def _cancel(turn_id: int) -> None:
    stream = streams.get(turn_id)
    if stream is not None:
        stream.put(Sign(Signal.CANCELLED, stream.end))
