"""Moves: what learners say most and no scenario foresees. "Sorry?", "What does … mean?", "Wait."

``topics/catalogue/_moves.yaml`` holds them for all topics. The buddy answers in its persona's own lines
(``PersonaLines``, by the move's id); ``answers`` here serve a persona that has none.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from ml.scenario_base import Part, Text, Words
from ml.scenario_errors import ScenarioError, problems_of

MoveId = Literal[
    "repeat",
    "slower",
    "meaning",
    "say_it",
    "help",
    "wait",
    "skip",
    "easier",
    "harder",
    "stop",
    "yes",
    "no",
    "and_you",
]

LISTS = ("question", "meets", "meets_again", "next_time")


class Move(Part):
    """``say`` is the sentence under "?"; ``phrases`` are other ways to say it."""

    id: MoveId
    say: Text  # meaning holds {phrase}
    ru: str = ""
    phrases: tuple[Text, ...] = ()
    answers: Words
    answers_ru: tuple[Text, ...] = ()


class Moves(Part):
    """``question`` serves a persona whose own lines to a learner's question are used up; it stays.

    The others speak of what is known of the learner: ``meets`` and ``meets_again`` of the {name},
    ``next_time`` of an {interest}.
    """

    format: Literal[1]
    moves: Annotated[tuple[Move, ...], Field(min_length=1)]
    question: tuple[Text, ...] = ()
    question_ru: tuple[Text, ...] = ()
    meets: tuple[Text, ...] = ()
    meets_ru: tuple[Text, ...] = ()
    meets_again: tuple[Text, ...] = ()
    meets_again_ru: tuple[Text, ...] = ()
    next_time: tuple[Text, ...] = ()
    next_time_ru: tuple[Text, ...] = ()

    def get(self, name: str) -> Move | None:
        return next((move for move in self.moves if move.id == name), None)

    def lines_of(self, kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What every persona may say to a move, or of one of the ``LISTS``: (English, Russian)."""
        if kind in LISTS:
            return getattr(self, kind), getattr(self, f"{kind}_ru")
        move = self.get(kind)
        return (move.answers, move.answers_ru) if move else ((), ())


def moves_parse(data: Any, *, source: str = "") -> Moves:
    """The moves of a parsed YAML document; raises ScenarioError with one sentence per problem."""
    try:
        return Moves.model_validate(data)
    except ValidationError as error:
        raise ScenarioError(problems_of(error, data), source=source) from error
