"""Reading what people agreed to, and by which address they are known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils import timezone

from accounts.interface import here
from accounts.models import BrowserSession, Consent, User
from accounts.privacy import purposes_used
from accounts.purposes import PURPOSES, Purpose


@dataclass(frozen=True, slots=True)
class ConsentState:
    """A purpose as one learner sees it on the page of privacy."""

    purpose: str
    version: int  # of the text below: an answer names it
    title: str
    text: str
    title_ru: str
    text_ru: str
    given: bool
    given_at: datetime | None
    changed_since: datetime | None  # when they agreed to an older text, and have to be asked again


def _newest(user: User, purpose: Purpose) -> Consent | None:
    newest: Consent | None = Consent.objects.filter(user=user, purpose=purpose.code).order_by("-pk").first()
    return newest


def _counts(consent: Consent | None, purpose: Purpose) -> bool:
    """An answer to an older text is an answer to another question."""
    return consent is not None and consent.given and consent.version == purpose.version


def consent_given(user: User, purpose: str) -> bool:
    """Whether the newest answer to the present text is a yes."""
    text = PURPOSES[purpose]
    return _counts(_newest(user, text), text)


def who_consented(users: Iterable[int], purpose: str) -> set[int]:
    """Of these users (ids) those whose newest answer to the present text is a yes, in one query."""
    text = PURPOSES[purpose]
    rows = Consent.objects.filter(user__in=users, purpose=purpose).order_by("pk")
    newest = {user: (given, version) for user, given, version in rows.values_list("user", "given", "version")}
    return {user for user, answer in newest.items() if answer == (True, text.version)}


def consents_for(user: User) -> list[ConsentState]:
    """Every purpose that something here asks them for, with their answer; and those they said yes to."""
    used = purposes_used(user)
    states = []
    for purpose in map(here, PURPOSES.values()):
        newest = _newest(user, purpose)
        if purpose.code not in used and not (newest and newest.given):
            continue
        given = _counts(newest, purpose)
        states.append(
            ConsentState(
                purpose=purpose.code,
                version=purpose.version,
                title=purpose.title,
                text=purpose.text,
                title_ru=purpose.title_ru,
                text_ru=purpose.text_ru,
                given=given,
                given_at=newest.at if newest is not None and given else None,
                changed_since=newest.at if newest is not None and newest.given and not given else None,
            )
        )
    return states


def address_taken(email: str, but: User | None = None) -> bool:
    """Whether somebody else has this address, confirmed or given by whoever runs the server."""
    others = User.objects.filter(is_guest=False)
    if but is not None:
        others = others.exclude(pk=but.pk)
    owners = Q(email__iexact=email) | Q(emailaddress__email=email.lower(), emailaddress__verified=True)
    return others.filter(owners).exists()


def address_awaited(user: User) -> str:
    """The address that a guest wrote and has not confirmed yet; empty without one."""
    found = EmailAddress.objects.filter(user=user, verified=False).order_by("-pk").first()
    return found.email if found is not None and user.is_guest else ""


def name_of(user: User) -> str:
    """How somebody is called on pages and in mails: their own word for it, else their address."""
    return user.first_name or user.email or user.username


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody is signed in."""

    mark: str
    name: str
    began_at: datetime | None
    seen_at: datetime | None
    is_this: bool


def browsers_of(user: User, this: str) -> list[Browser]:
    """Where ``user`` is signed in: the browser with the session key ``this``, then by the last visit."""
    sessions = BrowserSession.objects.filter(user=user, expire_date__gt=timezone.now())
    found = [
        Browser(
            mark=session_mark(session.session_key),
            name=session.browser,
            began_at=session.began_at,
            seen_at=session.seen_at,
            is_this=session.session_key == this,
        )
        for session in sessions
    ]
    return sorted(found, key=lambda browser: (not browser.is_this, -_seconds(browser.seen_at)))


def session_mark(key: str) -> str:
    """A session's key opens it, so no page holds the key; this tells sessions apart."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def consents_of(user: User) -> list[Consent]:
    """Every answer that was ever given, the newest first."""
    return list(Consent.objects.filter(user=user).order_by("-pk"))
