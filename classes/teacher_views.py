"""A teacher's classes: the list, one class, its settings, its code, the mark book."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.interface import is_russian
from classes.access import for_teachers, user_of
from classes.addresses import join_address, only_here, qr_code, short_address
from classes.codes import code_shown
from classes.forms import ClassForm, PaperForm
from classes.guardians import guardians_answered
from classes.marks import file_name, marks_csv
from classes.models import Assignment, Membership, SchoolClass
from classes.progress import Progress, done_of, progress_of
from classes.selectors import classes_with_sizes, lesson_of, pupils_gone, pupils_in
from classes.services import (
    ClassNotEmpty,
    class_change,
    class_create,
    class_delete,
    code_renew,
    joining_close,
    joining_open,
)
from classes.texts import text_of
from classes.tries import MOST

LOOKS_BACK = timedelta(days=28)


@for_teachers
@require_safe
def class_list(request: HttpRequest) -> HttpResponse:
    return render(request, "classes/list.html", {"classes": classes_with_sizes(user_of(request))})


@for_teachers
@require_http_methods(["GET", "POST"])
def class_new(request: HttpRequest) -> HttpResponse:
    form = ClassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = class_create(user_of(request), **form.cleaned_data)
        return redirect("class", class_id=made.pk)
    status = 422 if form.errors else 200
    context = {"form": form, "unkept": text_of("form.amiss")}
    return render(request, "classes/edit.html", context, status=status)


@for_teachers
@require_http_methods(["GET", "POST"])
def class_edit(request: HttpRequest, school_class: SchoolClass) -> HttpResponse:
    form = ClassForm(request.POST or None, instance=school_class)
    if request.method == "POST" and form.is_valid():
        class_change(form.save(commit=False))
        messages.success(request, _("Kept."))
        return redirect("class", class_id=school_class.pk)
    if form.errors:
        school_class.refresh_from_db()  # the form has written what cannot be kept into it
    context = {
        "form": form,
        "class": school_class,
        "code": code_shown(school_class.code),
        "unkept": text_of("form.amiss"),
    }
    return render(request, "classes/edit.html", context, status=422 if form.errors else 200)


@for_teachers
@require_POST
def class_erase(request: HttpRequest, school_class: SchoolClass) -> HttpResponse:
    try:
        class_delete(school_class)
    except ClassNotEmpty:
        text = text_of("class.pupils")
        messages.warning(request, f"{text.title}. {text.text}")
        return redirect("class-edit", class_id=school_class.pk)
    return redirect("class-list")


@for_teachers
@require_POST
def class_code(request: HttpRequest, school_class: SchoolClass) -> HttpResponse:
    """Another code, or the door opened or closed for whoever has it."""
    step = request.POST.get("step", "")
    if step == "renew":
        code_renew(school_class)
        messages.success(
            request, _("The class has a new code. Cards printed before lead nowhere: print new ones.")
        )
    elif step == "open":
        joining_open(school_class)
        messages.success(request, _("For two hours pupils may join by themselves."))
    elif step == "close":
        joining_close(school_class)
        messages.success(request, _("Closed: only you add pupils now."))
    return redirect("class", class_id=school_class.pk)


@for_teachers
@require_safe
def class_board(request: HttpRequest, school_class: SchoolClass) -> HttpResponse:
    """The code and where it is used, to be read from the last row."""
    address = join_address(request, school_class.code)
    context = {
        "class": school_class,
        "code": code_shown(school_class.code),
        "qr": qr_code(address),
        "address": short_address(request),
        "only_here": only_here(request),
    }
    return render(request, "classes/board.html", context)


@for_teachers
@require_safe
def class_marks(request: HttpRequest, school_class: SchoolClass) -> HttpResponse:
    """For the mark book: opens in a spreadsheet, in whatever language its reader's Excel is."""
    separator = ";" if is_russian() else ","
    response = HttpResponse(marks_csv(school_class, separator), content_type="text/csv; charset=utf-8")
    name = file_name(school_class, timezone.now())
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_teachers
@require_safe
def class_page(request: HttpRequest, school_class: SchoolClass) -> HttpResponse:
    return class_shown(request, school_class)


def class_shown(
    request: HttpRequest, school_class: SchoolClass, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of one class; ``more`` is what a form on it could not keep."""
    members = list(pupils_in(school_class))
    assignments = list(school_class.assignments.prefetch_related("topics", "memberships"))
    shown = [one for one in assignments if _is_shown(one)]
    since = min([timezone.now() - LOOKS_BACK, *(one.created_at for one in shown)])
    progress = progress_of(members, since)
    context = {
        "class": school_class,
        "code": code_shown(school_class.code),
        "rows": _rows(school_class, members, shown, progress),
        "without_card": sum(not member.pin for member in members),
        "due": [_due(one, members, progress) for one in shown],
        "older": len(assignments) - len(shown),
        "gone": list(pupils_gone(school_class)),
        "since": since,
        "lesson": lesson_of(school_class),
        "only_here": only_here(request),
        "class_mode": settings.CLASS_MODE,
        "paper_form": PaperForm(),
        **more,
    }
    return render(request, "classes/class.html", context, status=status)


def _is_shown(assignment: Assignment) -> bool:
    over = assignment.until is not None and assignment.until < timezone.localdate() - timedelta(days=14)
    old = assignment.until is None and assignment.created_at < timezone.now() - timedelta(days=90)
    return not over and not old


def _rows(
    school_class: SchoolClass,
    members: list[Membership],
    assignments: list[Assignment],
    progress: dict[int, Progress],
) -> list[dict[str, Any]]:
    papers = guardians_answered([member.pupil_id for member in members])
    rows = []
    for member in members:
        seen = progress.get(member.pk)
        asked = [one for one in assignments if one.for_all or member in one.memberships.all()]
        done = [done_of(one, seen) for one in asked] if seen else []
        rows.append(
            {
                "member": member,
                "seen": seen,
                "done": sum(one.is_done for one in done),
                "of": len(asked),
                "paper": papers.get(member.pupil_id),
                "waits_for_paper": school_class.under_age and member.pupil_id not in papers,
                "needs_card": member.tries >= MOST,
            }
        )
    return rows


def _due(assignment: Assignment, members: list[Membership], progress: dict[int, Progress]) -> dict[str, Any]:
    asked = members if assignment.for_all else [m for m in members if m in assignment.memberships.all()]
    seen = [done_of(assignment, progress[member.pk]) for member in asked if member.pk in progress]
    return {
        "assignment": assignment,
        "asked": len(asked),
        "done": sum(one.is_done for one in seen),
        "begun": sum(one.begun and not one.is_done for one in seen),
        "unseen": len(asked) - len(seen),
        "over": assignment.until is not None and assignment.until < timezone.localdate(),
    }


def since_or_before(when: datetime) -> datetime:
    """Where a pupil's own page begins to look: four weeks back, or when the class began if that is later."""
    return max(when, timezone.now() - LOOKS_BACK)
