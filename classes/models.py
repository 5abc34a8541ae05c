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

    name = models.CharField(max_length=60)
    teachers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="classes_taught", blank=True)
    code = models.CharField(max_length=12, unique=True, help_text="what pupils sign in with; may be renewed")
    open_until = models.DateTimeField(
        null=True, blank=True, help_text="until then whoever has the code may join"
    )
    under_age = models.BooleanField(
        default=True, help_text="a guardian's consent comes before the microphone"
    )
    hold = models.CharField(max_length=6, choices=Hold, default=Hold.LESSON, help_text="hold to talk")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "pk")
        verbose_name_plural = "school classes"
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

    code = models.CharField(max_length=12, unique=True)
    school_class = models.ForeignKey(SchoolClass, on_delete=models.SET_NULL, null=True, related_name="+")
    retired_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.code


class Membership(models.Model):
    """A pupil in a class: the nickname and the PIN that sign them in."""

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="memberships")
    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    nickname = models.CharField(max_length=30)
    nickname_key = models.CharField(max_length=120, help_text="the nickname as it is compared")
    pin = models.CharField(max_length=128, blank=True, help_text="a hash; empty until a card was made")
    pin_made_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(
        default=0, help_text="PINs that did not fit, since the last that did"
    )
    blocked_until = models.DateTimeField(null=True, blank=True)
    hand_at = models.DateTimeField(null=True, blank=True, help_text="raised hand, in a lesson")
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True, help_text="taken out of the class, not erased")

    class Meta:
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
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="guardian_consents"
    )
    given = models.BooleanField()
    signed_on = models.DateField(help_text="the date on the paper")
    reference = models.CharField(max_length=80, help_text="where the paper is kept")
    version = models.PositiveSmallIntegerField(help_text="of the text that was agreed to")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("pupil", "-id"), name="classes_guardian_newest"),)

    def __str__(self) -> str:
        return f"guardian's consent {self.pk} for user {self.pupil_id}"


class Assignment(models.Model):
    """What a class, or some of it, is asked to talk about."""

    class Often(models.TextChoices):
        ONCE = "once", _("once")
        ANY = "any", _("as often as they like")

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="assignments")
    topics = models.ManyToManyField("topics.Topic", related_name="+")
    for_all = models.BooleanField(default=True, help_text="the whole class, whoever joins later too")
    memberships = models.ManyToManyField(Membership, related_name="assignments", blank=True)
    until = models.DateField(null=True, blank=True, help_text="the last day; empty: no hurry")
    often = models.CharField(max_length=4, choices=Often, default=Often.ONCE)
    focus = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"assignment {self.pk} of class {self.school_class_id}"


class Lesson(models.Model):
    """A class talks together: from "start together" until the teacher ends it, or it is long over."""

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="lessons")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="lessons")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-started_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("school_class",), condition=Q(ended_at__isnull=True), name="one_lesson_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"lesson {self.pk} of class {self.school_class_id}"
