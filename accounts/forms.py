"""How somebody wants to learn, as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.languages import LANGUAGES, OTHER_LANGUAGE
from accounts.models import (
    LEAST_PAUSE_MS,
    MOST_NAME,
    MOST_OWN,
    MOST_PAUSE_MS,
    LearnerProfile,
    Level,
    LevelFound,
    Pace,
    Strictness,
    WishedVoice,
)
from accounts.services import first_name_set
from accounts.texts import TEXTS, text_lazy
from accounts.wishes import GOALS, INTERESTS, MOST_CHOSEN, TOLD, is_name, is_plain

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


class NameField(forms.CharField):
    """What somebody is called, in any script. The name that is ``known`` may stay, whoever wrote it."""

    known = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> str:
        name = " ".join(str(value or "").split())
        if name and name != " ".join(self.known.split()) and (len(name) > MOST_NAME or not is_name(name)):
            raise forms.ValidationError(TEXTS["choice.name"].text)
        return name


def named(field: forms.Field, name: str) -> None:
    """Fill a form's field of a name with the one that is known."""
    assert isinstance(field, NameField)
    field.known = field.initial = name


class OwnWordsField(forms.CharField):
    """A line in somebody's own words, to be shown to themselves."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> str:
        words = " ".join(str(value or "").split())
        if len(words) > MOST_OWN or not is_plain(str(value or "").replace("\n", " ").replace("\r", " ")):
            raise forms.ValidationError(TEXTS["choice.own"].text)
        return words


class ListField(forms.MultipleChoiceField):
    """Some of a list, in the list's order."""

    def __init__(self, known: dict[str, Any], **kwargs: Any) -> None:
        self.known = known
        choices = [(code, one.title) for code, one in known.items()]
        super().__init__(required=False, choices=choices, **kwargs)

    def clean(self, value: Any) -> list[str]:
        chosen = set(value or ())
        if not chosen <= self.known.keys():
            raise forms.ValidationError(TEXTS["choice.unknown"].text)
        if len(chosen) > MOST_CHOSEN:
            raise forms.ValidationError(TEXTS["choice.many"].text)
        return [code for code in self.known if code in chosen]


class OneOfField(forms.ChoiceField):
    """One of a few; a form that does not ask leaves it as it is."""

    def __init__(self, choices: Any) -> None:
        texts = {"invalid_choice": TEXTS["choice.unknown"].text}
        super().__init__(required=False, choices=choices, error_messages=texts)


class LearningForm(forms.ModelForm):
    """A profile as its owner sees it; the pause in seconds, learned or set."""

    first_name = NameField()
    goals = ListField(GOALS)
    goals_own = OwnWordsField()
    interests = ListField(INTERESTS)
    interests_own = OwnWordsField()
    pace = OneOfField(Pace.choices)
    voice = OneOfField(WishedVoice.choices)
    strictness = OneOfField(Strictness.choices)

    level = forms.ChoiceField(
        label=_("Level"),
        choices=[(level.value, format_lazy("{}: {}", level.value, LEVELS[level])) for level in Level],
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
        fields = [
            *TOLD,
            *("level", "pace", "voice", "strictness", "subtitles", "subtitles_own"),
            *("pause_chosen", "no_hurry"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named(self.fields["first_name"], self.instance.user.first_name)
        known = self.instance.pause_ms
        seconds = round(known / MS, 1) if known else None
        self._was_chosen = self.instance.pause_chosen
        self._was_level = self.instance.level
        self.learned_seconds = None if self._was_chosen else seconds
        self.fields["pause_seconds"].initial = seconds

    def clean_pause_chosen(self) -> bool:
        return bool(self.cleaned_data["pause_chosen"])

    def clean_pace(self) -> str:
        return str(self.cleaned_data["pace"] or self.instance.pace)

    def clean_strictness(self) -> str:
        return str(self.cleaned_data["strictness"] or self.instance.strictness)

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
        if self.cleaned_data["level"] != self._was_level:
            self.instance.level_found, self.instance.level_found_at = LevelFound.CHOSEN, timezone.now()
        renamed = "first_name" in self.data and "first_name" in self.changed_data
        if renamed:
            first_name_set(self.instance.user, self.cleaned_data["first_name"])
        if renamed or set(self.changed_data) & set(TOLD):
            self.instance.told_at = timezone.now()
        profile: LearnerProfile = super().save(commit)
        return profile
