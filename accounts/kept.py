"""What accounts themselves keep of people, and the tables of Django and allauth that lead to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.desk_log import desk_log_erase, desk_log_export
from accounts.interface import here
from accounts.limits import person_keys
from accounts.models import (
    BrowserSession,
    Consent,
    Invite,
    LearnerProfile,
    Receipt,
    SignInLink,
    SignUp,
    User,
)
from accounts.privacy import Kept, keep, rows_of
from accounts.purposes import PURPOSES
from accounts.receipts import ACCOUNT, sessions_of

# Tables of other people's apps: what of a row is shown to whom it is about. Secrets and hashes are not.
SIGN_IN_TABLES: dict[str, tuple[str, ...]] = {
    "account.EmailAddress": ("email", "verified", "primary"),
    "account.EmailConfirmation": ("created", "sent"),
    "socialaccount.SocialAccount": ("provider", "uid", "last_login", "date_joined"),
    "socialaccount.SocialToken": ("expires_at",),
    "mfa.Authenticator": ("type", "created_at", "last_used_at"),
    "usersessions.UserSession": ("created_at", "last_seen_at", "ip", "user_agent"),
}


def register() -> None:
    keep(
        Kept(
            name=ACCOUNT,
            title=_("Your account and your choices"),
            how_long=_("as long as the account"),
            models=(
                User,
                LearnerProfile,
                Consent,
                Receipt,
                User.groups.through,
                User.user_permissions.through,
            ),
            export=account_export,
            erase=account_erase,
        )
    )
    keep(
        Kept(
            name="sign_in",
            title=_("Where you are signed in"),
            how_long=_("until they run out: links after ten minutes, sessions after 30 days at most"),
            models=(BrowserSession, SignInLink, SignUp, Invite, *_sign_in_models()),
            export=sign_in_export,
            erase=sign_in_erase,
            expire=sign_in_expire,
        )
    )
    keep(
        Kept(
            name="desk_log",
            title=_("Changes in the administration"),
            how_long=_("as long as the account"),
            models=(LogEntry,),
            export=desk_log_export,
            erase=desk_log_erase,
            first=True,
        )
    )


def _sign_in_models() -> tuple[type[Model], ...]:
    """Those of the tables above that are installed."""
    return tuple(
        apps.get_model(label) for label in SIGN_IN_TABLES if label.partition(".")[0] in apps.app_configs
    )


# ------------------------------------------------------------------ the account


def account_export(user: User) -> Mapping[str, object]:
    profile = LearnerProfile.objects.filter(user=user).first()
    return {
        "name": user.get_full_name() or user.username,
        "username": user.username,
        "e_mail": user.email,
        "guest": user.is_guest,
        "joined": user.date_joined,
        "last_sign_in": user.last_login,
        "groups": [group.name for group in user.groups.all()],
        "how_you_learn": _columns(profile, ("id", "user")) if profile else {},
        "what_you_agreed_to": [
            {
                "question": here(PURPOSES[each.purpose]).title if each.purpose in PURPOSES else each.purpose,
                "answer": "yes" if each.given else "no",
                "version_of_the_text": each.version,
                "when": each.at,
            }
            for each in Consent.objects.filter(user=user).order_by("pk")
        ],
        "receipts": [
            {"number": each.number, "kind": each.kind, "asked": each.asked_at, "done": each.done_at}
            for each in Receipt.objects.filter(user=user)
        ],
    }


def account_erase(user: User) -> int:
    """Everything that hangs on the account; the account goes with its receipt."""
    gone = 0
    for model in (LearnerProfile, Consent, User.groups.through, User.user_permissions.through):
        gone += rows_of(model, user).delete()[0]
    cache.delete_many(person_keys(user.pk))
    return gone


# ------------------------------------------------------------------ signing in


def sign_in_export(user: User) -> Mapping[str, object]:
    found: dict[str, object] = {
        "browsers": [
            {"browser": each.browser, "since": each.began_at, "seen": each.seen_at, "ends": each.expire_date}
            for each in sessions_of(user)
        ],
        "sign_ups": [{"when": each.at} for each in rows_of(SignUp, user)],
        "invitations_made": [{"good_until": each.expires_at} for each in rows_of(Invite, user)],
        "links": [
            {"good_until": link.expires_at, "used": link.used_at} for link in rows_of(SignInLink, user)
        ],
    }
    for model in _sign_in_models():
        names = [name for name in SIGN_IN_TABLES[model._meta.label] if _has(model, name)]
        rows = [_plain({name: getattr(row, name) for name in names}) for row in rows_of(model, user)]
        if rows:
            found[str(model._meta.verbose_name_plural).replace(" ", "_")] = rows
    return found


def sign_in_erase(user: User) -> int:
    sessions = sessions_of(user)
    for session in sessions:
        session.delete()
    gone = len(sessions)
    tables: tuple[type[Model], ...] = (*reversed(_sign_in_models()), SignInLink, SignUp)
    for model in tables:
        gone += rows_of(model, user).delete()[0]
    # Who was invited may still come, and no longer sees by whom.
    return gone + rows_of(Invite, user).update(made_by=None)


def sign_in_expire() -> int:
    """Sessions and links that let nobody in any more."""
    now = timezone.now()
    sessions, _ = BrowserSession.objects.filter(expire_date__lt=now).delete()
    links, _ = SignInLink.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
    return sessions + links


def _has(model: type[Model], name: str) -> bool:
    return any(column.name == name for column in model._meta.get_fields())


def _columns(row: Model, without: tuple[str, ...]) -> dict[str, object]:
    return {
        column.name: getattr(row, column.attname)
        for column in row._meta.concrete_fields
        if column.name not in without
    }


def _plain(row: dict[str, Any]) -> dict[str, object]:
    """Values that JSON knows; times are written by the encoder."""
    return {
        name: value
        if isinstance(value, bool | int | float | str | None) or hasattr(value, "isoformat")
        else str(value)
        for name, value in row.items()
    }
