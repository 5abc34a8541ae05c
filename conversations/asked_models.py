"""What learners asked to be told in English: phrases of their own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_PHRASE = 500  # characters: fifteen seconds of speech are half of that


class AskedPhrase(models.Model):
    """A phrase that a learner asked for in their own language; asked again in its talk, the row is later."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="asked_phrases",
        verbose_name=_("learner"),
    )
    conversation = models.ForeignKey(
        "conversations.Conversation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="asked_phrases",
        verbose_name=_("talk"),
    )
    text = models.CharField(_("in English"), max_length=MOST_PHRASE)
    said = models.CharField(_("in the learner’s words"), max_length=MOST_PHRASE, blank=True)
    language = models.CharField(_("first language"), max_length=8)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)

    class Meta:
        verbose_name = _("phrase that was asked for")
        verbose_name_plural = _("phrases that were asked for")
        ordering = ("asked_at",)
        constraints = (
            models.UniqueConstraint(fields=("user", "text", "conversation"), name="asked_phrase_once"),
        )

    def __str__(self) -> str:
        return f"asked phrase {self.pk}"  # also in logs: nothing that was said
