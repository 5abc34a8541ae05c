"""What a pupil is asked to do, as the first page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from classes.models import Assignment, Lesson, Membership
from classes.progress import Progress, own_progress
from classes.selectors import assignments_for, lesson_for, memberships_of
from conversations.models import Conversation
from topics.models import Topic

SHOWN_AFTER = timedelta(days=14)  # what is done or over leaves the first page by then
MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Duty:
    """One topic of one assignment."""

    assignment: Assignment
    topic: Topic
    done: bool
    late: bool
    open_talk: UUID | None  # begun, and waiting

    @property
    def may_begin(self) -> bool:
        return not self.done or self.assignment.often == Assignment.Often.ANY


@dataclass(frozen=True, slots=True)
class InClass:
    """The class as its pupil sees it."""

    membership: Membership
    duties: tuple[Duty, ...]  # what is to be done first, then what is done
    lesson: Lesson | None
    lesson_topic: Topic | None

    @property
    def open_duties(self) -> int:
        return sum(not duty.done for duty in self.duties)


def classes_for(pupil: User) -> list[InClass]:
    """Every class somebody is in, with what it asks of them."""
    return [_in_class(membership) for membership in memberships_of(pupil)]


def _in_class(membership: Membership) -> InClass:
    duties = _duties(membership)
    lesson = lesson_for(membership)
    topic = lesson_topic(membership, lesson) if lesson else None
    return InClass(membership, duties, lesson, topic)


def _duties(membership: Membership) -> tuple[Duty, ...]:
    today = timezone.localdate()
    asked = [
        one for one in assignments_for(membership) if one.until is None or one.until >= today - SHOWN_AFTER
    ]
    if not asked:
        return ()
    progress = own_progress(membership, min(one.created_at for one in asked))
    talking = _open_talks(membership.pupil)
    duties = [
        _duty(assignment, topic, progress, talking.get(topic.pk))
        for assignment in asked
        for topic in assignment.topics.all()
        if topic.is_published
    ]
    shown = [
        duty for duty in duties if not duty.done or duty.assignment.created_at >= timezone.now() - SHOWN_AFTER
    ]
    far = today + timedelta(days=36_500)
    shown.sort(key=lambda duty: (duty.done, duty.assignment.until or far))
    return tuple(shown[:MOST_SHOWN])


def _duty(assignment: Assignment, topic: Topic, progress: Progress, talk: UUID | None) -> Duty:
    ends = [
        visit.finished_on
        for visit in progress.visits
        if visit.topic == topic.pk and visit.started_at >= assignment.created_at and visit.finished_on
    ]
    late = assignment.until is not None and assignment.until < timezone.localdate()
    return Duty(assignment, topic, bool(ends), late and not ends, talk)


def _open_talks(pupil: User) -> dict[int, UUID]:
    talking = Conversation.objects.filter(user=pupil, status=Conversation.Status.TALKING)
    return dict(talking.order_by("started_at").values_list("topic_id", "pk"))


def lesson_topic(membership: Membership, lesson: Lesson) -> Topic | None:
    """What this pupil talks about in the lesson: the first of its topics that is not finished in it."""
    topics = [topic for topic in lesson.assignment.topics.all() if topic.is_published]
    progress = own_progress(membership, lesson.started_at)
    finished = {visit.topic for visit in progress.visits if visit.finished_on}
    return next((topic for topic in topics if topic.pk not in finished), None)


def talk_for(pupil: User, topic: Topic, since: Lesson | None = None) -> Conversation | None:
    """The talk about this topic that waits for the pupil; in a lesson only one that was begun in it."""
    talking = Conversation.objects.filter(user=pupil, topic=topic, status=Conversation.Status.TALKING)
    if since is not None:
        talking = talking.filter(started_at__gte=since.started_at)
    return talking.order_by("-started_at").first()
