"""A guest at the door of an account: what the session remembers, so that nothing of theirs is lost.

A guest is signed in, as somebody without a name. To sign in to an account they step aside, and their number
stays in the session: should they turn back, they are the guest again; should they come in, what they leave
comes along if they want it to (``joining.py``).
"""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest

from accounts.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
GUEST_LEFT = "guest_left"


def is_account(user: object) -> bool:
    """Whether this is somebody who signed up; a guest is not."""
    return isinstance(user, User) and not user.is_guest


def guest_step_aside(request: HttpRequest) -> None:
    """Sign a guest out and remember them; of anybody else nothing is remembered."""
    user = request.user
    guest = user.pk if isinstance(user, User) and user.is_guest else request.session.get(GUEST_LEFT)
    logout(request)
    if guest is not None:
        request.session[GUEST_LEFT] = guest


def guest_left(request: HttpRequest) -> User | None:
    """The guest who stepped aside in this browser, while they are one."""
    number = request.session.get(GUEST_LEFT)
    if number is None:
        return None
    return User.objects.filter(pk=number, is_guest=True, is_active=True).first()


def guest_forget(request: HttpRequest) -> None:
    request.session.pop(GUEST_LEFT, None)


def guest_return(request: HttpRequest) -> bool:
    """Make a visitor the guest again who stepped aside here; says whether there was one."""
    guest = guest_left(request)
    if guest is None or request.user.is_authenticated:
        return False
    login(request, guest, backend=BACKEND)
    guest_forget(request)
    return True
