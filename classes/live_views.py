"""The lesson: start together, look at the tiles, end it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from classes.access import assignment_or_404, for_teachers, member_or_404
from classes.live import live_of
from classes.models import SchoolClass
from classes.selectors import lesson_of
from classes.services import hand_set, lesson_end, lesson_start


@for_teachers
@require_safe
def live(request: HttpRequest, school_class: SchoolClass) -> HttpResponse:
    lesson = lesson_of(school_class)
    context = {
        "class": school_class,
        "lesson": lesson,
        "live": live_of(school_class),
        "assignments": school_class.assignments.prefetch_related("topics")[:12],
    }
    return render(request, "classes/live.html", context)


@for_teachers
@require_safe
def live_json(request: HttpRequest, school_class: SchoolClass) -> HttpResponse:
    """What the page asks for every two seconds."""
    return JsonResponse(live_of(school_class))


@for_teachers
@require_POST
def live_start(request: HttpRequest, school_class: SchoolClass, assignment_id: int) -> HttpResponse:
    lesson_start(assignment_or_404(school_class, assignment_id))
    return redirect("class-live", class_id=school_class.pk)


@for_teachers
@require_POST
def live_end(request: HttpRequest, school_class: SchoolClass) -> HttpResponse:
    lesson_end(school_class)
    return redirect("class", class_id=school_class.pk)


@for_teachers
@require_POST
def hand_down(request: HttpRequest, school_class: SchoolClass, member_id: int) -> HttpResponse:
    """Seen: the hand goes down."""
    hand_set(member_or_404(school_class, member_id), raised=False)
    return JsonResponse(live_of(school_class))
