"""The page on which a learner chooses whom to talk to."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.services import profile_of
from ml.scenario import LEVELS
from topics.models import Topic
from topics.selectors import topic_list


@require_safe
@login_required
def topics(request: HttpRequest) -> HttpResponse:
    """All topics by level, the learner's own level first."""
    assert isinstance(request.user, User)
    level = profile_of(request.user).level
    groups: dict[str, list[Topic]] = {}
    for topic in topic_list():
        groups.setdefault(topic.level, []).append(topic)
    order = sorted(groups, key=lambda name: _distance(name, level))
    return render(
        request,
        "topics/list.html",
        {"groups": [(name, groups[name]) for name in order], "level": level},
    )


def _distance(level: str, own: str) -> tuple[int, str]:
    """How far a level is from the learner's own; of two equally far, the easier comes first."""
    names: list[str] = [*LEVELS, "C2"]
    return abs(names.index(level) - names.index(own)), level
