"""Who teaches whom: the app that knows classes tells it here, in its ``ready()``. Until then nobody does."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import User

Knows = Callable[[User, User], bool]  # (teacher, learner)
_known_by: list[Knows] = []


def teaching_told_by(knows: Knows) -> None:
    """Ask ``knows(teacher, learner)`` from now on; twice registered counts once."""
    if knows not in _known_by:
        _known_by.append(knows)


def teaches(teacher: User, learner: User) -> bool:
    return teacher.pk != learner.pk and any(knows(teacher, learner) for knows in _known_by)
