"""What the check of a model's sentences is told of a talk: its level, its words, what nobody is to hear."""

from __future__ import annotations

from ml.free.checking import SentenceCheck
from ml.free.known_words import scenario_words
from ml.free.prompting import level_of, rules_text
from ml.free.words import tokens
from ml.scenario import Scenario
from ml.types import Prompt

_kept: dict[str, tuple[Scenario, frozenset[str]]] = {}  # by slug: a topic is read anew when it was edited


def check_of(prompt: Prompt) -> SentenceCheck:
    """The check of one turn. Words of the scenario and of the learner are never too hard."""
    said = [exchange.learner for exchange in prompt.history]
    said += [*prompt.state.remember.values(), *prompt.state.about.values()]
    if prompt.heard is not None:
        said.append(prompt.heard.text)
    theirs = frozenset(token.lower for text in said for token in tokens(text))
    names = _words_of(prompt.scenario) | theirs
    return SentenceCheck(level=level_of(prompt), names=names, private=rules_text(prompt))


def _words_of(scenario: Scenario) -> frozenset[str]:
    kept = _kept.get(scenario.slug)
    if kept is None or kept[0] is not scenario:
        kept = _kept[scenario.slug] = (scenario, scenario_words(scenario))
    return kept[1]
