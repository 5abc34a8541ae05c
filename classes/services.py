"""What changes a class, what is asked of it, and its lessons. Its pupils: ``roll.py``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from classes.codes import code_new
from classes.guardians import voices_check
from classes.models import Assignment, Lesson, Membership, RetiredCode, SchoolClass
from classes.selectors import LESSON_LASTS, lesson_of, pupils_in
from topics.models import Topic

OPEN_FOR = timedelta(hours=2)  # a lesson and what is before it; a door is easily forgotten


class ClassNotEmpty(Exception):
    """There are pupils in it, or were: they are taken out one by one first."""


def class_create(teacher: User, **fields: object) -> SchoolClass:
    """A new class of this teacher's; ``fields`` are those of the form."""
    with transaction.atomic():
        made = SchoolClass.objects.create(code=_free_code(), **fields)
        made.teachers.add(teacher)
    return made


def class_change(school_class: SchoolClass) -> None:
    """Keep the class as its form has it; what it says about age holds for pupils at once."""
    school_class.save()
    voices_check(member.pupil for member in pupils_in(school_class))


def class_delete(school_class: SchoolClass) -> None:
    """Delete a class that has nobody in it, nor anybody who was taken out and kept."""
    if school_class.memberships.exists():
        raise ClassNotEmpty
    school_class.delete()


def code_renew(school_class: SchoolClass) -> None:
    """Another code; who has the old one is told that it was changed. Open doors are closed."""
    with transaction.atomic():
        RetiredCode.objects.create(code=school_class.code, school_class=school_class)
        school_class.code = _free_code()
        school_class.open_until = None
        school_class.save(update_fields=["code", "open_until"])


def joining_open(school_class: SchoolClass) -> None:
    """For two hours whoever has the code may join."""
    school_class.open_until = timezone.now() + OPEN_FOR
    school_class.save(update_fields=["open_until"])


def joining_close(school_class: SchoolClass) -> None:
    school_class.open_until = None
    school_class.save(update_fields=["open_until"])


def _free_code() -> str:
    while True:
        code = code_new()
        used = (
            SchoolClass.objects.filter(code=code).exists() or RetiredCode.objects.filter(code=code).exists()
        )
        if not used:
            return code


# ------------------------------------------------------------------ what is asked of them


def assignment_save(
    assignment: Assignment, topics: Iterable[Topic], memberships: Iterable[Membership]
) -> Assignment:
    """Keep a new or a changed assignment; ``memberships`` count only where it is not for all."""
    with transaction.atomic():
        assignment.save()
        assignment.topics.set(topics)
        assignment.memberships.set([] if assignment.for_all else memberships)
    return assignment


def assignment_delete(assignment: Assignment) -> None:
    """The talks that were had stay with those who had them."""
    assignment.delete()


# ------------------------------------------------------------------ a lesson together


def lesson_start(assignment: Assignment) -> Lesson:
    """Start together: what ran before is over, hands are down. Twice at once is one lesson."""
    school_class = assignment.school_class
    running = lesson_of(school_class)
    if running is not None and running.assignment_id == assignment.pk:
        return running
    try:
        with transaction.atomic():
            _lessons_end(school_class)
            return Lesson.objects.create(school_class=school_class, assignment=assignment)
    except IntegrityError:
        return Lesson.objects.get(school_class=school_class, ended_at__isnull=True)


def lesson_end(school_class: SchoolClass) -> None:
    with transaction.atomic():
        _lessons_end(school_class)


def _lessons_end(school_class: SchoolClass) -> None:
    now = timezone.now()
    open_ones = Lesson.objects.filter(school_class=school_class, ended_at__isnull=True)
    # One that was forgotten is dated to when it counted as over, not to today.
    open_ones.filter(started_at__lte=now - LESSON_LASTS).update(ended_at=F("started_at") + LESSON_LASTS)
    open_ones.filter(ended_at__isnull=True).update(ended_at=now)
    Membership.objects.filter(school_class=school_class).update(hand_at=None)


def hand_set(membership: Membership, raised: bool) -> None:
    """Raise a hand, or take it down; who has it up keeps their place."""
    if raised:
        Membership.objects.filter(pk=membership.pk, hand_at__isnull=True).update(hand_at=timezone.now())
    else:
        Membership.objects.filter(pk=membership.pk).update(hand_at=None)


def until_in(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)
