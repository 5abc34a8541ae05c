"""What pupils did, read from the rows of their talks; nothing of it is kept anywhere else.

Of a pupil who does not agree that the teacher sees it, nothing is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.purposes import TEACHER_SEES_PROGRESS
from accounts.selectors import who_consented
from classes.models import Assignment, Membership
from conversations.models import Conversation, Turn
from ml.scenario import RETELL
from topics.models import Topic

PHRASES_SHOWN = 3
LONGEST_PAUSE = timedelta(minutes=2)  # a talk left open over night is not a night of talking


@dataclass(frozen=True, slots=True)
class Visit:
    """One talk about one topic."""

    talk: UUID
    topic: int
    started_at: datetime
    finished_on: date | None  # None: not come to its end
    phrases: tuple[str, ...]


@dataclass(slots=True)
class Progress:
    """What one pupil did."""

    visits: list[Visit] = field(default_factory=list)
    minutes: int = 0
    phrases: list[str] = field(default_factory=list)  # the last three that were used


@dataclass(frozen=True, slots=True)
class Done:
    """How far one pupil is with one assignment."""

    topics: int  # finished
    of: int
    late: bool  # all are finished, the last of them after the day
    begun: bool

    @property
    def is_done(self) -> bool:
        return self.of > 0 and self.topics >= self.of


def progress_of(memberships: Sequence[Membership], since: datetime) -> dict[int, Progress]:
    """By membership, what was begun since then; whoever has not agreed is missing.

    A fixed number of queries, whatever the size of the class.
    """
    agreed = who_consented([membership.pupil_id for membership in memberships], TEACHER_SEES_PROGRESS)
    shown = {one.pupil_id: Progress() for one in memberships if one.pupil_id in agreed}
    _visits_read(shown, since)
    return {one.pk: shown[one.pupil_id] for one in memberships if one.pupil_id in shown}


def own_progress(membership: Membership, since: datetime) -> Progress:
    """The pupil's own eyes need nobody's consent."""
    shown = {membership.pupil_id: Progress()}
    _visits_read(shown, since)
    return shown[membership.pupil_id]


def done_of(assignment: Assignment, progress: Progress) -> Done:
    """``assignment.topics`` should be prefetched. Only talks begun since it was given count."""
    topics = [topic.pk for topic in assignment.topics.all()]
    visits = [v for v in progress.visits if v.topic in topics and v.started_at >= assignment.created_at]
    first: dict[int, date] = {}
    for visit in visits:
        if visit.finished_on is not None:
            first[visit.topic] = min(first.get(visit.topic, date.max), visit.finished_on)
    late = (
        len(first) == len(topics) and assignment.until is not None and max(first.values()) > assignment.until
    )
    return Done(len(first), len(topics), late, bool(visits))


def _visits_read(shown: dict[int, Progress], since: datetime) -> None:
    left = Turn.objects.filter(conversation=OuterRef("pk"), kind=Turn.Kind.CLOSING)
    talks = Conversation.objects.filter(user__in=shown, started_at__gte=since).annotate(
        left_early=Exists(left)
    )
    rows = list(talks.order_by("started_at").defer("offer"))
    names = _phrase_names(rows)
    for talk in rows:
        visit = _visit(talk, names.get(talk.topic_id, {}))
        progress = shown[talk.user_id]
        progress.visits.append(visit)
        fresh = [phrase for phrase in visit.phrases if phrase not in progress.phrases]
        progress.phrases = [*progress.phrases, *fresh][-PHRASES_SHOWN:]
    for user, minutes in _minutes(rows).items():
        shown[user].minutes = minutes


def came_to_its_end(talk: Conversation, left_early: bool) -> bool:
    """Whether the buddy said the closing words; the story that follows is a gift, not a duty."""
    used = talk.state.get("used", ())
    if "closer" in used:
        return True
    told = talk.state.get("beat") == RETELL or talk.status == Conversation.Status.FINISHED
    return told and "closer.early" not in used and not left_early


def _visit(talk: Conversation, names: dict[str, str]) -> Visit:
    finished = None
    if came_to_its_end(talk, talk.left_early):  # type: ignore[attr-defined]  # annotated above
        finished = timezone.localdate(talk.finished_at or talk.started_at)
    said = [names[phrase] for phrase in talk.state.get("phrases", ()) if phrase in names]
    return Visit(talk.pk, talk.topic_id, talk.started_at, finished, tuple(said))


def _phrase_names(talks: Iterable[Conversation]) -> dict[int, dict[str, str]]:
    """By topic, the words of each target phrase."""
    rows = Topic.objects.filter(pk__in={talk.topic_id for talk in talks}).values_list("pk", "targets")
    return {pk: {p["id"]: p["say"] for p in (targets or {}).get("unusual", ())} for pk, targets in rows}


def _minutes(talks: Iterable[Conversation]) -> dict[int, int]:
    """By user: from turn to turn, without the long pauses between."""
    owner = {talk.pk: talk.user_id for talk in talks}
    rows = Turn.objects.filter(conversation__in=owner).order_by("conversation", "number")
    spent: defaultdict[int, timedelta] = defaultdict(timedelta)
    last: tuple[UUID, datetime] | None = None
    for talk, begun, ended in rows.values_list("conversation_id", "created_at", "finished_at"):
        end = max(ended or begun, begun)
        since = last[1] if last and last[0] == talk else begun
        spent[owner[talk]] += min(max(end - since, timedelta()), LONGEST_PAUSE)
        last = (talk, end)
    return {user: round(time.total_seconds() / 60) for user, time in spent.items()}
