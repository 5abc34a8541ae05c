"""What classes keep of a person: export and erase.

A class is not its teacher's data: when its only teacher is erased, it stays without one, closed for joining,
until an operator names another. Its pupils' way in is the class, and they must not lose it.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Kept, keep
from accounts.purposes import TEACHER_MAY_LISTEN, TEACHER_SEES_PROGRESS
from classes.models import Assignment, GuardianConsent, Lesson, Membership, SchoolClass
from classes.selectors import memberships_of


def register() -> None:
    keep(
        Kept(
            name="classes",
            title=_("Classes you are in or teach"),
            how_long=_("as long as the account"),
            models=(
                Membership,
                GuardianConsent,
                Assignment,
                Assignment.memberships.through,
                Assignment.topics.through,
                Lesson,
                SchoolClass.teachers.through,
            ),
            export=export,
            erase=erase,
            uses=(TEACHER_SEES_PROGRESS, TEACHER_MAY_LISTEN),
            asks=is_pupil,
        )
    )


def is_pupil(user: User) -> bool:
    """Whether there is a teacher to ask for: nobody else is asked what their teacher may see."""
    return memberships_of(user).exists()


def export(user: User) -> dict[str, object]:
    """Readable: classes somebody is in or teaches, what a guardian agreed to, what they assigned."""
    memberships = Membership.objects.filter(pupil=user).select_related("school_class")
    papers = GuardianConsent.objects.filter(pupil=user)
    made = Assignment.objects.filter(made_by=user).select_related("school_class").prefetch_related("topics")
    return {
        "in_classes": [
            {
                "class": one.school_class.name,
                "nickname": one.nickname,
                "joined": _written(one.joined_at),
                "left": _written(one.left_at),
            }
            for one in memberships
        ],
        "guardian_consents": [
            {
                "given": paper.given,
                "signed_on": paper.signed_on.isoformat(),
                "paper": paper.reference,
                "recorded": _written(paper.recorded_at),
            }
            for paper in papers
        ],
        "teaches": [taught.name for taught in SchoolClass.objects.filter(teachers=user)],
        "assigned": [
            {
                "class": one.school_class.name,
                "topics": [topic.title for topic in one.topics.all()],
                "until": one.until.isoformat() if one.until else None,
                "focus": one.focus,
                "note": one.note,
            }
            for one in made
        ],
    }


def erase(user: User) -> int:
    """Delete memberships and guardians' consents; leave the classes that are taught. Gives the count."""
    gone = 0
    for rows in (Membership.objects.filter(pupil=user), GuardianConsent.objects.filter(pupil=user)):
        gone += rows.count()
        rows.delete()
    for taught in SchoolClass.objects.filter(teachers=user):
        taught.teachers.remove(user)
        if not taught.teachers.exists():
            SchoolClass.objects.filter(pk=taught.pk).update(open_until=None)
        gone += 1
    # What was assigned and recorded stays, and no longer says by whom.
    gone += Assignment.objects.filter(made_by=user).update(made_by=None)
    gone += GuardianConsent.objects.filter(recorded_by=user).update(recorded_by=None)
    return gone


def _written(when: datetime | None) -> str | None:
    return when.isoformat(timespec="seconds") if when else None
