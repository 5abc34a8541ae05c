"""Who teaches whom: the app that knows classes tells it here, in its ``ready()``. Until then nobody does."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import User
from accounts.purposes import TEACHER_SEES_PROGRESS
from accounts.selectors import consent_given

Knows = Callable[[User, User], bool]  # (teacher, learner)
_known_by: list[Knows] = []


def teaching_told_by(knows: Knows) -> None:
    """Ask ``knows(teacher, learner)`` from now on; twice registered counts once."""
    if knows not in _known_by:
        _known_by.append(knows)


def teaches(teacher: User, learner: User) -> bool:
    return teacher.pk != learner.pk and any(knows(teacher, learner) for knows in _known_by)


def sees_progress(teacher: User, learner: User) -> bool:
    """Whether this teacher may be shown how a learner gets on: theirs, and with the learner's word."""
    return teaches(teacher, learner) and consent_given(learner, TEACHER_SEES_PROGRESS)
