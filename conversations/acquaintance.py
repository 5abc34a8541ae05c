"""What the buddy may say of the learner in a new talk.

Whoever remembers learners registers here in ``ready()``; with nobody registered the buddy knows nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from accounts.models import User
from topics.models import Topic

About = Mapping[str, str]  # TalkState.about: name, interest, interest_ru; each may be said aloud as it stands
Rememberer = Callable[[User, Topic], About]

_rememberers: list[Rememberer] = []


def remembers(rememberer: Rememberer) -> None:
    """Ask ``rememberer(user, topic)`` when a talk begins; twice registered counts once."""
    if rememberer not in _rememberers:
        _rememberers.append(rememberer)


def about(user: User, topic: Topic) -> dict[str, str]:
    """All that is known, of whoever registered last where two know the same."""
    return {name: text for rememberer in _rememberers for name, text in rememberer(user, topic).items()}
