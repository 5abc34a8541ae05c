"""What is known of a learner and how it came to be known."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import MOST_OWN, Level
from accounts.wishes import GOALS, INTERESTS, Goal, Interest


class Onboarding(models.Model):
    """The first conversation about the learner; wishes go to the profile, here is how far it came.

    ``answers`` hold what the level is guessed from: choices, times and counts, never words or sounds.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="onboarding",
        verbose_name=_("person"),
    )
    step = models.CharField(
        _("step"), max_length=12, blank=True, help_text=_("the next to be asked; empty: the first")
    )
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    started_at = models.DateTimeField(_("began"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    put_off_at = models.DateTimeField(
        _("put off"), null=True, blank=True, help_text=_("“Not now” on the first page")
    )

    class Meta:
        verbose_name = _("first conversation")
        verbose_name_plural = _("first conversations")

    def __str__(self) -> str:
        return f"first conversation of user {self.user_id}"


class Fact(models.Model):
    """One thing that the buddy knows, with its source. A forgotten one keeps its key only, so that it is not
    learned again from the same words."""

    class Kind(models.TextChoices):
        NAME = "name", _("What to call you")
        INTEREST = "interest", _("What you like talking about")
        GOAL = "goal", _("What you want English for")
        TOLD = "told", _("What you told")
        CHOICE = "choice", _("What you chose in the stories")

    class Origin(models.TextChoices):
        CHOSEN = "chosen", _("chosen by you")
        TYPED = "typed", _("typed by you")
        HEARD = "heard", _("said by you")
        REMEMBER = "remember", _("your choice in the story")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="facts", verbose_name=_("person")
    )
    key = models.CharField(_("key"), max_length=80, help_text=_("where it comes from; never what it says"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    text = models.CharField(_("text"), max_length=MOST_OWN, blank=True)
    origin = models.CharField(_("source"), max_length=8, choices=Origin)
    topic = models.ForeignKey(
        "topics.Topic", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("topic")
    )
    turn = models.ForeignKey(
        "conversations.Turn", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("turn")
    )
    confidence = models.FloatField(_("confidence"), default=1.0)
    told_at = models.DateTimeField(_("when told"))
    used_at = models.DateTimeField(
        _("used"), null=True, blank=True, help_text=_("when a talk spoke of it last")
    )
    forgotten = models.BooleanField(_("forgotten"), default=False)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ("-told_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("user", "key"), name="fact_key_once"),
            models.CheckConstraint(
                condition=Q(forgotten=False) | Q(text=""), name="fact_forgotten_says_nothing"
            ),
        )

    def __str__(self) -> str:
        return f"fact {self.pk} of user {self.user_id}"

    @property
    def code(self) -> str:
        """Of a list in accounts/wishes.py; empty for one's own words."""
        code = self.key.partition(".")[2]
        return code if code in self._list else ""

    @property
    def shown(self) -> str:
        """What it says, in the reader's language where it comes from a list."""
        return str(self._list[self.code].title) if self.code else self.text

    @property
    def _list(self) -> Mapping[str, Interest | Goal]:
        lists: dict[str, Mapping[str, Interest | Goal]] = {
            self.Kind.INTEREST: INTERESTS,
            self.Kind.GOAL: GOALS,
        }
        return lists.get(self.kind, {})


class LevelProposal(models.Model):
    """A change of level that the buddy proposed, and the learner's answer."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="level_proposals",
        verbose_name=_("person"),
    )
    was = models.CharField(_("level before"), max_length=2, choices=Level.choices)
    proposed = models.CharField(_("level proposed"), max_length=2, choices=Level.choices)
    reason = models.CharField(_("reason"), max_length=12, help_text=_("a code of practice/refinement.py"))
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    accepted = models.BooleanField(_("accepted"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposed level")
        verbose_name_plural = _("proposed levels")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.was} to {self.proposed}, user {self.user_id}"
