"""The lesson as a teacher sees it while it runs: a tile for each pupil, no text, no sound.

Read from rows each time, with the same few queries for three pupils or thirty: whatever restarts in between,
the next look is right.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext, ngettext

from accounts.purposes import TEACHER_SEES_PROGRESS
from accounts.selectors import who_consented
from classes.models import Lesson, SchoolClass
from classes.progress import came_to_its_end
from classes.selectors import lesson_of, pupils_in
from conversations.models import Conversation, Turn
from ml.scenario import RETELL
from topics.models import Beat

SPREAD_MS = 10_000  # thirty talks do not begin in the same second
CLOSED, START, TALKING, HELP, DONE = "closed", "start", "talking", "help", "done"


@dataclass(frozen=True, slots=True)
class Tile:
    id: int
    name: str
    state: str
    text: str  # what the state is called, in the teacher's language
    hand: bool


def live_of(school_class: SchoolClass) -> dict[str, Any]:
    """Everything the live page shows, as JSON."""
    lesson = lesson_of(school_class)
    tiles = _tiles(school_class, lesson) if lesson else []
    count = {state: sum(tile.state == state for tile in tiles) for state in (START, TALKING, HELP, DONE)}
    hands = sum(tile.hand for tile in tiles)
    return {
        "lesson": lesson.pk if lesson else None,
        "tiles": [asdict(tile) for tile in tiles],
        "summary": _summary(count, hands) if tiles else "",
    }


def start_after(membership_id: int) -> int:
    """Milliseconds after "start together" at which this pupil's talk opens: spread, and always the same."""
    return membership_id * 7_919 % SPREAD_MS


def _tiles(school_class: SchoolClass, lesson: Lesson) -> list[Tile]:
    here = pupils_in(school_class)
    members = list(here if lesson.assignment.for_all else here.filter(assignments=lesson.assignment))
    pupils = [member.pupil_id for member in members]
    agreed = who_consented(pupils, TEACHER_SEES_PROGRESS)
    topics = list(lesson.assignment.topics.values_list("pk", flat=True))
    talks = _talks(lesson, [pupil for pupil in pupils if pupil in agreed], topics)
    beats = _beats(topics)
    tiles = []
    for member in members:
        hand = member.hand_at is not None
        if member.pupil_id not in agreed:
            tiles.append(Tile(member.pk, member.nickname, CLOSED, gettext("no consent yet"), hand))
            continue
        state, text = _state(talks.get(member.pupil_id, []), beats, len(topics))
        if hand and state != DONE:
            state = HELP
        tiles.append(Tile(member.pk, member.nickname, state, text, hand))
    return tiles


def _talks(lesson: Lesson, pupils: list[int], topics: list[int]) -> dict[int, list[Conversation]]:
    """By user, the talks of this lesson, the newest last."""
    left = Turn.objects.filter(conversation=OuterRef("pk"), kind=Turn.Kind.CLOSING)
    rows = Conversation.objects.filter(user__in=pupils, topic__in=topics, started_at__gte=lesson.started_at)
    found: dict[int, list[Conversation]] = {}
    for talk in rows.annotate(left_early=Exists(left)).order_by("started_at"):
        found.setdefault(talk.user_id, []).append(talk)
    return found


def _beats(topics: list[int]) -> dict[int, list[str]]:
    """By topic, the names of its beats in order."""
    beats: dict[int, list[str]] = {}
    for topic, slug in (
        Beat.objects.filter(topic__in=topics).order_by("order").values_list("topic_id", "slug")
    ):
        beats.setdefault(topic, []).append(slug)
    return beats


def _state(talks: list[Conversation], beats: dict[int, list[str]], topics: int) -> tuple[str, str]:
    if not talks:
        return START, gettext("not started")
    done = {talk.topic_id for talk in talks if came_to_its_end(talk, talk.left_early)}  # type: ignore[attr-defined]
    talk = talks[-1]
    if len(done) >= topics:
        telling = talk.state.get("beat") == RETELL and talk.status == Conversation.Status.TALKING
        return DONE, gettext("done, telling the story") if telling else gettext("done")
    if talk.status == Conversation.Status.FINISHED:
        left = ngettext("%(done)d of %(of)d talk done", "%(done)d of %(of)d talks done", topics)
        return START, left % {"done": len(done), "of": topics}
    names = beats.get(talk.topic_id, [])
    beat = talk.state.get("beat")
    place = names.index(beat) + 1 if beat in names else 1
    text = gettext("beat %(place)d of %(of)d") % {"place": place, "of": max(len(names), place)}
    # Three turns running were not understood: the lines are read aloud, and a person would be better.
    return (HELP if talk.offer.get("read_cards") else TALKING), text


def _summary(count: dict[str, int], hands: int) -> str:
    names = (
        (START, gettext("%d not started")),
        (TALKING, gettext("%d talking")),
        (HELP, ngettext("%d needs help", "%d need help", count[HELP])),
        (DONE, gettext("%d done")),
    )
    parts = [text % count[state] for state, text in names if count[state]]
    raised = ngettext("%d hand up", "%d hands up", hands) % hands if hands else ""
    return " · ".join([*parts, raised] if raised else parts)
