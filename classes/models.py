"""A class, its pupils, what they are asked to do, and the lesson they have together.

What a pupil did is never copied here: it is read from the rows of their talks (``classes/progress.py``).
Write through ``services.py`` (classes, assignments, lessons), ``roll.py`` (pupils) and ``guardians.py``.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SchoolClass(models.Model):
    """Who learns together. It may outlive its teachers: pupils must not lose their way in."""

    class Hold(models.TextChoices):
        LESSON = "lesson", _("while the class talks together")
        ALWAYS = "always", _("always")
        NEVER = "never", _("never")

    name = models.CharField(_("name"), max_length=60)
    teachers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="classes_taught", blank=True, verbose_name=_("teachers")
    )
    code = models.CharField(
        _("code"), max_length=12, unique=True, help_text=_("what pupils sign in with; may be renewed")
    )
    open_until = models.DateTimeField(
        _("open until"),
        null=True,
        blank=True,
        help_text=_("until then whoever has the code may join"),
    )
    under_age = models.BooleanField(
        _("under age"), default=True, help_text=_("a guardian's consent comes before the microphone")
    )
    hold = models.CharField(
        _("hold to talk"), max_length=6, choices=Hold, default=Hold.LESSON, help_text=_("when it is required")
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("class"), _("classes")
        ordering = ("name", "pk")
        permissions = (
            ("teach", "May have classes"),
            ("oversee", "May see every class, those without a teacher too"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether somebody new may join by the code alone."""
        return self.open_until is not None and self.open_until > timezone.now()


class RetiredCode(models.Model):
    """A code that was renewed: whoever still has it is told so, and no other class ever gets it."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("class")
    )
    retired_at = models.DateTimeField(_("renewed"), auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("renewed code"), _("renewed codes")

    def __str__(self) -> str:
        return self.code


class Membership(models.Model):
    """A pupil in a class: the nickname and the PIN that sign them in."""

    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("class")
    )
    pupil = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("pupil"),
    )
    nickname = models.CharField(_("nickname"), max_length=30)
    nickname_key = models.CharField(
        _("nickname, compared"), max_length=120, help_text=_("the nickname as it is compared")
    )
    pin = models.CharField(
        _("PIN"), max_length=128, blank=True, help_text=_("a hash; empty until a card was made")
    )
    pin_made_at = models.DateTimeField(_("PIN made"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(
        _("tries"), default=0, help_text=_("PINs that did not fit, since the last that did")
    )
    blocked_until = models.DateTimeField(_("blocked until"), null=True, blank=True)
    hand_at = models.DateTimeField(
        _("hand raised"), null=True, blank=True, help_text=_("raised hand, in a lesson")
    )
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)
    left_at = models.DateTimeField(
        _("left"), null=True, blank=True, help_text=_("taken out of the class, not erased")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("pupil in a class"), _("pupils in classes")
        ordering = ("nickname_key", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school_class", "nickname_key"),
                condition=Q(left_at__isnull=True),
                name="nickname_once_a_class",
            ),
            models.UniqueConstraint(fields=("school_class", "pupil"), name="pupil_once_a_class"),
        )

    def __str__(self) -> str:
        return f"membership {self.pk} of class {self.school_class_id}"


class GuardianConsent(models.Model):
    """What a guardian's paper says, as a teacher wrote it down. Rows are only added; the newest counts."""

    pupil = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="guardian_consents",
        verbose_name=_("pupil"),
    )
    given = models.BooleanField(_("given"))
    signed_on = models.DateField(_("signed"), help_text=_("the date on the paper"))
    reference = models.CharField(_("paper"), max_length=80, help_text=_("where the paper is kept"))
    version = models.PositiveSmallIntegerField(_("version"), help_text=_("of the text that was agreed to"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("written down by"),
    )
    recorded_at = models.DateTimeField(_("written down"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("guardian's consent"), _("guardians' consents")
        ordering = ("-pk",)
        indexes = (models.Index(fields=("pupil", "-id"), name="classes_guardian_newest"),)

    def __str__(self) -> str:
        return f"guardian's consent {self.pk} for user {self.pupil_id}"


class Assignment(models.Model):
    """What a class, or some of it, is asked to talk about."""

    class Often(models.TextChoices):
        ONCE = "once", _("once")
        ANY = "any", _("as often as they like")

    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.CASCADE, related_name="assignments", verbose_name=_("class")
    )
    topics = models.ManyToManyField("topics.Topic", related_name="+", verbose_name=_("topics"))
    for_all = models.BooleanField(
        _("for all"), default=True, help_text=_("the whole class, whoever joins later too")
    )
    memberships = models.ManyToManyField(
        Membership, related_name="assignments", blank=True, verbose_name=_("pupils")
    )
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("the last day; empty: no hurry"))
    often = models.CharField(_("how often"), max_length=4, choices=Often, default=Often.ONCE)
    focus = models.CharField(_("what to look at"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("assignment"), _("assignments")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"assignment {self.pk} of class {self.school_class_id}"


class Lesson(models.Model):
    """A class talks together: from "start together" until the teacher ends it, or it is long over."""

    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.CASCADE, related_name="lessons", verbose_name=_("class")
    )
    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="lessons", verbose_name=_("assignment")
    )
    started_at = models.DateTimeField(_("began"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("lesson"), _("lessons")
        ordering = ("-started_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("school_class",), condition=Q(ended_at__isnull=True), name="one_lesson_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"lesson {self.pk} of class {self.school_class_id}"
