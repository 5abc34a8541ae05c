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
    "stop",
    "yes",
    "no",
    "and_you",
]


class Move(Part):
    """``say`` is the sentence under "?"; ``phrases`` are other ways to say it."""

    id: MoveId
    say: Text  # meaning holds {phrase}
    ru: str = ""
    phrases: tuple[Text, ...] = ()
    answers: Words
    answers_ru: tuple[Text, ...] = ()


class Moves(Part):
    format: Literal[1]
    moves: Annotated[tuple[Move, ...], Field(min_length=1)]

    def get(self, name: str) -> Move | None:
        return next((move for move in self.moves if move.id == name), None)


def moves_parse(data: Any, *, source: str = "") -> Moves:
    """The moves of a parsed YAML document; raises ScenarioError with one sentence per problem."""
    try:
        return Moves.model_validate(data)
    except ValidationError as error:
        raise ScenarioError(problems_of(error, data), source=source) from error
