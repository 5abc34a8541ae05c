"""A scenario: the whole of one topic's talk, as written in its YAML file.

One structure serves the scripted partner, a language model's lesson plan and the teacher's form.
The models are strict and pure; the rules between parts (paths, lengths) are ``topics/validator.py``'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from ml.scenario_base import Heading, Name, Part, Short, Slug, Text
from ml.scenario_beats import SIZES, Beat, Fill, FillText, Other, OwnWordsInvitation, Reply
from ml.scenario_errors import ScenarioError, problems_of
from ml.scenario_people import (
    Closer,
    Construction,
    Cover,
    Goal,
    GoalStep,
    Opener,
    Persona,
    PersonaLines,
    PersonaVoice,
    Postcard,
    ReadAloud,
    Retell,
    Setting,
    Star,
    Targets,
    TeacherNote,
    UnusualPhrase,
)

__all__ = [
    "LEVELS",
    "MOST_WORDS",
    "RETELL",
    "SIZES",
    "Beat",
    "Closer",
    "Construction",
    "Cover",
    "Fill",
    "FillText",
    "Goal",
    "GoalStep",
    "Opener",
    "Other",
    "OwnWordsInvitation",
    "Persona",
    "PersonaLines",
    "PersonaVoice",
    "Postcard",
    "ReadAloud",
    "Reply",
    "Retell",
    "Scenario",
    "ScenarioError",
    "Setting",
    "Star",
    "Targets",
    "TeacherNote",
    "UnusualPhrase",
    "scenario_document",
    "scenario_parse",
]

Level = Literal["A1", "A2", "B1", "B2", "C1"]
LEVELS: tuple[Level, ...] = ("A1", "A2", "B1", "B2", "C1")
# Words in one turn of the buddy's. B1 is the model topic's; a listener at A1 keeps two short
# sentences in mind, at C1 about twenty-five seconds of speech.
MOST_WORDS: dict[str, int] = {"A1": 26, "A2": 34, "B1": 42, "B2": 52, "C1": 60}
CLOSER = "closer"  # the name that ``next`` may give for the end of the talk
RETELL = "retell"  # the part after it, where the learner tells the story


class Scenario(Part):
    """The YAML of one topic. Empty optional fields are the same as absent ones."""

    format: Literal[1]
    slug: Slug
    title: Heading
    title_ru: str = Field(default="", max_length=120)
    teaser: Text
    teaser_ru: str = ""
    level: Level
    category: Short
    kind: Literal["roleplay", "free talk", "interview", "debate", "story"]
    minutes: int = Field(gt=0, le=60)
    interests: tuple[Text, ...] = ()
    audience: Literal["everyone", "adults"] = "everyone"
    author: Heading
    licence: Short
    cover: Cover | None = None
    teacher_note: TeacherNote | None = None
    persona: Persona
    setting: Setting
    goal: Goal
    targets: Targets = Field(default_factory=Targets)
    above_level: tuple[Text, ...] = ()
    remember: dict[Name, Text] = Field(default_factory=dict)
    audio: dict[Text, Text] = Field(default_factory=dict)  # id of a line -> file with its recording
    opener: Opener
    beats: Annotated[tuple[Beat, ...], Field(min_length=1)]
    closer: Closer
    postcard: Postcard | None = None
    retell: Retell | None = None
    stars: tuple[Star, ...] = ()
    read_aloud: tuple[ReadAloud, ...] = ()

    @model_validator(mode="after")
    def _beats_have_names_of_their_own(self) -> Scenario:
        ids = [beat.id for beat in self.beats]
        for name in ids:
            if ids.count(name) > 1:
                raise ValueError(f"two beats are called `{name}`. Give one of them another id.")
            if name in (CLOSER, RETELL):
                raise ValueError(f"a beat is called `{name}`, a name of the end. Give it another id.")
        return self

    def beat(self, name: str | None) -> Beat | None:
        return next((beat for beat in self.beats if beat.id == name), None)

    def after(self, beat: Beat, jump: str | None = None) -> Beat | None:
        """The beat that follows: ``jump`` when given, else the next in order; None is the closer.

        An unknown ``jump`` goes on in order; the validator reports it.
        """
        if jump == CLOSER:
            return None
        if jump and (found := self.beat(jump)):
            return found
        place = self.beats.index(beat) + 1
        return self.beats[place] if place < len(self.beats) else None


def scenario_parse(data: Any, *, source: str = "") -> Scenario:
    """The scenario in a parsed YAML document; ``source`` is the file named in problems.

    Raises ScenarioError with one sentence per problem, each naming the place and what to do.
    """
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise ScenarioError(problems_of(error, data), source=source) from error


def scenario_document(scenario: Scenario) -> dict[str, Any]:
    """The document that parses to this scenario: plain lists and dicts, empty optional fields left out."""
    return _plain(scenario.model_dump(by_alias=True))  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        plain = {key: _plain(item) for key, item in value.items()}
        return {key: item for key, item in plain.items() if not _is_empty(item)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _is_empty(value: Any) -> bool:
    """Not so 0, which is a number like others."""
    return value is None or value is False or value in ("", [], {})
