"""When a pupil has to hold the button: by the setting of the class they sit in."""

from __future__ import annotations

from accounts.models import User
from classes.models import SchoolClass
from classes.selectors import lesson_for, memberships_of


def holds_to_talk(user: User) -> bool:
    hold = SchoolClass.Hold
    for membership in memberships_of(user):
        wanted = membership.school_class.hold
        if wanted == hold.ALWAYS or (wanted == hold.LESSON and lesson_for(membership) is not None):
            return True
    return False
