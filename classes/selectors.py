"""Reading classes: who may see which, who is in them, and what is asked of whom."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from classes.codes import code_read
from classes.models import Assignment, Lesson, Membership, RetiredCode, SchoolClass

TEACH, OVERSEE = "classes.teach", "classes.oversee"
LESSON_LASTS = timedelta(hours=3)  # one that nobody ended is over by then


class CodeRetired(Exception):
    """This code was a class's, and was renewed."""


def may_teach(user: User) -> bool:
    return user.has_perm(TEACH) or user.has_perm(OVERSEE)


def classes_of(teacher: User) -> QuerySet[SchoolClass]:
    """The classes this teacher may see: the own ones; an operator's are all of them."""
    if teacher.has_perm(OVERSEE):
        return SchoolClass.objects.all()
    if not teacher.has_perm(TEACH):
        return SchoolClass.objects.none()
    return SchoolClass.objects.filter(teachers=teacher)


def classes_with_sizes(teacher: User) -> QuerySet[SchoolClass]:
    here = Count("memberships", filter=Q(memberships__left_at__isnull=True), distinct=True)
    return classes_of(teacher).annotate(size=here).prefetch_related("teachers")


def class_get(teacher: User, class_id: int) -> SchoolClass:
    """One of the teacher's classes; somebody else's raises SchoolClass.DoesNotExist like none at all."""
    return classes_of(teacher).get(pk=class_id)


def pupils_in(school_class: SchoolClass) -> QuerySet[Membership]:
    """Who is in the class now, by nickname."""
    return school_class.memberships.filter(left_at__isnull=True).select_related("pupil")


def pupils_gone(school_class: SchoolClass) -> QuerySet[Membership]:
    """Who was taken out of it without being erased."""
    return school_class.memberships.filter(left_at__isnull=False).select_related("pupil")


def membership_get(school_class: SchoolClass, membership_id: int) -> Membership:
    return school_class.memberships.select_related("pupil", "school_class").get(pk=membership_id)


def class_with_code(written: str) -> SchoolClass:
    """The class that signs in with this code, however it was written.

    Raises CodeRetired for one that was renewed, SchoolClass.DoesNotExist for what never was a code.
    """
    code = code_read(written)
    found = SchoolClass.objects.filter(code=code).first() if code else None
    if found is not None:
        return found
    if code and RetiredCode.objects.filter(code=code).exists():
        raise CodeRetired
    raise SchoolClass.DoesNotExist


def memberships_of(pupil: User) -> QuerySet[Membership]:
    """The classes somebody is in now, the newest first."""
    own = Membership.objects.filter(pupil=pupil, left_at__isnull=True)
    return own.select_related("school_class").order_by("-joined_at")


def assignments_for(membership: Membership) -> QuerySet[Assignment]:
    """What is asked of this pupil, the newest first."""
    theirs = Q(for_all=True) | Q(memberships=membership)
    asked = Assignment.objects.filter(theirs, school_class=membership.school_class_id).distinct()
    return asked.prefetch_related("topics")


def lesson_of(school_class: SchoolClass | int) -> Lesson | None:
    """The lesson the class has now, if any."""
    running = Lesson.objects.filter(
        school_class=school_class, ended_at__isnull=True, started_at__gt=timezone.now() - LESSON_LASTS
    )
    return running.select_related("assignment").first()


def lesson_for(membership: Membership) -> Lesson | None:
    """The lesson that this pupil takes part in now: one may be for some of the class only."""
    lesson = lesson_of(membership.school_class_id)
    if lesson is None or lesson.assignment.for_all:
        return lesson
    return lesson if lesson.assignment.memberships.filter(pk=membership.pk).exists() else None
