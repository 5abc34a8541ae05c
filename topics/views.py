"""The pages on which somebody chooses whom to talk to. Visitors see them too, unless guests are off."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.services import profile_of
from ml.scenario import LEVELS
from topics.models import Topic
from topics.selectors import topic_get, topic_list

Page = Callable[..., HttpResponse]


def guests_welcome(page: Page) -> Page:
    """``login_required`` on a server that takes no guests."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if request.user.is_authenticated or settings.GUESTS:
            return page(request, *args, **kwargs)
        return redirect_to_login(request.path)

    return guarded


@require_safe
@guests_welcome
def topics(request: HttpRequest) -> HttpResponse:
    """All topics by level: the learner's own level first, the easiest for visitors."""
    level = profile_of(request.user).level if isinstance(request.user, User) else None
    groups: dict[str, list[Topic]] = {}
    for topic in topic_list():
        groups.setdefault(topic.level, []).append(topic)
    order = sorted(groups, key=lambda name: _distance(name, level or LEVELS[0]))
    return render(
        request,
        "topics/list.html",
        {"groups": [(name, groups[name]) for name in order], "level": level},
    )


@require_safe
@guests_welcome
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic: who waits there, and the way in. Its address is made to be passed on."""
    try:
        found = topic_get(slug)
    except Topic.DoesNotExist:
        raise Http404 from None
    return render(request, "topics/topic.html", {"topic": found})


def _distance(level: str, own: str) -> tuple[int, str]:
    """How far a level is from the learner's own; of two equally far, the easier comes first."""
    names: list[str] = [*LEVELS, "C2"]
    return abs(names.index(level) - names.index(own)), level
