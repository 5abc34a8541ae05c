"""Who may open which page of classes. Another teacher's class is as unknown as one that never was."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from accounts.models import User
from classes.models import Assignment, Membership, SchoolClass
from classes.selectors import class_get, may_teach, membership_get, memberships_of

Page = Callable[..., HttpResponseBase]


def for_teachers(page: Page) -> Page:
    """Of a page below ``/classes/``: for teachers; ``class_id`` in its address becomes their class."""

    @never_cache
    @login_required
    @wraps(page)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        teacher = user_of(request)
        if not may_teach(teacher):
            raise PermissionDenied
        if "class_id" in kwargs:
            try:
                kwargs["school_class"] = class_get(teacher, kwargs.pop("class_id"))
            except SchoolClass.DoesNotExist:
                raise Http404 from None
        return page(request, **kwargs)

    return guarded


def for_pupils(page: Page) -> Page:
    """Of a page below ``/my-class/``: for whoever is in a class; the newest class comes first."""

    @never_cache
    @login_required
    @wraps(page)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        memberships = list(memberships_of(user_of(request)))
        if not memberships:
            return redirect("join")
        return page(request, memberships=memberships, **kwargs)

    return guarded


def user_of(request: HttpRequest) -> User:
    """``login_required`` has seen to it; this says so to the types."""
    assert isinstance(request.user, User)
    return request.user


def member_or_404(school_class: SchoolClass, membership_id: int) -> Membership:
    try:
        return membership_get(school_class, membership_id)
    except Membership.DoesNotExist:
        raise Http404 from None


def assignment_or_404(school_class: SchoolClass, assignment_id: int) -> Assignment:
    found = school_class.assignments.prefetch_related("topics").filter(pk=assignment_id).first()
    if found is None:
        raise Http404
    return found
