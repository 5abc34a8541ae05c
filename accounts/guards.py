"""Consents that somebody cannot give alone, such as a pupil whose guardian has not signed.

``accounts`` knows no other app; the apps that know about it register here in their ``ready()``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from accounts.models import User

Guard = Callable[[User], bool]
_guards: defaultdict[str, list[Guard]] = defaultdict(list)


class ConsentNotTheirs(Exception):
    """Somebody else has to agree first. Nothing was recorded."""


def require(purposes: Iterable[str], guard: Guard) -> None:
    """Let nobody give these consents of whom ``guard(user)`` is False; twice registered counts once."""
    for purpose in purposes:
        if guard not in _guards[purpose]:
            _guards[purpose].append(guard)


def may_give(user: User, purpose: str) -> bool:
    """Whether this is the user's own to give. Taking back is always."""
    return all(guard(user) for guard in _guards[purpose])
