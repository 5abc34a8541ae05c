"""What learners report of a buddy's lines."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_NOTE = 500  # characters of the learner's own


class BuddyReport(models.Model):
    """A line that was not all right, as a learner saw it; one a line, and the newest answer counts.

    There is no person in it: whose talk it was stands in the talk, and the admin does not show it.
    """

    class Reason(models.TextChoices):
        RUDE = "rude", _("It was rude or frightening")
        UNTRUE = "untrue", _("It was not true")
        UNFIT = "unfit", _("It did not fit, or was too hard")
        OTHER = "other", _("Something else")

    turn = models.OneToOneField(
        "conversations.Turn", on_delete=models.CASCADE, related_name="report", verbose_name=_("turn")
    )
    # A copy: a turn that is taken back loses its reply, and what was reported must still be read.
    line = models.TextField(_("buddy's line"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    note = models.TextField(_("learner's note"), max_length=MOST_NOTE, blank=True)
    partner = models.CharField(
        _("partner"), max_length=80, blank=True, help_text=_("engine that answered when it was reported")
    )
    created_at = models.DateTimeField(_("reported"), default=timezone.now)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)

    class Meta:
        verbose_name = _("report of a buddy's line")
        verbose_name_plural = _("reports of buddies' lines")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"report {self.pk}"  # also in the admin's log: nothing that was said
