"""Rules for single beats and lines: lengths, questions, stances, words to hear."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ml.scenario import MOST_WORDS, Beat, Scenario
from ml.scenario_text import count_words, filled, places, sentences, spelled_out
from topics.paths import END, Branch, Paths, branches, place_of

RECAST_MORE = 3
MOST_SIMPLER = 14
MOST_SHORT = 9
QUOTED = re.compile(r"“[^”]*”")


def turn_lengths(scenario: Scenario, paths: Paths) -> Iterator[str]:
    """A turn is what answers the learner and what is said next; the longest wording counts."""
    most = MOST_WORDS[scenario.level]
    for name, text in (("say", scenario.opener.say), ("again", scenario.opener.again)):
        words = count_words(text) + _asking(scenario, paths, scenario.beats[0].id)
        if words > most:
            yield f"opener: `{name}` and the first beat are {words} words in one turn. Cut to {most}."
    for beat in scenario.beats:
        for branch in branches(beat):
            following = paths.after(branch)
            words = _answering(branch) + _asking(scenario, paths, following)
            if words > most:
                yield (
                    f"{branch.place}: with `{following}` after it the buddy says {words} words in one turn. "
                    f"Cut to {most}, the most at {scenario.level}."
                )


def _answering(branch: Branch) -> int:
    """Words of the answer; a recast, being a longer echo, may be a little longer than the limit."""
    count = {field: count_words(text) for field, text in branch.lines}
    opening = max(count.get("echo", 0), count.get("recast", 0) - RECAST_MORE)
    return opening + count.get("react", 0) + count.get("anything", 0)


def _asking(scenario: Scenario, paths: Paths, name: str) -> int:
    """Words of the beat's line, or of the closer, with the longest text in every place."""
    beat = scenario.beat(name)
    text = scenario.closer.say if name == END or beat is None else beat.say
    longest: dict[str, str] = {}
    for place, default in places(text):
        texts = [default or "", *paths.values.get(place, ())]
        if beat and place in beat.fill:
            texts = [variant.say for variant in beat.fill[place].variants.values()]
        longest[place] = max(texts, key=count_words)
    return count_words(filled(text, longest))


def easy_lines(scenario: Scenario) -> Iterator[str]:
    for beat in scenario.beats:
        if (words := count_words(beat.simpler)) > MOST_SIMPLER:
            yield f"{place_of(beat)}: `simpler` has {words} words. Cut to {MOST_SIMPLER}."
        if (words := count_words(beat.replies[0].say)) > MOST_SHORT:
            yield f"{place_of(beat)} › replies › short: `say` has {words} words. Cut to {MOST_SHORT}."


def questions(scenario: Scenario) -> Iterator[str]:
    """One question a turn, the last thing said; one short invitation may follow it."""
    for beat in scenario.beats:
        say = QUOTED.sub("…", beat.say)
        if say.count("?") > 1:
            yield f"{place_of(beat)}: `say` asks {say.count('?')} questions. Keep the last one."
        elif len(sentences(say.rpartition("?")[2] if "?" in say else "")) > 1:
            yield f"{place_of(beat)}: the question in `say` is not last. Move it to the end."
        if "?" in QUOTED.sub("…", beat.anything):
            yield f"{place_of(beat)}: `anything` asks a question before the next one. Make it a statement."
    for name in ("say", "early"):
        if "?" in QUOTED.sub("…", getattr(scenario.closer, name)):
            yield f"closer: `{name}` asks a question that nobody can answer. Make it a statement."


def stances(scenario: Scenario) -> Iterator[str]:
    for beat in scenario.beats:
        if len({reply.stance.lower() for reply in beat.replies}) < len(beat.replies):
            yield f"{place_of(beat)} › replies: two replies have the same `stance`. Let the attitudes differ."


def cards(scenario: Scenario) -> Iterator[str]:
    seen: dict[tuple[str, ...], str] = {}
    for beat in scenario.beats:
        for reply in beat.replies:
            place = f"{place_of(beat)} › replies › {reply.size}"
            first = seen.setdefault(spelled_out(reply.say), place)
            if first != place:
                yield f"{place}: `say` is the same line as in {first}. Write another."


def words_to_hear(scenario: Scenario) -> Iterator[str]:
    """No word stands under two answers of a beat."""
    for beat in scenario.beats:
        seen: dict[tuple[str, ...], str] = {}
        for place, phrases in _heard_at(beat):
            for phrase in phrases:
                key = spelled_out(phrase)
                if not key:
                    yield f"{place}: “{phrase}” in `hear` holds no word. Remove it."
                elif (first := seen.setdefault(key, place)) != place:
                    yield f"{place}: “{phrase}” in `hear` stands under {first} too. Keep it in one of them."


def _heard_at(beat: Beat) -> Iterator[tuple[str, tuple[str, ...]]]:
    for reply in beat.replies:
        yield f"{place_of(beat)} › replies › {reply.size}", reply.hear
    for number, other in enumerate(beat.other, start=1):
        yield f"{place_of(beat)} › other › no. {number}", other.hear
