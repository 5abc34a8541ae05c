"""One exchange of a scenario: what the buddy asks and what follows each kind of answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ml.scenario_base import Name, Part, Short, Text, Variants, Words

Size = Literal["short", "fuller", "stretch"]
SIZES: tuple[Size, ...] = ("short", "fuller", "stretch")
Remember = dict[Name, Text]


class Reply(Part):
    """A line the learner may read, and the buddy's answer to it.

    ``echo`` follows the right form, ``recast`` the right idea in another form, then ``react``;
    ``react_ru`` translates echo and react together.
    """

    size: Size
    stance: Short
    say: Text
    ru: str = ""
    hear: Words
    echo: Text
    recast: Text
    react: Text
    react_ru: str = ""
    remember: Remember = Field(default_factory=dict)
    next: Name | None = None
    missed: bool = False  # in a listening beat: it shows that the telling was not understood


class Other(Part):
    """An answer that no reply foresaw, known by its words."""

    hear: Words
    react: Text
    ru: str = ""
    remember: Remember = Field(default_factory=dict)
    next: Name | None = None
    missed: bool = False


class Listening(Part):
    """Told once before ``say``, its subtitles withheld until the answer; ``simpler`` when asked again."""

    tell: Text
    tell_ru: str = ""
    simpler: Text
    simpler_ru: str = ""


class OwnWordsInvitation(Part):
    seconds: int = Field(gt=0, le=180)
    tip: str = ""
    tip_ru: str = ""


class FillText(Part):
    say: Text
    ru: str = ""


class Fill(Variants):
    """A passage of ``say`` that depends on what the learner chose; ``default`` may be a variant."""

    variants: dict[Name, FillText] = Field(min_length=1)


class Beat(Part):
    id: Name
    say: Text
    ru: str = ""
    fill: dict[Name, Fill] = Field(default_factory=dict)
    simpler: Text
    starter: str = ""
    step: Name | None = None
    practises: tuple[Name, ...] = ()
    listening: Listening | None = None
    and_you: str = ""  # the buddy's own answer to its question, for "And you?"
    and_you_ru: str = ""
    own_words: OwnWordsInvitation | None = None
    replies: Annotated[tuple[Reply, ...], Field(min_length=3, max_length=3)]
    other: tuple[Other, ...] = ()
    anything: Text
    anything_ru: str = ""
    anything_remember: Remember = Field(default_factory=dict)
    anything_next: Name | None = None

    @model_validator(mode="after")
    def _one_reply_of_each_size(self) -> Beat:
        if [reply.size for reply in self.replies] != list(SIZES):
            raise ValueError("needs its replies in this order: short, fuller, stretch. Sort or rename them.")
        return self

    def reply(self, size: str) -> Reply | None:
        return next((reply for reply in self.replies if reply.size == size), None)
