"""Everything that changes accounts."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.guards import ConsentNotTheirs, may_give
from accounts.interface import SESSION_KEY as LANGUAGE_KEY
from accounts.interface import language_known
from accounts.joining import belongings_move
from accounts.models import (
    LEAST_PAUSE_MS,
    MOST_PAUSE_MS,
    BrowserSession,
    Consent,
    LearnerProfile,
    Level,
    Receipt,
    SignInLink,
    User,
)
from accounts.purposes import PURPOSES
from accounts.receipts import receipt_carry_out, user_erase, withdrawal_begin
from accounts.selectors import consent_given, session_mark
from accounts.wishes import TOLD

DEMO_LEARNER, DEMO_TEACHER = "demo-learner", "demo-teacher"
TEACHERS = "Teachers"
INVITING = ("view_invite", "add_invite", "delete_invite")


class SignInLinkProblem(Exception):
    """A sign-in link that signs nobody in; ``code`` says why."""

    code = "unknown"


class SignInLinkUnknown(SignInLinkProblem):
    code = "unknown"


class SignInLinkUsed(SignInLinkProblem):
    code = "used"


class SignInLinkExpired(SignInLinkProblem):
    code = "expired"


class SignInLinkNotLocal(SignInLinkProblem):
    """The link was opened from another computer than the server's own."""

    code = "not_local"


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in_link_create(user: User, minutes: int = 10) -> str:
    """The path of a new link that signs ``user`` in once, within ``minutes``."""
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    SignInLink.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
    SignInLink.objects.create(
        token_hash=_token_hash(token), user=user, expires_at=now + timedelta(minutes=minutes)
    )
    return reverse("sign-in-link", args=[token])


def sign_in_link_use(token: str, remote_addr: str) -> User:
    """Use a link up and give its user; raises a SignInLinkProblem.

    The conditional update is what makes it one-time: of two requests at once, one changes the row.
    """
    if not _is_loopback(remote_addr):
        raise SignInLinkNotLocal
    now = timezone.now()
    unused = SignInLink.objects.filter(
        token_hash=_token_hash(token), used_at__isnull=True, expires_at__gt=now, user__is_active=True
    )
    if unused.update(used_at=now) == 1:
        return SignInLink.objects.select_related("user").get(token_hash=_token_hash(token)).user
    link = SignInLink.objects.filter(token_hash=_token_hash(token)).first()
    if link is None or (link.used_at is None and link.expires_at > now):
        raise SignInLinkUnknown
    if link.used_at is not None:
        raise SignInLinkUsed
    raise SignInLinkExpired


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


class ConsentStale(Exception):
    """The answer was to a text that has changed since: ask again."""


def consent_set(user: User, purpose: str, given: bool, version: int | None = None) -> Receipt | None:
    """Record an answer where it changes something; gives the receipt of a consent that was taken back.

    ``version`` names the text that was shown; a yes to another one than today's raises ConsentStale, and one
    that somebody else has to give first raises ConsentNotTheirs. The answer is committed before its
    consequences: should one fail, the withdrawal stands, and what is left goes by the clock.
    """
    text = PURPOSES[purpose]
    if given and version is not None and version != text.version:
        raise ConsentStale
    if given and not may_give(user, purpose):
        raise ConsentNotTheirs
    with transaction.atomic():
        newest = Consent.objects.filter(user=user, purpose=purpose).order_by("-pk").first()
        if given == consent_given(user, purpose) and not (newest and newest.given and not given):
            return None
        Consent.objects.create(user=user, purpose=purpose, given=given, version=text.version)
        receipt = None if given else withdrawal_begin(user, purpose)
    if receipt is not None:
        receipt_carry_out(receipt)
    return receipt


def profile_of(user: User) -> LearnerProfile:
    """The learner's profile, made on first use."""
    profile, _ = LearnerProfile.objects.get_or_create(user=user)
    profile.user = user  # the name is there
    return profile


def wishes_keep(user: User, wishes: Mapping[str, Any]) -> None:
    """Keep what somebody told of themselves: ``first_name``, and fields of the profile (``wishes.TOLD``)."""
    profile = profile_of(user)
    if "first_name" in wishes:
        first_name_set(user, wishes["first_name"])
    told = [name for name in TOLD if name in wishes]
    for name in told:
        setattr(profile, name, wishes[name])
    profile.told_at = timezone.now()
    profile.save(update_fields=[*told, "told_at"])


def language_choose(user: User, language: str) -> None:
    """Remember the interface's language for this account, on every computer."""
    profile = profile_of(user)
    profile.interface_language = language
    profile.save(update_fields=["interface_language"])


def language_remember(request: HttpRequest, user: User, **_: Any) -> None:
    """On signing in: the session knows what the account chose, so that no page has to ask for it."""
    chosen = LearnerProfile.objects.filter(user=user).values_list("interface_language", flat=True).first()
    if chosen and language_known(chosen):
        request.session[LANGUAGE_KEY] = chosen
    else:
        request.session.pop(LANGUAGE_KEY, None)


def pause_learned(user: User, pause_ms: int) -> None:
    """Remember the pause this learner needs inside a sentence, within the bounds of the profile.

    A pause that the learner set stays as it is.
    """
    bounded = min(max(pause_ms, LEAST_PAUSE_MS), MOST_PAUSE_MS)
    LearnerProfile.objects.filter(user=user, pause_chosen=False).update(pause_ms=bounded)


def guest_create(level: str) -> User:
    """Somebody who came without signing up; ``level`` (CEFR) is that of the topic they chose."""
    guest = User.objects.create_user(username=f"guest-{secrets.token_hex(5)}", is_guest=True)
    LearnerProfile.objects.create(user=guest, level=level)
    return guest


def pupil_create(name: str) -> User:
    """Somebody who signs in with a class's code: without e-mail, without password."""
    return User.objects.create_user(username=f"pupil-{secrets.token_hex(6)}", first_name=name)


def first_name_set(user: User, name: str) -> None:
    """What somebody is called, on pages, in mails and in talks."""
    user.first_name = name
    User.objects.filter(pk=user.pk).update(first_name=name)


def sessions_end(user: User, keep: str = "") -> int:
    """Sign ``user`` out in every browser but the one with the session key ``keep``; gives how many."""
    sessions = BrowserSession.objects.filter(user=user, expire_date__gt=timezone.now()).exclude(pk=keep)
    ended, _ = sessions.delete()
    return ended


def session_end(user: User, mark: str) -> bool:
    """Sign ``user`` out in the browser with this mark (``selectors.browsers_of``); says if it was there."""
    for session in BrowserSession.objects.filter(user=user):
        if session_mark(session.session_key) == mark:
            session.delete()
            return True
    return False


def person_deactivate(user: User) -> None:
    """Close an account without deleting anything: nobody is in it any more, and nobody comes in."""
    User.objects.filter(pk=user.pk).update(is_active=False)
    sessions_end(user)


def guest_join(guest: User, account: User) -> None:
    """Hand a guest's talks over to the account that is the same person's, and forget the guest.

    The account's own answers about privacy stand: nothing is kept that it has not agreed to.
    """
    with transaction.atomic():
        belongings_move(guest, account)
    user_delete(guest)


def user_delete(user: User) -> Receipt:
    """Delete an account with everything of it; gives the receipt."""
    return user_erase(user)


@transaction.atomic
def demo_users_ensure() -> tuple[User, User]:
    """The demo learner (B1) and the demo teacher (curates topics). Neither has a password."""
    learner = _user_ensure(DEMO_LEARNER, staff=False)
    LearnerProfile.objects.get_or_create(user=learner, defaults={"level": Level.B1})
    teacher = _user_ensure(DEMO_TEACHER, staff=True)
    teacher.groups.add(teachers_group_ensure())
    return learner, teacher


def teachers_group_ensure() -> Group:
    """The group that may see and change topics, whatever models the topics have by now, invite people, and
    have classes."""
    group, _ = Group.objects.get_or_create(name=TEACHERS)
    topics = Q(content_type__app_label="topics")
    changing = Q(codename__startswith="view_") | Q(codename__startswith="change_")
    inviting = Q(content_type__app_label="accounts", codename__in=INVITING)
    teaching = Q(content_type__app_label="classes", codename="teach")
    group.permissions.set(Permission.objects.filter((topics & changing) | inviting | teaching))
    return group


def _user_ensure(username: str, *, staff: bool) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User.objects.create_user(username=username)
        user.is_staff = staff
        user.save(update_fields=["is_staff"])
    return user
