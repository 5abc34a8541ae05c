"""People: who they are, how they learn, and what they agreed to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LEAST_PAUSE_MS, MOST_PAUSE_MS = 400, 6000


class User(AbstractUser):
    """A learner, a teacher or an operator. An e-mail address is optional: pupils have none."""

    is_guest = models.BooleanField(
        _("guest"), default=False, help_text=_("Came without signing up; keeps nothing for long")
    )

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="accounts_user_email_once",
                violation_error_message=_("Another account has this e-mail address."),
            )
        ]


class Level(models.TextChoices):
    """The levels of the Common European Framework."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"


class LearnerProfile(models.Model):
    """How somebody learns. Made on first use (``services.profile_of``)."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="profile", verbose_name=_("person")
    )
    level = models.CharField(_("level"), max_length=2, choices=Level.choices, default=Level.B1)
    native_language = models.CharField(
        _("first language"), max_length=8, default="ru", help_text=_("ISO 639-1 code, such as ru")
    )
    pause_ms = models.PositiveIntegerField(
        _("pause, ms"),
        null=True,
        blank=True,
        validators=[MinValueValidator(LEAST_PAUSE_MS), MaxValueValidator(MOST_PAUSE_MS)],
        help_text=_("The learner's own pause inside a sentence, learned over talks; empty until known"),
    )
    pause_chosen = models.BooleanField(
        _("pause set by hand"),
        default=False,
        help_text=_("The learner set the pause: talks do not change it any more"),
    )
    no_hurry = models.BooleanField(
        _("no hurry"),
        default=False,
        help_text=_("Silence is only waited for: no word of patience, no turn taken over"),
    )
    subtitles = models.BooleanField(_("subtitles"), default=True)
    interface_language = models.CharField(
        _("language of the pages"),
        max_length=8,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Empty: as the browser asks"),
    )

    class Meta:
        verbose_name, verbose_name_plural = _("profile"), _("profiles")
        constraints = [
            models.CheckConstraint(
                condition=Q(pause_ms__isnull=True) | Q(pause_ms__range=(LEAST_PAUSE_MS, MOST_PAUSE_MS)),
                name="accounts_profile_pause_bounded",
            )
        ]

    def __str__(self) -> str:
        return f"profile of user {self.user_id}"


class Consent(models.Model):
    """One answer to one question about privacy. Rows are only ever added; the newest counts."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="consents", verbose_name=_("person")
    )
    purpose = models.CharField(_("purpose"), max_length=32)
    given = models.BooleanField(_("given"))
    version = models.PositiveSmallIntegerField(_("version"), help_text=_("of the text that was shown"))
    at = models.DateTimeField(_("answered"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("consent"), _("consents")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "purpose", "-id"], name="accounts_consent_newest")]

    def __str__(self) -> str:
        return f"{self.purpose}: {'given' if self.given else 'not given'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What somebody answered is never rewritten; a new answer is a new row."""
        if not self._state.adding:
            raise TypeError("Consents are only added, never changed.")
        super().save(*args, **kwargs)


class SignInLink(models.Model):
    """A link that signs one person in once. Only the hash of its secret is kept."""

    token_hash = models.CharField(_("hash"), max_length=64, unique=True)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="sign_in_links", verbose_name=_("person")
    )
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("sign-in link"), _("sign-in links")

    def __str__(self) -> str:
        return f"link {self.pk} for user {self.user_id}"
