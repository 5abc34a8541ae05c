"""How people come in: links, invitations, sign-ups that wait for a mail, and the browsers they are in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SignInLink(models.Model):
    """A link that signs one person in once. Only the hash of its secret is kept."""

    token_hash = models.CharField(_("hash"), max_length=64, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="sign_in_links",
        verbose_name=_("person"),
    )
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("link to sign in")
        verbose_name_plural = _("links to sign in")

    def __str__(self) -> str:
        return f"link {self.pk} for user {self.user_id}"


class Invite(models.Model):
    """A link by which people may sign up where not everybody may. Only the hash of its secret is kept."""

    token_hash = models.CharField(_("hash"), max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invites_made",
        editable=False,
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    most_uses = models.PositiveIntegerField(_("for how many"), default=1, validators=[MinValueValidator(1)])
    uses = models.PositiveIntegerField(_("used by"), default=0, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("invitation"), _("invitations")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(uses__lte=models.F("most_uses")), name="accounts_invite_not_overused"
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class SignUp(models.Model):
    """Somebody who signed up and has not confirmed the address yet. Goes when the account is theirs."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_up", verbose_name=_("person")
    )
    invite = models.ForeignKey(
        Invite, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("invitation")
    )
    at = models.DateTimeField(_("signed up"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("sign-up"), _("sign-ups")

    def __str__(self) -> str:
        return f"sign-up of user {self.user_id}"


class BrowserSession(AbstractBaseSession):
    """A session that knows whose it is. No network address is kept, and of the browser its kind only."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="browser_sessions",
        verbose_name=_("person"),
    )
    browser = models.CharField(
        _("browser"), max_length=60, blank=True, help_text=_("such as Firefox on Windows")
    )
    began_at = models.DateTimeField(_("began"), null=True)
    seen_at = models.DateTimeField(_("last seen"), null=True, help_text=_("to some minutes"))

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = _("browser signed in")  # type: ignore[assignment]  # lazy, as Django takes it
        verbose_name_plural = _("browsers signed in")  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"session of user {self.user_id}"

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        from accounts.session_store import SessionStore

        return SessionStore
