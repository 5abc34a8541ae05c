"""Rules between the parts: where answers lead, what was said before, what is known by then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ml.scenario import Beat, Scenario
from ml.scenario_text import places, sentences, words
from topics.paths import END, Paths, branches, place_of
from topics.rules_lines import QUOTED

TOLD_AGAIN = "listening › simpler"
_FEWEST_WORDS = 3  # "Thank you." may come twice; a sentence that one remembers may not


def targets_of_next(scenario: Scenario) -> Iterator[str]:
    names = {beat.id for beat in scenario.beats} | {END}
    for beat in scenario.beats:
        for branch in branches(beat):
            if branch.jump and branch.jump not in names:
                field = "next" if branch.place != place_of(beat) else "anything_next"
                yield f"{branch.place}: `{field}` leads to `{branch.jump}`, no beat of this topic. Name one."


def every_path_ends(scenario: Scenario, paths: Paths) -> Iterator[str]:
    if paths.loop:
        name, back = paths.loop
        yield f"beats › {name}: an answer leads back to `{back}`, so the talk may never end. Lead it on."
        return
    for beat in scenario.beats:
        if beat.id not in paths.order:
            yield f"{place_of(beat)}: no answer leads here. Point a `next` to it or remove it."


def references(scenario: Scenario) -> Iterator[str]:
    """Names in one part that must stand in another."""
    constructions = {construction.id for construction in scenario.targets.constructions}
    steps = {step.id for step in scenario.goal.steps}
    for beat in scenario.beats:
        for name in beat.practises:
            if name not in constructions:
                yield f"{place_of(beat)}: `practises` names `{name}`, not found in targets › constructions."
        if beat.step and beat.step not in steps:
            yield f"{place_of(beat)}: `step` names `{beat.step}`, which is not under goal › steps."
        for branch in branches(beat):
            for name in branch.remember.keys() - scenario.remember.keys():
                yield f"{branch.place}: `remember` keeps `{name}`. Add it to the topic's `remember` too."
    for unused in sorted(steps - {beat.step for beat in scenario.beats}):
        yield f"goal › steps: no beat has `step: {unused}`. Give it to a beat or remove it."
    for phrase in scenario.targets.unusual:
        said = " ".join(words(phrase.say))
        if not any(" ".join(words(match)) in said for match in phrase.match):
            yield f"targets › unusual › {phrase.id}: no `match` is in its own `say`. Add that form."


# ------------------------------------------------------------------ nothing said twice


@dataclass(frozen=True)
class _Said:
    place: str
    text: str
    beat: str  # "" before the first beat or anywhere
    branch: str  # place of the answer it belongs to; "" for the question
    field: str
    follows: frozenset[str]  # beats that may come after it


def said_twice(scenario: Scenario, paths: Paths) -> Iterator[str]:
    """No line, and no sentence of three words or more, stands twice on one path."""
    groups: dict[tuple[str, ...], list[_Said]] = defaultdict(list)
    for said in _everything_said(scenario, paths):
        for key in _keys(said.text):
            groups[key].append(said)
    told = set()
    for group in groups.values():
        for number, first in enumerate(group):
            for second in group[number + 1 :]:
                pair = (first.place, first.field, second.place, second.field)
                if pair not in told and _both_on_a_path(first, second):
                    told.add(pair)
                    yield (
                        f"{second.place}: `{second.field}` says again what `{first.field}` of {first.place} "
                        "said before. Say it another way."
                    )


def _everything_said(scenario: Scenario, paths: Paths) -> Iterator[_Said]:
    everywhere = frozenset(paths.order)
    for kind, lines in scenario.persona.lines:
        for number, line in enumerate(lines, start=1):
            yield _Said("persona › lines", line, "", f"{kind} {number}", f"{kind} {number}", everywhere)
    for field in ("say", "again"):
        yield _Said("opener", getattr(scenario.opener, field), "", "opener", field, everywhere)
    for name in paths.order:
        beat = scenario.beat(name)
        assert beat is not None  # ``order`` holds beats only
        for field, text in _asked(beat):
            yield _Said(place_of(beat), text, name, "", field, paths.later[name])
        for branch in branches(beat):
            follows = paths.later[paths.after(branch)]
            for field, text in branch.lines:
                yield _Said(branch.place, text, name, f"{branch.place} {field}", field, follows)
    for field in ("say", "early"):
        yield _Said("closer", getattr(scenario.closer, field), END, "closer", field, frozenset())


def _asked(beat: Beat) -> Iterator[tuple[str, str]]:
    """What the beat says before an answer; empty texts are never said."""
    yield "say", beat.say
    yield "simpler", beat.simpler
    yield "and_you", beat.and_you
    if beat.listening:
        yield "tell", beat.listening.tell
        yield TOLD_AGAIN, beat.listening.simpler


def _keys(text: str) -> set[tuple[str, ...]]:
    """The whole line, and its longer sentences; quotations may come back on purpose."""
    keys = {words(text)}
    keys |= {
        key for sentence in sentences(QUOTED.sub("", text)) if len(key := words(sentence)) >= _FEWEST_WORDS
    }
    return keys - {()}


def _both_on_a_path(first: _Said, second: _Said) -> bool:
    if "opener" in (first.branch, second.branch) and first.place == second.place:
        return False  # say or again
    if first.beat == END and second.beat == END:
        return False  # say or early
    if not first.beat or not second.beat or END in (first.beat, second.beat):
        return True  # may be said anywhere, or before or after all
    if first.beat == second.beat:
        return _both_in_a_beat(first, second)
    return second.beat in first.follows or first.beat in second.follows


def _both_in_a_beat(first: _Said, second: _Said) -> bool:
    if {first.field, second.field} == {"tell", TOLD_AGAIN}:
        return False  # told again because somebody asked: some of it may stay
    if not first.branch or not second.branch:
        return True  # the question, then an answer to it
    same_answer = first.place == second.place and "anything" not in (first.field, second.field)
    return same_answer and {first.field, second.field} != {"echo", "recast"}


# ------------------------------------------------------------------ places and fills


def places_are_known(scenario: Scenario, paths: Paths) -> Iterator[str]:
    """``{name|text}`` is filled from ``remember``; without text after the bar, on every path."""
    for where, field, text, known, fills in _filled_lines(scenario, paths):
        for name, default in places(text):
            if name in fills:
                continue
            if name not in scenario.remember:
                yield f"{where}: `{field}` holds {{{name}}}, which `remember` does not list. Correct it."
            elif not default and name not in known:
                yield f"{where}: `{field}` needs {{{name}}}, unknown on some paths. Write {{{name}|…}}."


def _filled_lines(
    scenario: Scenario, paths: Paths
) -> Iterator[tuple[str, str, str, frozenset[str], frozenset[str]]]:
    """(place, field, text, names known there, names of fills) of all that is filled when said."""
    nothing: frozenset[str] = frozenset()
    for field in ("say", "again", "ru", "again_ru"):
        yield "opener", field, getattr(scenario.opener, field), nothing, nothing
    for name in paths.order:
        beat = scenario.beat(name)
        assert beat is not None  # ``order`` holds beats only
        known, fills = paths.known[name], frozenset(beat.fill)
        for field in ("say", "ru"):
            yield place_of(beat), field, getattr(beat, field), known, fills
        yield place_of(beat), "simpler", beat.simpler, known, nothing
        for field in ("and_you", "and_you_ru"):
            yield place_of(beat), field, getattr(beat, field), known, nothing
        if told := beat.listening:
            for field in ("tell", "tell_ru", "simpler", "simpler_ru"):
                yield f"{place_of(beat)} › listening", field, getattr(told, field), known, nothing
        for branch in branches(beat):
            for field, text in branch.lines:
                yield branch.place, field, text, known | branch.remember.keys(), nothing
    for field in ("say", "ru"):
        yield "closer", field, getattr(scenario.closer, field), paths.known.get(END, nothing), nothing
    for field in ("early", "early_ru"):
        yield "closer", field, getattr(scenario.closer, field), nothing, nothing
    if scenario.postcard:
        for value, text in [*scenario.postcard.variants.items(), ("default", scenario.postcard.default)]:
            yield "postcard", value, text, nothing, nothing


def fills_are_complete(scenario: Scenario, paths: Paths) -> Iterator[str]:
    for beat in scenario.beats:
        yield from _fills_of(beat, paths)
    card = scenario.postcard
    if card and card.by not in scenario.remember:
        yield f"postcard: `by` names `{card.by}`, which is not in `remember`. Name a remembered choice."
    elif card:
        for value in sorted(card.variants.keys() - paths.values.get(card.by, frozenset())):
            yield f"postcard: no answer sets `{card.by}` to `{value}`. Remove this card or add the answer."


def _fills_of(beat: Beat, paths: Paths) -> Iterator[str]:
    for name, fill in beat.fill.items():
        place = f"{place_of(beat)} › fill › {name}"
        if "default" in fill.variants:
            continue
        for value in sorted(paths.values.get(fill.by, frozenset()) - fill.variants.keys()):
            yield f"{place}: has no text for `{fill.by}: {value}`. Add it, or a `default`."
        if fill.by not in paths.known.get(beat.id, frozenset()):
            yield f"{place}: `by: {fill.by}` is not chosen on every path to this beat. Add a `default`."
