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
    """``question`` serves a persona whose own lines to a learner's question are used up; it stays."""

    format: Literal[1]
    moves: Annotated[tuple[Move, ...], Field(min_length=1)]
    question: tuple[Text, ...] = ()
    question_ru: tuple[Text, ...] = ()

    def get(self, name: str) -> Move | None:
        return next((move for move in self.moves if move.id == name), None)

    def lines_of(self, kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What every persona may say to a move, or to a ``question``: (English, Russian)."""
        if kind == "question":
            return self.question, self.question_ru
        move = self.get(kind)
        return (move.answers, move.answers_ru) if move else ((), ())


def moves_parse(data: Any, *, source: str = "") -> Moves:
    """The moves of a parsed YAML document; raises ScenarioError with one sentence per problem."""
    try:
        return Moves.model_validate(data)
    except ValidationError as error:
        raise ScenarioError(problems_of(error, data), source=source) from error
