"""What every page may show of classes, so that no page has to ask for it: read only where it is used."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from classes.devices import Device
from classes.duties import classes_for
from classes.selectors import may_teach, memberships_of


def classes(request: HttpRequest) -> dict[str, Any]:
    """``in_class`` and ``my_classes`` of a pupil, ``teaches`` of a teacher, and ``known_class`` of a device
    on which nobody is signed in."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"known_class": SimpleLazyObject(lambda: Device.of(request).class_known() or "")}
    return {
        "in_class": SimpleLazyObject(lambda: memberships_of(user).exists()),
        "my_classes": SimpleLazyObject(lambda: classes_for(user)),
        "teaches": SimpleLazyObject(lambda: may_teach(user)),
    }
