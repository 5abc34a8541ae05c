"""Who speaks, where, and what for: everything of a scenario but its beats."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from ml.scenario_base import Name, Part, Slug, Text, Variants, Words
from ml.types import VoiceSpec

MOST_SPEAKER = 999  # no engine has so many


class Cover(Part):
    image: Text
    alt: Text


class TeacherNote(Part):
    aim: Text
    why_it_works: str = ""
    after_in_class: str = ""


class PersonaVoice(Part):
    """The voice a persona asks for; ``pace`` multiplies the engine's normal rate.

    ``speaker`` is one of the engine's numbered speakers, where it has them; without it the nearest speaks.
    """

    accent: Text
    sex: Literal["f", "m"]
    age: str = "thirties"
    pace: float = Field(default=1.0, ge=0.5, le=1.5)
    mood: str = "warm"
    speaker: int | None = Field(default=None, ge=0, le=MOST_SPEAKER, strict=True)

    def spec(self) -> VoiceSpec:
        return VoiceSpec(self.accent, self.sex, self.age, self.pace, self.mood, self.speaker)


class PersonaLines(Part):
    """Her own words for what happens in every talk: taken in turn, never twice in one talk.

    Those that a learner asked for ("Sorry?", "Wait.") begin anew when all were said.
    """

    unsure: Words  # not understood; each asks about the nearest line, {guess}
    unsure_no_guess: Words
    silence: tuple[Text, ...] = ()  # nobody speaks, and there is no hurry
    short: tuple[Text, ...] = ()  # one or two words where a story was hoped for
    off_topic: tuple[Text, ...] = ()  # a line of another beat: back to the question, which stands
    listening: tuple[Text, ...] = ()  # a sentence broke off: go on, I'm listening
    question: tuple[Text, ...] = ()  # to a question that the scenario has no answer for
    greeting: tuple[Text, ...] = ()  # to "Hello?" and "How are you?"; the question stands
    name: tuple[Text, ...] = ()  # to "What's your name?"; the question stands
    are_you_real: tuple[Text, ...] = ()
    repeat: tuple[Text, ...] = ()  # the question follows, in easier words
    slower: tuple[Text, ...] = ()  # the question follows, slower
    meaning: tuple[Text, ...] = ()  # each holds {phrase} and {meaning}
    say_it: tuple[Text, ...] = ()  # "how do you say", or another language: each may hold {starter}
    help: tuple[Text, ...] = ()  # "I don't know": each may hold {line}, something one could say
    wait: tuple[Text, ...] = ()
    skip: tuple[Text, ...] = ()  # the next question follows
    easier: tuple[Text, ...] = ()  # the question follows, in easier words
    harder: tuple[Text, ...] = ()  # the question follows, as it is said in full
    stop: tuple[Text, ...] = ()  # asks whether to stop
    yes: tuple[Text, ...] = ()  # to a bare "yes" that answers nothing: asks for more
    no: tuple[Text, ...] = ()  # the same for "no"
    and_you: tuple[Text, ...] = ()  # where the beat has no ``and_you``
    meets: tuple[Text, ...] = ()  # how the learner's name is known: each holds {name}


class PersonaLinesRu(Part):
    """Translations of ``lines``, in the same order."""

    unsure: tuple[Text, ...] = ()
    unsure_no_guess: tuple[Text, ...] = ()
    silence: tuple[Text, ...] = ()
    short: tuple[Text, ...] = ()
    off_topic: tuple[Text, ...] = ()
    listening: tuple[Text, ...] = ()
    question: tuple[Text, ...] = ()
    greeting: tuple[Text, ...] = ()
    name: tuple[Text, ...] = ()
    are_you_real: tuple[Text, ...] = ()
    repeat: tuple[Text, ...] = ()
    slower: tuple[Text, ...] = ()
    meaning: tuple[Text, ...] = ()
    say_it: tuple[Text, ...] = ()
    help: tuple[Text, ...] = ()
    wait: tuple[Text, ...] = ()
    skip: tuple[Text, ...] = ()
    easier: tuple[Text, ...] = ()
    harder: tuple[Text, ...] = ()
    stop: tuple[Text, ...] = ()
    yes: tuple[Text, ...] = ()
    no: tuple[Text, ...] = ()
    and_you: tuple[Text, ...] = ()
    meets: tuple[Text, ...] = ()


class Persona(Part):
    name: Text
    role: Text
    role_ru: str = ""
    manner: str = ""
    voice: PersonaVoice
    knows: tuple[Text, ...] = ()  # for a language model
    never: tuple[Text, ...] = ()  # for a language model
    lines: PersonaLines
    lines_ru: PersonaLinesRu | None = None


class Sound(Part):
    name: Text
    seconds: float = Field(gt=0, le=10)


class Setting(Part):
    page: Text
    page_ru: str = ""
    sound: Sound | None = None


class GoalStep(Part):
    id: Name
    text: Text
    ru: str = ""


class Goal(Part):
    learner: Text
    learner_ru: str = ""
    steps: tuple[GoalStep, ...] = ()


class Construction(Part):
    id: Name
    pattern: Text
    ru: str = ""
    example: Text
    not_: tuple[Text, ...] = Field(default=(), alias="not")


class UnusualPhrase(Part):
    """A phrase worth learning; ``cue`` is the situation on its practice card."""

    id: Name
    phrase: Text
    say: Text
    meaning: Text
    ru: str = ""
    cue: Text
    match: Words


class Targets(Part):
    constructions: tuple[Construction, ...] = ()
    unusual: tuple[UnusualPhrase, ...] = ()
    useful: tuple[Text, ...] = ()


class Opener(Part):
    say: Text
    ru: str = ""
    again: str = ""  # from the second visit on
    again_ru: str = ""


class Closer(Part):
    say: Text
    ru: str = ""
    early: Text  # the learner finishes before the end
    early_ru: str = ""


class Postcard(Variants):
    """What the persona writes the next day, by what the learner chose."""

    fixed: ClassVar[frozenset[str]] = frozenset({"by", "default", "leads_to"})
    variants: dict[Name, Text] = Field(default_factory=dict)
    default: Text
    leads_to: tuple[Slug, ...] = ()


class Retell(Part):
    """The learner alone, telling it to a friend; ``i_said`` are ticked on hearing the recording."""

    prompt: Text
    prompt_ru: str = ""
    seconds: int = Field(gt=0, le=180)
    i_said: tuple[Text, ...] = ()
    i_said_ru: tuple[Text, ...] = ()
    model: Text


class Star(Part):
    """``before`` invites to it, ``text`` says that it was earned, ``written`` the same of what was typed."""

    for_: Literal["finished", "targets", "own_words"] = Field(alias="for")
    at_least: int | None = None  # with targets: phrases
    seconds: int | None = None  # with own_words
    before: str = ""
    before_ru: str = ""
    text: Text
    ru: str = ""
    written: str = ""
    written_ru: str = ""


class ReadAloud(Part):
    """A phrase for the studio: ``strong`` syllables carry the beat, ``focus`` is what to listen for."""

    text: Text
    strong: tuple[Text, ...] = ()
    focus: tuple[Text, ...] = ()
    ru: str = ""
