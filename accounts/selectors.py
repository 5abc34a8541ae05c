"""Reading what people agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Consent, User
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


def consents_for(user: User) -> list[ConsentState]:
    """Every purpose that something here asks for, with this learner's answer; and those they said yes to."""
    used = purposes_used()
    states = []
    for purpose in PURPOSES.values():
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


def consents_of(user: User) -> list[Consent]:
    """Every answer that was ever given, the newest first."""
    return list(Consent.objects.filter(user=user).order_by("-pk"))
