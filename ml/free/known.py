"""What the checks of a model's sentences are told of a talk: its level, its words, what is private."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ml.free.checking import SentenceCheck
from ml.scenario import Scenario
from ml.scenario_text import words
from ml.types import Prompt


def check_of(prompt: Prompt, system: str, level: str) -> SentenceCheck:
    """The check of one turn. Words of the scenario and of the learner are never too hard."""
    known = set(_words_of(prompt.scenario))
    for exchange in prompt.history:
        known.update(words(exchange.learner))
    for value in (*prompt.state.remember.values(), *prompt.state.about.values()):
        known.update(words(value))
    if prompt.heard is not None:
        known.update(words(prompt.heard.text))
    return SentenceCheck(level=level, names=frozenset(known), private=system)


def _words_of(scenario: Scenario) -> Iterator[str]:
    for text in _texts(scenario.model_dump(exclude={"teacher_note", "stars", "cover", "licence", "author"})):
        yield from words(text)


def _texts(value: Any) -> Iterator[str]:
    """All strings of a document. A scenario has some hundreds; it takes a millisecond or two a turn."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
