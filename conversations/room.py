"""Where a talk takes place: in a room full of voices the microphone hears only while a button is held.

``conversations`` knows nothing of classes; whoever does registers a rule in its ``ready()``.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from accounts.models import User

Rule = Callable[[User], bool]
_rules: list[Rule] = []


def hold_where(rule: Rule) -> None:
    """Hold to talk where ``rule(user)`` says so; twice registered counts once."""
    if rule not in _rules:
        _rules.append(rule)


def holds_to_talk(user: User) -> bool:
    """Whether this learner has to hold the button: the whole server is a class's, or a rule says so."""
    return bool(settings.CLASS_MODE) or any(rule(user) for rule in _rules)
