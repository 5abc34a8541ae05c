"""The answers of the first conversation. An empty answer is a question passed over, never a mistake."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.forms import ListField, NameField, OwnWordsField, named
from accounts.languages import LANGUAGES, OTHER_LANGUAGE
from accounts.models import LearnerProfile
from accounts.texts import TEXTS as PAGE_TEXTS
from accounts.wishes import GOALS, INTERESTS
from ml.scenario_text import count_words
from practice.first_talk import CAN, Step
from practice.texts import TEXTS

MOST_TYPED = 2000


class StepForm(forms.Form):
    """One question's answer. What is kept of it are fields of the profile, or what the guess needs."""

    def __init__(
        self, step: Step, profile: LearnerProfile, answers: dict[str, Any], data: Any = None
    ) -> None:
        self.step = step
        super().__init__(data, initial=self.known(profile, answers))

    def known(self, profile: LearnerProfile, answers: dict[str, Any]) -> dict[str, Any]:
        return {name: getattr(profile, name) for name in self.base_fields}

    def answer(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class NameForm(StepForm):
    first_name = NameField()

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        named(self.fields["first_name"], self.initial["first_name"])

    def known(self, profile: LearnerProfile, answers: dict[str, Any]) -> dict[str, Any]:
        return {"first_name": profile.user.first_name}


class LanguageForm(StepForm):
    native_language = forms.ChoiceField(
        choices=[*LANGUAGES.items(), (OTHER_LANGUAGE, "…")],
        error_messages={
            "invalid_choice": PAGE_TEXTS["choice.language"].text,
            "required": PAGE_TEXTS["choice.language"].text,
        },
    )


class GoalsForm(StepForm):
    goals = ListField(GOALS)
    goals_own = OwnWordsField()


class InterestsForm(StepForm):
    interests = ListField(INTERESTS)
    interests_own = OwnWordsField()


class CardForm(StepForm):
    """One of the step's lines; of what was listened to, whether the words were shown."""

    card = forms.CharField(required=False)
    shown = forms.CharField(required=False)

    def known(self, profile: LearnerProfile, answers: dict[str, Any]) -> dict[str, Any]:
        return {"card": str(answers.get(self.step.code, ""))}

    def clean_card(self) -> str:
        card = str(self.cleaned_data["card"])
        if card and card not in {one.value for one in self.step.cards}:
            raise forms.ValidationError(TEXTS["hello.choose"].text)
        return card

    def answer(self) -> dict[str, Any]:
        card = self.cleaned_data["card"]
        if not card:
            return {}
        if self.step.code in CAN:
            return {self.step.code: int(card)}
        return {self.step.code: "read" if self.cleaned_data["shown"] else card}


class OwnForm(StepForm):
    """Own words, typed: they are counted, and not kept."""

    typed = forms.CharField(required=False)

    def known(self, profile: LearnerProfile, answers: dict[str, Any]) -> dict[str, Any]:
        return {}

    def clean_typed(self) -> str:
        typed = str(self.cleaned_data["typed"])
        if len(typed) > MOST_TYPED:
            raise forms.ValidationError(TEXTS["hello.many"].text)
        return typed

    def answer(self) -> dict[str, Any]:
        words = count_words(self.cleaned_data["typed"])
        return {"own": {"words": words}} if words else {}


class NothingForm(StepForm):
    """A line was read, or passed over: there is nothing to fill in."""


FORMS: dict[str, type[StepForm]] = {
    "name": NameForm,
    "language": LanguageForm,
    "goals": GoalsForm,
    "interests": InterestsForm,
    "own": OwnForm,
}


def form_of(step: Step, profile: LearnerProfile, answers: dict[str, Any], data: Any = None) -> StepForm:
    """The form of a step, filled with what is known or with what was sent."""
    kind = FORMS.get(step.code, CardForm if step.cards else NothingForm)
    return kind(step, profile, answers, data)
