"""Reading what people agreed to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Consent, User
from accounts.purposes import PURPOSES, Purpose


@dataclass(frozen=True, slots=True)
class ConsentState:
    """A purpose as one learner sees it on the page of choices."""

    purpose: str
    title: str
    text: str
    title_ru: str
    text_ru: str
    given: bool
    given_at: datetime | None


def _newest(user: User, purpose: Purpose) -> Consent | None:
    newest = Consent.objects.filter(user=user, purpose=purpose.code).order_by("-pk").first()
    # An answer to an older text is an answer to another question.
    return newest if newest is not None and newest.version == purpose.version else None


def consent_given(user: User, purpose: str) -> bool:
    """Whether the newest answer to the present text is a yes."""
    newest = _newest(user, PURPOSES[purpose])
    return newest is not None and newest.given


def who_consented(users: Iterable[int], purpose: str) -> set[int]:
    """Of these users (ids) those whose newest answer to the present text is a yes, in one query."""
    text = PURPOSES[purpose]
    rows = Consent.objects.filter(user__in=users, purpose=purpose).order_by("pk")
    newest = {user: (given, version) for user, given, version in rows.values_list("user", "given", "version")}
    return {user for user, answer in newest.items() if answer == (True, text.version)}


def consents_for(user: User) -> list[ConsentState]:
    """Every purpose with this learner's answer."""
    states = []
    for purpose in PURPOSES.values():
        newest = _newest(user, purpose)
        given = newest is not None and newest.given
        states.append(
            ConsentState(
                purpose=purpose.code,
                title=purpose.title,
                text=purpose.text,
                title_ru=purpose.title_ru,
                text_ru=purpose.text_ru,
                given=given,
                given_at=newest.at if newest is not None and given else None,
            )
        )
    return states
