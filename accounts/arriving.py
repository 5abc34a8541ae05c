"""Where somebody goes whose account has just begun: to what is asked first, else to the first page.

``accounts`` knows no other app; an app that has something to ask registers in its ``ready()``.
"""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import User

HOME = "home"
Page = Callable[[User], str]  # the name of a page, or empty: nothing to ask
_registered: dict[str, Page] = {}


def on_arriving(what: str, page: Page) -> None:
    """Ask ``page(user)`` where a new account goes first; ``what`` registered again replaces."""
    _registered[what] = page


def arrival(user: User) -> str:
    """The name of the page."""
    return next((name for page in _registered.values() if (name := page(user))), HOME)
