"""The form of a topic with the choice of its persona's voice, which one can listen to."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ml.scenario_people import MOST_SPEAKER
from ml.types import VoiceSpec
from ml.voice_bank import VoiceBank, VoiceBankError
from topics.models import Topic
from topics.voices import (
    Choice,
    choices,
    chosen_speaker,
    clip_path,
    persona_spec,
    voice_bank,
    voice_is_numbered,
)


class VoicePicker(forms.Widget):
    """A radio button and a button to listen for each auditioned voice; "" for whichever is nearest."""

    use_fieldset = True
    spec: VoiceSpec | None = None  # of the persona, for the nearest; None where there is none yet

    class Media:
        css = {"all": ("css/desk_voices.css",)}
        js = (Script("js/desk_voices.js", type="module"),)

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        bank, why = _bank_or_why()
        speaker = int(value) if str(value).isdecimal() else None
        voices = choices(bank) if bank else []
        nearest = bank.nearest(self.spec) if bank and self.spec else None
        context = {
            "name": name,
            "id": (attrs or {}).get("id", name),
            "why": why,
            "speaker": speaker,
            "elsewhere": speaker is not None and speaker not in [each.speaker for each in voices],
            "nearest": next((_shown(each) for each in voices if each.speaker == nearest), None),
            "groups": [
                {"height": height, "voices": [_shown(each) for each in group]}
                for height, group in groupby(voices, key=lambda each: each.height)
            ],
        }
        return render_to_string("topics/voice_picker.html", context)

    def id_for_label(self, id_: str | None) -> str:
        return ""  # each radio button has a label of its own


class TopicForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time it takes no argument
    """The speaker stands in the persona's document; here it is chosen from a list."""

    speaker = forms.IntegerField(
        label=_("Voice"),
        required=False,
        min_value=0,
        max_value=MOST_SPEAKER,
        widget=VoicePicker,
        help_text=_("The nearest one follows sex, age and pace of the persona as it was saved last."),
    )

    class Meta:
        model = Topic
        fields = "__all__"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        persona = self.initial.get("persona")
        speaker = chosen_speaker(persona)
        self.initial["speaker"] = speaker
        if isinstance(persona, Mapping) and speaker is not None:
            self.initial["persona"] = _with_speaker(persona, None)
        picker = self.fields["speaker"].widget
        assert isinstance(picker, VoicePicker)
        picker.spec = persona_spec(persona)

    def clean(self) -> dict[str, Any]:
        """A speaker that was written into the document counts, unless another was chosen from the list."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        persona = cleaned.get("persona")
        if "speaker" in self.errors or not isinstance(persona, Mapping):
            return cleaned
        voice = persona.get("voice", {})
        written = isinstance(voice, Mapping) and "speaker" in voice
        if isinstance(voice, Mapping) and ("speaker" in self.changed_data or not written):
            cleaned["persona"] = _with_speaker(persona, cleaned.get("speaker"))
        return cleaned


def _with_speaker(persona: Mapping[str, Any], speaker: int | None) -> dict[str, Any]:
    """The document with this speaker, or without one."""
    if speaker is None and "voice" not in persona:
        return dict(persona)
    voice = {name: value for name, value in persona.get("voice", {}).items() if name != "speaker"}
    return {**persona, "voice": voice | ({} if speaker is None else {"speaker": speaker})}


def _bank_or_why() -> tuple[VoiceBank | None, str]:
    """The auditioned voices, or a word for why there are none: numbered, heard, broken, usable."""
    if not voice_is_numbered():
        return None, "numbered"
    try:
        bank = voice_bank()
    except VoiceBankError:
        return None, "broken"
    if bank is None:
        return None, "heard"
    return (bank, "") if bank.usable else (None, "usable")


def _shown(choice: Choice) -> dict[str, Any]:
    heard = clip_path(choice.speaker).exists()
    url = reverse("admin:topics_topic_voice", args=[choice.speaker]) if heard else ""
    return {"speaker": choice.speaker, "height": choice.height, "manner": choice.manner, "clip": url}
