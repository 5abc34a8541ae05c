"""Visitors who talk before they sign up."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.purposes import KEEP_RECORDINGS
from accounts.selectors import consent_given
from accounts.services import guest_create, user_delete
from conversations.db import writing
from conversations.models import Conversation, Turn
from conversations.recordings import recording_rename
from conversations.services import conversation_start, recordings_delete
from topics.models import Topic

KEPT_DAYS = 30  # after the last thing a guest did


def guest_talk_start(topic: Topic) -> Conversation:
    """A new guest and their first talk, at the topic's level."""
    with writing():
        return conversation_start(user=guest_create(level=topic.level), topic=topic)


def guests_prune(days: int = KEPT_DAYS) -> int:
    """Delete guests who neither came nor spoke for ``days``, with all they left; gives how many."""
    since = timezone.now() - timedelta(days=days)
    came = Q(last_login__gte=since) | Q(date_joined__gte=since)
    started = Conversation.objects.filter(started_at__gte=since).values("user")
    spoke = Turn.objects.filter(created_at__gte=since).values("conversation__user")
    idle = User.objects.filter(is_guest=True).exclude(came).exclude(pk__in=started).exclude(pk__in=spoke)
    gone = list(idle)
    for guest in gone:
        user_delete(guest)
    return len(gone)


def talks_move(guest: User, account: User) -> None:
    """A guest's talks become the account's. Recordings come along only where the account allows them."""
    if not consent_given(account, KEEP_RECORDINGS):
        recordings_delete(guest)
    spoken = (
        Turn.objects.filter(conversation__user=guest).exclude(recording="").select_related("conversation")
    )
    turns = list(spoken)
    Conversation.objects.filter(user=guest).update(user=account)
    for turn in turns:
        turn.conversation.user = account
        Turn.objects.filter(pk=turn.pk).update(recording=recording_rename(turn))


def talks_count(guest: User) -> int:
    """Talks in which the guest said something, or that still wait for them."""
    return Conversation.objects.filter(user=guest).count()
