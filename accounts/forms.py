"""How somebody wants to learn, as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.languages import LANGUAGES, OTHER_LANGUAGE
from accounts.models import LEAST_PAUSE_MS, MOST_PAUSE_MS, LearnerProfile, Level
from accounts.texts import text_lazy

MS = 1000
LEVELS = {
    Level.A1: _("the first words"),
    Level.A2: _("short, simple talks"),
    Level.B1: _("everyday things, with pauses"),
    Level.B2: _("most things, fairly freely"),
    Level.C1: _("nearly everything"),
    Level.C2: _("everything"),
}


class PauseField(forms.Field):
    """A pause in seconds, with a point or a Russian comma, within the bounds of the profile."""

    def to_python(self, value: Any) -> float | None:
        written = str(value or "").strip().replace(",", ".")
        if not written:
            return None
        try:
            seconds = float(written)
        except ValueError:
            seconds = 0.0
        if not LEAST_PAUSE_MS / MS <= seconds <= MOST_PAUSE_MS / MS:
            raise forms.ValidationError(text_lazy("choice.pause"))
        return seconds


class LearningForm(forms.ModelForm):
    """A profile as its owner sees it; the pause in seconds, learned or set."""

    level = forms.ChoiceField(
        label=_("Level"),
        choices=[(level.value, format_lazy("{}: {}", level.value, words)) for level, words in LEVELS.items()],
        error_messages={
            "invalid_choice": text_lazy("choice.level"),
            "required": text_lazy("choice.level"),
        },
    )
    native_language = forms.ChoiceField(
        label=_("My first language"),
        choices=[*LANGUAGES.items(), (OTHER_LANGUAGE, _("Another language"))],
        error_messages={
            "invalid_choice": text_lazy("choice.language"),
            "required": text_lazy("choice.language"),
        },
    )
    pause_chosen = forms.ChoiceField(
        choices=[("", _("learned from my talks")), ("1", _("set by me"))], required=False
    )
    pause_seconds = PauseField(required=False)

    class Meta:
        model = LearnerProfile
        fields = ["level", "native_language", "subtitles", "pause_chosen", "no_hurry"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.instance.pause_ms
        seconds = round(known / MS, 1) if known else None
        self._was_chosen = self.instance.pause_chosen
        self.learned_seconds = None if self._was_chosen else seconds
        self.fields["pause_seconds"].initial = seconds

    def clean_pause_chosen(self) -> bool:
        return bool(self.cleaned_data["pause_chosen"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("pause_chosen"):
            self.errors.pop("pause_seconds", None)  # a number that nobody asked for
        elif cleaned.get("pause_seconds") is None and "pause_seconds" not in self.errors:
            self.add_error("pause_seconds", text_lazy("choice.pause"))
        return cleaned

    def save(self, commit: bool = True) -> LearnerProfile:
        if self.cleaned_data["pause_chosen"]:
            self.instance.pause_ms = round(self.cleaned_data["pause_seconds"] * MS)
        elif self._was_chosen:
            self.instance.pause_ms = None  # learned anew: what was set says nothing about the talks
        profile: LearnerProfile = super().save(commit)
        return profile
