"""A teacher listens to what a pupil said: only where the pupil agreed, and never unseen.

Denied by default. The pupil keeps recordings and lets the teacher listen (two consents of theirs), the
teacher teaches the pupil now, and somebody writes down that it happened: without an audit nobody listens.
"""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import User
from accounts.purposes import KEEP_RECORDINGS, TEACHER_MAY_LISTEN
from accounts.selectors import consent_given
from classes.models import Membership
from classes.selectors import classes_of
from conversations.models import Turn

Audit = Callable[[User, Turn], None]
_audits: list[Audit] = []


class MayNotListen(Exception):
    """Not this teacher, not this pupil, or nobody who would write it down."""


def on_listened(audit: Audit) -> None:
    """Call ``audit(listener, turn)`` before a recording is given out; what it raises keeps it closed."""
    if audit not in _audits:
        _audits.append(audit)


def may_listen(teacher: User, pupil: User) -> bool:
    """Whether this teacher may listen to this pupil now."""
    teaches = Membership.objects.filter(
        pupil=pupil, left_at__isnull=True, school_class__in=classes_of(teacher)
    ).exists()
    agreed = teaches and all(consent_given(pupil, each) for each in (KEEP_RECORDINGS, TEACHER_MAY_LISTEN))
    return agreed and bool(_audits)


def recordings_of(teacher: User, pupil: User) -> list[Turn]:
    """The newest kept turns of a pupil whom the teacher may listen to; else none."""
    if not may_listen(teacher, pupil):
        return []
    kept = Turn.objects.filter(conversation__user=pupil).exclude(recording="")
    return list(kept.select_related("conversation__topic").order_by("-created_at")[:20])


def recording_open(teacher: User, pupil: User, turn_id: int) -> Turn:
    """The turn whose recording the teacher is about to hear; raises MayNotListen or Turn.DoesNotExist."""
    if not may_listen(teacher, pupil):
        raise MayNotListen
    kept = Turn.objects.filter(conversation__user=pupil).exclude(recording="")
    turn = kept.select_related("conversation").get(pk=turn_id)
    for audit in _audits:
        audit(teacher, turn)
    return turn
