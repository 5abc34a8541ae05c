"""A guest who turns out to have an account already: what they leave comes along, if they want it to.

``accounts`` knows no other app; each app that keeps something of a guest registers in its ``ready()``.
"""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import User

Move = Callable[[User, User], None]  # (guest, account): hand over what is the guest's
Count = Callable[[User], int]  # how many things the guest would lose
_registered: dict[str, tuple[Move, Count]] = {}


def on_joining(what: str, move: Move, count: Count) -> None:
    """Call ``move(guest, account)`` when a guest's things come along; ``what`` registered again replaces."""
    _registered[what] = (move, count)


def belongings_move(guest: User, account: User) -> None:
    for move, _ in _registered.values():
        move(guest, account)


def belongings_count(guest: User) -> int:
    return sum(count(guest) for _, count in _registered.values())
