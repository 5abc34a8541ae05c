"""Invitations: links by which people may sign up on a server that is not open to everybody."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invite, User

DAYS, MOST_DAYS = 14, 365
MOST_USES = 500


class InviteProblem(Exception):
    """An invitation that lets nobody in; ``code`` says why."""

    code = "unknown"


class InviteUnknown(InviteProblem):
    code = "unknown"


class InviteExpired(InviteProblem):
    code = "expired"


class InviteUsed(InviteProblem):
    code = "used"


def invite_create(*, made_by: User | None, uses: int = 1, days: int = DAYS) -> tuple[Invite, str]:
    """A new invitation and its path, which is told once: only its hash is kept."""
    if not 1 <= uses <= MOST_USES:
        raise ValueError(f"Write a number of people from 1 to {MOST_USES}.")
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"Write a number of days from 1 to {MOST_DAYS}.")
    token = secrets.token_urlsafe(24)
    invite = Invite.objects.create(
        token_hash=_hash(token),
        made_by=made_by,
        most_uses=uses,
        expires_at=timezone.now() + timedelta(days=days),
    )
    return invite, reverse("invited", args=[token])


def invite_of(token: str) -> Invite:
    """The invitation that is still good; raises an InviteProblem."""
    invite = Invite.objects.filter(token_hash=_hash(token)).first()
    if invite is None:
        raise InviteUnknown
    return invite_good(invite)


def invite_good(invite: Invite) -> Invite:
    if invite.uses >= invite.most_uses:
        raise InviteUsed
    if invite.expires_at <= timezone.now():
        raise InviteExpired
    return invite


def invite_use(invite: Invite) -> None:
    """One more account came by it. The conditional update counts right for two at once.

    Its time does not matter any more: whoever signed up in time may confirm a little later.
    """
    if not Invite.objects.filter(pk=invite.pk, uses__lt=F("most_uses")).update(uses=F("uses") + 1):
        raise InviteUsed


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
