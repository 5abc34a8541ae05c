"""What happens when a consent is taken back. Each app registers in its ``ready()``.

``accounts`` knows no other app; the apps that keep something know this module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from accounts.models import User

Handler = Callable[[User], None]
_handlers: defaultdict[str, list[Handler]] = defaultdict(list)


def on_withdrawal(purpose: str, handler: Handler) -> None:
    """Call ``handler(user)`` after the user has taken this consent back; twice registered counts once."""
    if handler not in _handlers[purpose]:
        _handlers[purpose].append(handler)


def withdrawal_handlers(purpose: str) -> tuple[Handler, ...]:
    return tuple(_handlers[purpose])
