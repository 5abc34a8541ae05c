"""What a page of the first conversation shows besides its question: who said what just before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from accounts.languages import LANGUAGES
from accounts.models import LearnerProfile
from accounts.wishes import INTERESTS
from ml.scenario_text import filled
from practice.first_talk import Step, first_talk
from practice.spoken_name import spoken_name


@dataclass(frozen=True, slots=True)
class Bubble:
    """What the learner answered to the question before."""

    text: str
    lang: str = ""


def host_line(step: Step, profile: LearnerProfile, *, russian: bool = False, speaks: bool = False) -> str:
    """The host's line, filled; what is ``spoken`` names only what a voice can say."""
    name = spoken_name(profile.user.first_name) if speaks else profile.user.first_name
    say, ru = step.found.get(profile.level_found, (step.say, step.ru))
    values = {"name": f", {name}" if name else "", "level": str(profile.level)}
    return filled(ru if russian else say, values)


def bubbles_of(step: Step, profile: LearnerProfile, answers: dict[str, Any]) -> list[Bubble]:
    """The learner's last answer, as something that was said."""
    before = first_talk().before(step.code)
    if not before:
        return []
    said = _wish(before, profile) or _card(first_talk().steps[before], answers)
    return [said] if said else []


def _wish(code: str, profile: LearnerProfile) -> Bubble | None:
    if code == "name" and profile.user.first_name:
        return Bubble(profile.user.first_name)
    if code == "language" and profile.native_language in LANGUAGES:
        return Bubble(LANGUAGES[profile.native_language], profile.native_language)
    if code == "goals":
        lines = [card.say for card in first_talk().steps[code].cards if card.value in profile.goals]
        text = " ".join([*lines, profile.goals_own]).strip()
        return Bubble(text, "" if profile.goals_own else "en") if text else None
    if code == "interests":
        titles = [str(INTERESTS[one].title) for one in profile.interests if one in INTERESTS]
        text = ", ".join([*titles, *([profile.interests_own] if profile.interests_own else [])])
        return Bubble(text) if text else None
    return None


def _card(step: Step, answers: dict[str, Any]) -> Bubble | None:
    answer = answers.get(step.code)
    if isinstance(answer, int | str):
        line = next((card.say for card in step.cards if card.value == str(answer)), "")
        return Bubble(line, "en") if line else None
    return Bubble(gettext("(read aloud)")) if answer and step.lines else None
