"""What a class is asked to talk about: given in three taps, changed, taken away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from classes.access import assignment_or_404, for_teachers, user_of
from classes.forms import AssignmentForm
from classes.models import Assignment, SchoolClass
from classes.selectors import pupils_in
from classes.services import assignment_delete, assignment_save, until_in
from classes.texts import text_of

DAYS = (1, 3, 7, 14)  # what "until" offers in one tap
USUAL_DAYS = 7


@for_teachers
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, school_class: SchoolClass) -> HttpResponse:
    chosen = [topic for topic in request.GET.getlist("topic") if topic.isdecimal() and len(topic) < 12]
    first = {"for_all": "1", "until": until_in(USUAL_DAYS), "topics": chosen}
    form = AssignmentForm(school_class, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        form.instance.made_by = user_of(request)
        _keep(form)
        messages.success(request, _("Given. It is first on their page now."))
        return redirect("class", class_id=school_class.pk)
    return _form_page(request, school_class, form)


@for_teachers
@require_http_methods(["GET", "POST"])
def assignment_edit(request: HttpRequest, school_class: SchoolClass, assignment_id: int) -> HttpResponse:
    assignment = assignment_or_404(school_class, assignment_id)
    first = {"for_all": "1" if assignment.for_all else ""}
    form = AssignmentForm(school_class, request.POST or None, instance=assignment, initial=first)
    if request.method == "POST" and form.is_valid():
        _keep(form)
        messages.success(request, _("Kept."))
        return redirect("class", class_id=school_class.pk)
    return _form_page(request, school_class, form, assignment=assignment_or_404(school_class, assignment_id))


@for_teachers
@require_POST
def assignment_remove(request: HttpRequest, school_class: SchoolClass, assignment_id: int) -> HttpResponse:
    assignment_delete(assignment_or_404(school_class, assignment_id))
    messages.success(request, _("Taken away. The talks stay with those who had them."))
    return redirect("class", class_id=school_class.pk)


def _keep(form: AssignmentForm) -> Assignment:
    cleaned = form.cleaned_data
    return assignment_save(form.save(commit=False), cleaned["topics"], cleaned["memberships"])


def _form_page(
    request: HttpRequest, school_class: SchoolClass, form: AssignmentForm, **more: Any
) -> HttpResponse:
    topics: Any = form.fields["topics"]
    context = {
        "class": school_class,
        "form": form,
        "topics": topics.queryset,
        "chosen_topics": _ids(form["topics"].value()),
        "members": pupils_in(school_class),
        "chosen_members": _ids(form["memberships"].value()),
        "days": [(until_in(days), days) for days in DAYS],
        "unkept": text_of("form.amiss"),
        **more,
    }
    return render(request, "classes/assign.html", context, status=422 if form.errors else 200)


def _ids(values: Any) -> set[str]:
    """What is ticked, as the form has it: rows, numbers, or what was sent."""
    return {str(getattr(value, "pk", value)) for value in values or ()}
