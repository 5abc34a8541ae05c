"""What teachers fill in. What cannot be kept is shown again as it was written, with what to do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from classes.models import Assignment, GuardianConsent, Membership, SchoolClass
from classes.nicknames import BadNickname, nickname_read
from classes.selectors import pupils_in
from topics.models import Topic
from topics.selectors import topic_list

FURTHEST = timedelta(days=366)
OLDEST_PAPER = timedelta(days=366 * 5)


class ClassForm(forms.ModelForm):
    name = forms.CharField(
        max_length=60,
        error_messages={
            "required": _("A name is missing. Write how you call the class, such as 7b English."),
            "max_length": _("This name is long. Sixty letters are enough."),
        },
    )

    class Meta:
        model = SchoolClass
        fields = ("name", "under_age", "hold")

    def clean_name(self) -> str:
        try:
            return nickname_read(self.cleaned_data["name"])[:60]
        except BadNickname as bad:
            if bad.code == "long":  # longer than a nickname, and still a name
                return " ".join(self.cleaned_data["name"].split())
            raise forms.ValidationError(_("A class's name needs a letter, such as 7b English.")) from bad


class AssignmentForm(forms.ModelForm):
    """Three taps: a topic, who (the whole class is chosen), and keep."""

    topics = forms.ModelMultipleChoiceField(
        queryset=Topic.objects.none(),
        error_messages={
            "required": _("A topic is missing. Choose one or several; the rest is kept."),
            "invalid_choice": _("One of the topics is not there any more. Choose again; the rest is kept."),
            "invalid_pk_value": _("One of the topics is not there any more. Choose again; the rest is kept."),
        },
    )
    memberships = forms.ModelMultipleChoiceField(
        queryset=Membership.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": _(
                "Somebody chosen is not in this class any more. Choose again; the rest is kept."
            ),
            "invalid_pk_value": _(
                "Somebody chosen is not in this class any more. Choose again; the rest is kept."
            ),
        },
    )
    for_all = forms.ChoiceField(
        choices=[("1", _("the whole class")), ("", _("some of them"))], required=False
    )
    until = forms.DateField(
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"invalid": _("This is no date. Write it as 2026-12-31, or leave it empty.")},
    )

    class Meta:
        model = Assignment
        fields = ("topics", "for_all", "memberships", "until", "often", "focus", "note")
        error_messages = {
            "focus": {"max_length": _("The focus is long. 120 letters are enough.")},
            "note": {"max_length": _("The note is long. 500 letters are enough.")},
        }

    def __init__(self, school_class: SchoolClass, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = topics_for(school_class, self.instance)  # type: ignore[attr-defined]
        self.fields["memberships"].queryset = pupils_in(school_class)  # type: ignore[attr-defined]
        self.instance.school_class = school_class

    def clean_for_all(self) -> bool:
        return bool(self.cleaned_data["for_all"])

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        today = timezone.localdate()
        if (
            until is not None
            and until != self.initial.get("until")
            and not today <= until <= today + FURTHEST
        ):
            raise forms.ValidationError(
                _("Choose a day from today on, a year ahead at most, or leave it empty.")
            )
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("for_all") and not cleaned.get("memberships") and "memberships" not in self.errors:
            self.add_error(
                "memberships", _("Nobody is chosen. Tick who it is for, or choose the whole class.")
            )
        return cleaned


class PaperForm(forms.ModelForm):
    """A guardian's paper: its date and where it lies."""

    signed_on = forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={
            "required": _("The date is missing. Copy it from the paper."),
            "invalid": _("This is no date. Write it as 2026-09-01."),
        },
    )
    reference = forms.CharField(
        max_length=80,
        error_messages={
            "required": _("Where is the paper? Write it down, such as: folder 7b, no. 12."),
            "max_length": _("This is long. 80 letters are enough, such as: folder 7b, no. 12."),
        },
    )

    class Meta:
        model = GuardianConsent
        fields = ("signed_on", "reference")

    def clean_signed_on(self) -> date:
        signed: date = self.cleaned_data["signed_on"]
        today = timezone.localdate()
        if not today - OLDEST_PAPER <= signed <= today:
            raise forms.ValidationError(
                _("The date is that on the paper: today at the latest, five years old at most.")
            )
        return signed


def topics_for(school_class: SchoolClass, assignment: Assignment) -> QuerySet[Topic]:
    """Topics that may be assigned: those in lists, and what the assignment has already."""
    listed = topic_list()
    if school_class.under_age:
        listed = listed.exclude(audience=Topic.Audience.ADULTS)
    if assignment.pk is None:
        return listed
    return (listed | Topic.objects.filter(pk__in=assignment.topics.values("pk"))).distinct()
