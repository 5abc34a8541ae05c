"""A pupil's side: what the teacher may see, what there is to do, and the lesson together."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import may_give
from accounts.purposes import KEEP_RECORDINGS, PRACTISE, TEACHER_MAY_LISTEN, TEACHER_SEES_PROGRESS
from accounts.selectors import consents_for
from classes.access import for_pupils, user_of
from classes.duties import lesson_topic, talk_for
from classes.guardians import guardian_allows, guardian_consent_of
from classes.live import SPREAD_MS, start_after
from classes.models import Lesson, Membership
from classes.selectors import assignments_for, lesson_for
from classes.services import hand_set
from conversations.services import conversation_start
from topics.models import Topic

SHOWN = (TEACHER_SEES_PROGRESS, TEACHER_MAY_LISTEN, PRACTISE, KEEP_RECORDINGS)


@for_pupils
@require_safe
def my_class(request: HttpRequest, memberships: list[Membership]) -> HttpResponse:
    """What the teacher may see of me, each with my own yes or no."""
    pupil = user_of(request)
    states = {state.purpose: state for state in consents_for(pupil)}
    context = {
        "memberships": memberships,
        "purposes": [(states[purpose], may_give(pupil, purpose)) for purpose in SHOWN],
        "paper": guardian_consent_of(pupil),
        "waits_for_paper": not guardian_allows(pupil),
    }
    return render(request, "classes/my_class.html", context)


@for_pupils
@require_POST
def duty_go(
    request: HttpRequest, memberships: list[Membership], assignment_id: int, slug: str
) -> HttpResponse:
    """To the talk of an assignment: the one that waits, else a new one."""
    for membership in memberships:
        assignment = assignments_for(membership).filter(pk=assignment_id).first()
        topic = assignment.topics.filter(slug=slug, is_published=True).first() if assignment else None
        if topic is not None:
            return _to_talk(request, topic)
    raise Http404


@for_pupils
@require_POST
def lesson_go(request: HttpRequest, memberships: list[Membership]) -> HttpResponse:
    """To the talk of the lesson that runs now; without one, to the first page."""
    for membership in memberships:
        lesson = lesson_for(membership)
        topic = lesson_topic(membership, lesson) if lesson else None
        if topic is not None:
            return _to_talk(request, topic, lesson)
    return redirect("home")


def _to_talk(request: HttpRequest, topic: Topic, lesson: Lesson | None = None) -> HttpResponse:
    pupil = user_of(request)
    waiting = talk_for(pupil, topic, lesson)
    talk = waiting or conversation_start(user=pupil, topic=topic)
    return redirect("talk", talk_id=talk.pk)


@for_pupils
@require_safe
def lesson_json(request: HttpRequest, memberships: list[Membership]) -> HttpResponse:
    """Asked every few seconds by a page of a pupil: is there a lesson, and when does my talk open?"""
    for membership in memberships:
        lesson = lesson_for(membership)
        topic = lesson_topic(membership, lesson) if lesson else None
        if lesson is not None:
            return JsonResponse(_lesson(membership, lesson, topic))
    return JsonResponse({"lesson": None})


def _lesson(membership: Membership, lesson: Lesson, topic: Topic | None) -> dict[str, object]:
    talk = talk_for(membership.pupil, topic, lesson) if topic else None
    gone = round((timezone.now() - lesson.started_at).total_seconds() * 1000)
    opens = start_after(membership.pk) - gone
    return {
        "lesson": lesson.pk,
        "topic": topic.slug if topic else "",
        "title": topic.title if topic else "",
        "persona": topic.persona.get("name", "") if topic else "",
        "talk": reverse("talk", args=[talk.pk]) if talk else "",
        # Whoever comes late is offered the talk, and opens it with a tap.
        "opens_in_ms": max(opens, 0) if talk is None and topic and gone < 2 * SPREAD_MS else None,
        "hand": membership.hand_at is not None,
    }


@for_pupils
@require_POST
def hand(request: HttpRequest, memberships: list[Membership]) -> HttpResponse:
    """Raise a hand in the lesson, or take it down."""
    up = request.POST.get("up") == "1"
    for membership in memberships:
        if not up or lesson_for(membership) is not None:
            hand_set(membership, up)
            return JsonResponse({"hand": up})
    return JsonResponse({"hand": False}, status=409)
