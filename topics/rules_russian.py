"""A topic with a Russian title is Russian throughout: half a translation leaves a learner alone."""

from __future__ import annotations

from collections.abc import Iterator

from ml.scenario import Beat, Scenario
from topics.paths import place_of

Wanted = Iterator[tuple[str, str, str]]
"""(place, field, Russian text) of what must not be empty."""


def translations(scenario: Scenario) -> Iterator[str]:
    if not scenario.title_ru:
        return
    for place, field, text in _wanted(scenario):
        if not text:
            yield f"{place}: `{field}` is empty while the title has Russian. Translate the line."
    yield from _lists(scenario)


def _wanted(scenario: Scenario) -> Wanted:
    yield "the topic", "teaser_ru", scenario.teaser_ru
    yield "opener", "ru", scenario.opener.ru
    yield "closer", "ru", scenario.closer.ru
    yield "closer", "early_ru", scenario.closer.early_ru
    yield "goal", "learner_ru", scenario.goal.learner_ru
    yield "setting", "page_ru", scenario.setting.page_ru
    yield "persona", "role_ru", scenario.persona.role_ru
    if scenario.opener.again:
        yield "opener", "again_ru", scenario.opener.again_ru
    if scenario.retell:
        yield "retell", "prompt_ru", scenario.retell.prompt_ru
    for step in scenario.goal.steps:
        yield f"goal › steps › {step.id}", "ru", step.ru
    for phrase in scenario.targets.unusual:
        yield f"targets › unusual › {phrase.id}", "ru", phrase.ru
    for star in scenario.stars:
        yield f"stars › {star.for_}", "ru", star.ru
        if star.before:
            yield f"stars › {star.for_}", "before_ru", star.before_ru
        if star.written:
            yield f"stars › {star.for_}", "written_ru", star.written_ru
    for beat in scenario.beats:
        yield from _of_beat(beat)


def _of_beat(beat: Beat) -> Wanted:
    place = place_of(beat)
    yield place, "ru", beat.ru
    yield place, "anything_ru", beat.anything_ru
    if beat.and_you:
        yield place, "and_you_ru", beat.and_you_ru
    if beat.listening:
        yield f"{place} › listening", "tell_ru", beat.listening.tell_ru
        yield f"{place} › listening", "simpler_ru", beat.listening.simpler_ru
    if beat.own_words and beat.own_words.tip:
        yield f"{place} › own_words", "tip_ru", beat.own_words.tip_ru
    for reply in beat.replies:
        yield f"{place} › replies › {reply.size}", "ru", reply.ru
        yield f"{place} › replies › {reply.size}", "react_ru", reply.react_ru
    for number, other in enumerate(beat.other, start=1):
        yield f"{place} › other › no. {number}", "ru", other.ru
    for name, fill in beat.fill.items():
        for value, variant in fill.variants.items():
            yield f"{place} › fill › {name} › {value}", "ru", variant.ru


def _lists(scenario: Scenario) -> Iterator[str]:
    """Lists are translated line by line, in the same order."""
    lists = []
    if scenario.retell:
        lists.append(("retell", "i_said_ru", scenario.retell.i_said, scenario.retell.i_said_ru))
    for kind, lines in scenario.persona.lines:
        lists.append(("persona › lines_ru", kind, lines, getattr(scenario.persona.lines_ru, kind, ())))
    for place, field, lines, russian in lists:
        if len(lines) != len(russian):
            yield (
                f"{place}: `{field}` holds {len(russian)} while there are {len(lines)} in English. "
                "Translate each, in the same order."
            )
