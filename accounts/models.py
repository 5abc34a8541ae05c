"""People: who they are, how they learn, what they agreed to, and receipts for what was deleted."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LEAST_PAUSE_MS, MOST_PAUSE_MS = 400, 6000
MOST_NAME, MOST_OWN = 40, 200  # characters: what one is called; interests and goals in one's own words


class User(AbstractUser):
    """A learner, a teacher or an operator. An e-mail address is optional: pupils have none."""

    is_guest = models.BooleanField(default=False, help_text="Came without signing up; keeps nothing for long")

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="accounts_user_email_once",
                violation_error_message="Another account has this e-mail address.",
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

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    level = models.CharField(max_length=2, choices=Level.choices, default=Level.B1)
    level_found = models.CharField(max_length=8, choices=LevelFound.choices, blank=True, default="")
    level_found_at = models.DateTimeField(null=True, blank=True)
    native_language = models.CharField(max_length=8, default="ru", help_text="ISO 639-1 code, such as ru")
    pause_ms = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(LEAST_PAUSE_MS), MaxValueValidator(MOST_PAUSE_MS)],
        help_text="The learner's own pause inside a sentence, learned over talks; empty until known",
    )
    pause_chosen = models.BooleanField(
        default=False, help_text="The learner set the pause: talks do not change it any more"
    )
    no_hurry = models.BooleanField(
        default=False, help_text="Silence is only waited for: no word of patience, no turn taken over"
    )
    subtitles = models.BooleanField(default=True)
    goals = models.JSONField(default=list, blank=True, help_text="codes of accounts/wishes.py")
    goals_own = models.CharField(max_length=MOST_OWN, blank=True)
    interests = models.JSONField(default=list, blank=True, help_text="codes of accounts/wishes.py")
    interests_own = models.CharField(max_length=MOST_OWN, blank=True)
    pace = models.CharField(max_length=6, choices=Pace.choices, default=Pace.NORMAL)
    voice = models.CharField(max_length=6, choices=WishedVoice.choices, blank=True, default="")
    strictness = models.CharField(max_length=6, choices=Strictness.choices, default=Strictness.NORMAL)
    remembers = models.BooleanField(
        default=True, help_text="What is told in talks may be kept in mind for later ones"
    )
    told_at = models.DateTimeField(null=True, blank=True, help_text="when the name and wishes were told last")

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

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=32)
    given = models.BooleanField()
    version = models.PositiveSmallIntegerField(help_text="of the text that was shown")
    at = models.DateTimeField(default=timezone.now)

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
        ERASED = "erased"
        WITHDRAWN = "withdrawn"

    number = models.CharField(max_length=24, unique=True, help_text="random; says nothing about anybody")
    kind = models.CharField(max_length=10, choices=Kind)
    purpose = models.CharField(max_length=32, blank=True, help_text="the consent that was taken back")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="receipts")
    asked_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True, help_text="how much went, by what was kept")

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


class SignInLink(models.Model):
    """A link that signs one person in once. Only the hash of its secret is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("link to sign in")
        verbose_name_plural = _("links to sign in")

    def __str__(self) -> str:
        return f"link {self.pk} for user {self.user_id}"


class Invite(models.Model):
    """A link by which people may sign up where not everybody may. Only the hash of its secret is kept."""

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="invites_made", editable=False
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    most_uses = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])
    uses = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
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

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="sign_up")
    invite = models.ForeignKey(Invite, on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"sign-up of user {self.user_id}"


class BrowserSession(AbstractBaseSession):
    """A session that knows whose it is. No network address is kept, and of the browser its kind only."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="browser_sessions")
    browser = models.CharField(max_length=60, blank=True, help_text="such as Firefox on Windows")
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, help_text="to some minutes")

    def __str__(self) -> str:
        return f"session of user {self.user_id}"

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        from accounts.session_store import SessionStore

        return SessionStore
