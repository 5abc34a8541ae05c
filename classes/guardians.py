"""A guardian's paper: without it nothing is done with the voice of a pupil who is under age.

The paper stays with the teacher; what is kept is when it was signed and where it lies. It is the basis of
the pupil's consents, not one of them: those stay rows of ``accounts``, the switch that all code asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.purposes import KEEP_RECORDINGS, PRACTISE, PURPOSES, TEACHER_MAY_LISTEN
from accounts.services import consent_set
from classes.models import GuardianConsent, Membership

VOICE_PURPOSES = (PRACTISE, KEEP_RECORDINGS, TEACHER_MAY_LISTEN, "personalise")


def guardian_consent_of(pupil: User) -> GuardianConsent | None:
    """The newest answer, if it is a yes to the present text."""
    newest = GuardianConsent.objects.filter(pupil=pupil).first()
    good = newest is not None and newest.given and newest.version == PURPOSES[PRACTISE].version
    return newest if good else None


def guardians_answered(pupils: list[int]) -> dict[int, GuardianConsent]:
    """Of these pupils (ids) those with a guardian's yes, in one query."""
    rows = GuardianConsent.objects.filter(pupil__in=pupils).order_by("pk")
    newest = {row.pupil_id: row for row in rows}
    version = PURPOSES[PRACTISE].version
    return {pupil: row for pupil, row in newest.items() if row.given and row.version == version}


def guardian_allows(user: User) -> bool:
    """Whether a consent about the voice is this user's to give: always, unless a class of pupils who are
    under age waits for the paper."""
    under_age = Membership.objects.filter(pupil=user, left_at__isnull=True, school_class__under_age=True)
    return not under_age.exists() or guardian_consent_of(user) is not None


def guardian_consent_record(pupil: User, signed_on: date, reference: str, teacher: User) -> None:
    """Write the paper down; the pupil may speak from now on, and may still say no."""
    with transaction.atomic():
        _add(pupil, True, signed_on, reference, teacher)
        consent_set(pupil, PRACTISE, True)


def guardian_consent_withdraw(pupil: User, signed_on: date, reference: str, teacher: User) -> None:
    """A guardian took it back: so is everything that rests on it, with its consequences."""
    _add(pupil, False, signed_on, reference, teacher)
    _voice_withdraw(pupil)


def voices_check(pupils: Iterable[User]) -> None:
    """After a change of class or of its settings: whoever needs a paper now and has none falls silent."""
    for pupil in pupils:
        if not guardian_allows(pupil):
            _voice_withdraw(pupil)


def _voice_withdraw(pupil: User) -> None:
    for purpose in VOICE_PURPOSES:
        if purpose in PURPOSES:
            consent_set(pupil, purpose, False)


def _add(pupil: User, given: bool, signed_on: date, reference: str, teacher: User) -> None:
    GuardianConsent.objects.create(
        pupil=pupil,
        given=given,
        signed_on=signed_on,
        reference=reference,
        version=PURPOSES[PRACTISE].version,
        recorded_by=teacher,
    )
