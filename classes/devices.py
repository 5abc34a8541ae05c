"""What a shared device remembers between two pupils: the class, who signed in on it, and a name of its own
by which tries are counted. Signed, so that nobody can ask for the names of other pupils with it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse

from classes.models import Membership, SchoolClass

COOKIE = "im4talkin_class"
SALT = "classes.device"
KEPT_SECONDS = 200 * 24 * 60 * 60  # a school year
MOST_PUPILS = 12


@dataclass(frozen=True, slots=True)
class Device:
    id: str = ""
    class_id: int = 0
    pupils: tuple[int, ...] = field(default=())  # memberships, the last who signed in first

    @classmethod
    def of(cls, request: HttpRequest) -> Device:
        """What the cookie says; one that was tampered with says nothing."""
        try:
            data: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT_SECONDS)
            return cls(str(data["id"]), int(data["class"]), tuple(int(one) for one in data["pupils"]))
        except (signing.BadSignature, KeyError, TypeError, ValueError):
            return cls()

    def class_known(self) -> SchoolClass | None:
        return SchoolClass.objects.filter(pk=self.class_id).first() if self.class_id else None

    def names(self, school_class: SchoolClass) -> list[str]:
        """Nicknames that signed in on this device, if they are still in this class."""
        if school_class.pk != self.class_id:
            return []
        here = Membership.objects.filter(
            pk__in=self.pupils, school_class=school_class, left_at__isnull=True
        ).in_bulk()
        return [here[one].nickname for one in self.pupils if one in here]

    def named(self) -> Device:
        return self if self.id else replace(self, id=secrets.token_urlsafe(9))

    def remember(self, school_class: SchoolClass, membership: Membership | None = None) -> Device:
        pupils = self.pupils if school_class.pk == self.class_id else ()
        if membership is not None:
            pupils = (membership.pk, *(one for one in pupils if one != membership.pk))[:MOST_PUPILS]
        return replace(self.named(), class_id=school_class.pk, pupils=pupils)

    def without_pupils(self) -> Device:
        """On "forget us on this device": the name by which tries are counted stays."""
        return replace(self.named(), class_id=0, pupils=())

    def keep(self, response: HttpResponse) -> None:
        data = {"id": self.id, "class": self.class_id, "pupils": list(self.pupils)}
        response.set_cookie(
            COOKIE,
            signing.dumps(data, salt=SALT),
            max_age=KEPT_SECONDS,
            httponly=True,
            samesite="Lax",
        )
