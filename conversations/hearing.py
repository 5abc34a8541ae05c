"""Who may hear a learner's voice again. Every way to a recording leads through here."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.fields.files import FieldFile
from django.utils import timezone

from accounts.models import User
from accounts.purposes import KEEP_RECORDINGS, TEACHER_MAY_LISTEN
from accounts.selectors import consent_given
from accounts.teaching import teaches
from conversations.models import ListenedTo, Turn

ONCE = timedelta(minutes=1)  # a player asks for one recording several times


class NotYours(Exception):
    """This person may not hear that, or there is nothing: the answer is the same."""


def recording_for(viewer: User, turn: Turn) -> FieldFile:
    """The recording of a turn, for its owner or their teacher; raises NotYours.

    A teacher needs the learner's word for listening, and is written down before the file is opened.
    """
    owner = turn.conversation.user
    if not turn.recording or not viewer.is_active:
        raise NotYours
    if viewer.pk != owner.pk:
        if not _may_listen(viewer, owner):
            raise NotYours
        _note(viewer, owner, turn)
    return turn.recording


def _may_listen(viewer: User, owner: User) -> bool:
    return (
        teaches(viewer, owner)
        and consent_given(owner, TEACHER_MAY_LISTEN)
        and consent_given(owner, KEEP_RECORDINGS)
    )


def _note(viewer: User, owner: User, turn: Turn) -> None:
    just_now = ListenedTo.objects.filter(listener=viewer, turn=turn, at__gt=timezone.now() - ONCE)
    if not just_now.exists():
        ListenedTo.objects.create(owner=owner, listener=viewer, turn=turn)
