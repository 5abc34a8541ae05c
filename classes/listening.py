"""A teacher listens to what a pupil said: only where the pupil agreed, and never unseen.

Denied by default. The pupil keeps recordings and lets the teacher listen (two consents of theirs), and the
teacher teaches the pupil now; ``conversations.hearing`` asks for all of it, and writes down who listened.
"""

from __future__ import annotations

from accounts.models import User
from accounts.purposes import KEEP_RECORDINGS, TEACHER_MAY_LISTEN
from accounts.selectors import consent_given
from classes.models import Membership
from classes.selectors import classes_of
from conversations.hearing import NotYours, recording_for
from conversations.models import Turn

MOST = 20


class MayNotListen(Exception):
    """Not this teacher, or not with this pupil's word."""


def teaches(teacher: User, pupil: User) -> bool:
    """Whether the pupil is in a class of this teacher's now."""
    now = Membership.objects.filter(pupil=pupil, left_at__isnull=True)
    return now.filter(school_class__in=classes_of(teacher)).exists()


def may_listen(teacher: User, pupil: User) -> bool:
    """Whether this teacher may listen to this pupil now."""
    return teaches(teacher, pupil) and all(
        consent_given(pupil, purpose) for purpose in (KEEP_RECORDINGS, TEACHER_MAY_LISTEN)
    )


def recordings_of(teacher: User, pupil: User) -> list[Turn]:
    """The newest kept turns of a pupil whom the teacher may listen to; else none."""
    if not may_listen(teacher, pupil):
        return []
    kept = Turn.objects.filter(conversation__user=pupil).exclude(recording="")
    return list(kept.select_related("conversation__topic").order_by("-created_at")[:MOST])


def recording_open(teacher: User, pupil: User, turn_id: int) -> Turn:
    """The turn whose recording the teacher is about to hear; raises MayNotListen or Turn.DoesNotExist."""
    if not may_listen(teacher, pupil):
        raise MayNotListen
    kept = Turn.objects.filter(conversation__user=pupil).exclude(recording="")
    turn = kept.select_related("conversation__user").get(pk=turn_id)
    try:
        recording_for(teacher, turn)
    except NotYours:
        raise MayNotListen from None
    return turn
