"""The words of a scenario that are never too hard for its learner, nor foreign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ml.free.words import tokens
from ml.scenario import Scenario, scenario_document

# Fields in the learner's language, and ids that name parts to the program.
_NOT_ENGLISH = ("_ru", "ru", "id", "slug", "licence", "author", "next", "not")


def scenario_names(scenario: Scenario) -> frozenset[str]:
    """Names, places, target phrases and the words its author marked as above the level."""
    text = [scenario.title, scenario.persona.name, scenario.persona.role, *scenario.above_level]
    for phrase in scenario.targets.unusual:
        text += [phrase.phrase, phrase.say, *phrase.match]
    text += [construction.example for construction in scenario.targets.constructions]
    text += scenario.targets.useful
    whole = list(_english(scenario_document(scenario)))
    named = (token.lower for piece in whole for token in tokens(piece) if token.named)
    return frozenset(token.lower for piece in text for token in tokens(piece)) | frozenset(named)


def scenario_words(scenario: Scenario) -> frozenset[str]:
    """Every word that the scenario's author wrote in English: what may be said in this talk."""
    whole = _english(scenario_document(scenario))
    return frozenset(token.lower for piece in whole for token in tokens(piece)) | scenario_names(scenario)


def _english(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for key, value in part.items():
            if key not in _NOT_ENGLISH and not key.endswith("_ru"):
                yield from _english(value)
    elif isinstance(part, Sequence):
        for value in part:
            yield from _english(value)
