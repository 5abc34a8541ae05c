"""People: who they are, how they learn, what they agreed to, and receipts for what was deleted."""

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

from accounts.sign_in_models import BrowserSession as BrowserSession
from accounts.sign_in_models import Invite as Invite
from accounts.sign_in_models import SignInLink as SignInLink
from accounts.sign_in_models import SignUp as SignUp

LEAST_PAUSE_MS, MOST_PAUSE_MS = 400, 6000
MOST_NAME, MOST_OWN = 40, 200  # characters: what one is called; interests and goals in one's own words


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


class LevelFound(models.TextChoices):
    """How a level came to be known. None of them is a mark."""

    UNASKED = "", _("where everybody begins")
    CHOSEN = "chosen", _("chosen by you")
    PROBABLE = "probable", _("probably, from our first conversation")
    EVIDENCE = "evidence", _("from your talks, and you agreed")


class Pace(models.TextChoices):
    """How fast the buddy speaks, beside its own manner."""

    SLOW = "slow", _("slowly")
    CALM = "calm", _("a little slower")
    NORMAL = "normal", _("as people speak")


class WishedVoice(models.TextChoices):
    """Whose voice speaks, where a device was not told otherwise."""

    FITTING = "", _("whichever fits the person better")
    SERVER = "server", _("the server’s")
    DEVICE = "device", _("my device’s")


class Strictness(models.TextChoices):
    """When mistakes are spoken of."""

    GENTLE = "gentle", _("only afterwards, on the review")
    NORMAL = "normal", _("now and then in the talk")
    MORE = "more", _("in the talk, and all of them on the review")


class LearnerProfile(models.Model):
    """How somebody learns. Made on first use (``services.profile_of``)."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="profile", verbose_name=_("person")
    )
    level = models.CharField(_("level"), max_length=2, choices=Level.choices, default=Level.B1)
    level_found = models.CharField(
        _("how the level was found"), max_length=8, choices=LevelFound.choices, blank=True, default=""
    )
    level_found_at = models.DateTimeField(_("when the level was found"), null=True, blank=True)
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
    subtitles_own = models.BooleanField(
        _("subtitles in the first language, too"),
        default=False,
        help_text=_("Under each line its translation, where there is one"),
    )
    interface_language = models.CharField(
        _("language of the pages"),
        max_length=8,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Empty: as the browser asks"),
    )
    goals = models.JSONField(_("goals"), default=list, blank=True, help_text=_("codes of accounts/wishes.py"))
    goals_own = models.CharField(_("goals in their own words"), max_length=MOST_OWN, blank=True)
    interests = models.JSONField(
        _("interests"), default=list, blank=True, help_text=_("codes of accounts/wishes.py")
    )
    interests_own = models.CharField(_("interests in their own words"), max_length=MOST_OWN, blank=True)
    pace = models.CharField(_("pace"), max_length=6, choices=Pace.choices, default=Pace.NORMAL)
    voice = models.CharField(_("voice"), max_length=6, choices=WishedVoice.choices, blank=True, default="")
    strictness = models.CharField(
        _("strictness"), max_length=6, choices=Strictness.choices, default=Strictness.NORMAL
    )
    remembers = models.BooleanField(
        _("remembers"),
        default=True,
        help_text=_("What is told in talks may be kept in mind for later ones"),
    )
    told_at = models.DateTimeField(
        _("when told"), null=True, blank=True, help_text=_("when the name and wishes were told last")
    )

    class Meta:
        verbose_name = _("how somebody learns")
        verbose_name_plural = _("how you learn")
        constraints = [
            models.CheckConstraint(
                condition=Q(pause_ms__isnull=True) | Q(pause_ms__range=(LEAST_PAUSE_MS, MOST_PAUSE_MS)),
                name="accounts_profile_pause_bounded",
            )
        ]

    def __str__(self) -> str:
        return f"profile of user {self.user_id}"


class AddOnly(models.QuerySet[Any]):
    """Rows that prove something: they are added, and go only together with the person."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("These rows are only added, never changed.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise TypeError("These rows are only added, never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("These rows go only together with the person.")


class Consent(models.Model):
    """One answer to one question about privacy. Rows are only ever added; the newest counts."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="consents", verbose_name=_("person")
    )
    purpose = models.CharField(_("purpose"), max_length=32)
    given = models.BooleanField(_("given"))
    version = models.PositiveSmallIntegerField(_("version"), help_text=_("of the text that was shown"))
    at = models.DateTimeField(_("answered"), default=timezone.now)

    objects = AddOnly.as_manager()

    class Meta:
        verbose_name = _("answer about privacy")
        verbose_name_plural = _("answers about privacy")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "purpose", "-id"], name="accounts_consent_newest")]

    def __str__(self) -> str:
        return f"{self.purpose}: {'given' if self.given else 'not given'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What somebody answered is never rewritten; a new answer is a new row."""
        if not self._state.adding:
            raise TypeError("Consents are only added, never changed.")
        super().save(*args, **kwargs)


class Receipt(models.Model):
    """That something was deleted: what was asked when, and how much went when.

    It is written when somebody asks and completed once, when it is done; what is not complete is seen to
    again (``receipts.receipts_finish``). After an account was erased nothing in it leads to a person.
    """

    class Kind(models.TextChoices):
        ERASED = "erased", _("everything erased")
        WITHDRAWN = "withdrawn", _("taken back")

    number = models.CharField(
        _("number"), max_length=24, unique=True, help_text=_("random; says nothing about anybody")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    purpose = models.CharField(
        _("purpose"), max_length=32, blank=True, help_text=_("the consent that was taken back")
    )
    user = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="receipts",
        verbose_name=_("person"),
    )
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    counts = models.JSONField(
        _("how much"), default=dict, blank=True, help_text=_("how much went, by what was kept")
    )

    objects = AddOnly.as_manager()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["done_at", "asked_at"], name="accounts_receipt_open")]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Completing it is ``receipts.receipt_complete``'s affair."""
        if not self._state.adding:
            raise TypeError("Receipts are only added, never changed.")
        super().save(*args, **kwargs)
