"""Holds a scenario to the rules of the format, on every path (``docs/topics.md`` lists them)."""

from __future__ import annotations

from collections.abc import Iterator

from ml.scenario import Scenario
from topics import rules_lesson, rules_lines, rules_paths, rules_russian
from topics.paths import Paths

READ_ALOUD = (8, 12)  # fewer is no practice, more is a lesson


def check(scenario: Scenario) -> list[str]:
    """The scenario's problems as sentences that say what to do; empty when it may be published."""
    return list(_problems(scenario))


def _problems(scenario: Scenario) -> Iterator[str]:
    paths = Paths(scenario)
    yield from rules_paths.targets_of_next(scenario)
    yield from rules_paths.references(scenario)
    yield from rules_lines.turn_lengths(scenario, paths)
    yield from rules_lines.easy_lines(scenario)
    yield from rules_lines.questions(scenario)
    yield from rules_lines.stances(scenario)
    yield from rules_lines.cards(scenario)
    yield from rules_lines.words_to_hear(scenario)
    yield from rules_lesson.listening(scenario)
    yield from rules_lesson.own_answers(scenario)
    yield from rules_lesson.persona_places(scenario)
    yield from rules_lesson.unfilled_places(scenario)
    yield from rules_lesson.collisions(scenario)
    yield from rules_lesson.guesses(scenario)
    yield from rules_lesson.retelling(scenario)
    yield from rules_lesson.recordings(scenario)
    yield from rules_russian.translations(scenario)
    yield from _whole(scenario)
    yield from rules_paths.every_path_ends(scenario, paths)
    if paths.loop is None:  # the rules below ask what comes later
        yield from rules_paths.said_twice(scenario, paths)
        yield from rules_paths.places_are_known(scenario, paths)
        yield from rules_paths.fills_are_complete(scenario, paths)


def _whole(scenario: Scenario) -> Iterator[str]:
    """Parts that a lesson needs though the format lets a draft leave them out."""
    if not any(beat.own_words for beat in scenario.beats):
        yield "beats: none has `own_words`. Let the learner tell something freely in one of them."
    if scenario.retell is None:
        yield "`retell` is missing. Let the learner tell the story alone at the end."
    if not scenario.stars:
        yield "`stars` are missing. Say before the talk what can be earned."
    for star in scenario.stars:
        if star.for_ == "targets" and not star.at_least:
            yield "stars › targets: `at_least` is missing. Say how many phrases."
        if star.for_ == "own_words" and not star.seconds:
            yield "stars › own_words: `seconds` is missing. Say for how long."
    fewest, most = READ_ALOUD
    if not fewest <= len(scenario.read_aloud) <= most:
        yield f"`read_aloud` holds {len(scenario.read_aloud)} phrases. Give {fewest} to {most}."
