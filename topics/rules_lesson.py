"""Rules for what makes a talk a lesson: listening, the learner's own questions, the retelling, recordings."""

from __future__ import annotations

from collections.abc import Iterator

from ml.engines.scripted_offer import is_quotable
from ml.engines.scripted_reading import words_heard
from ml.scenario import MOST_WORDS, Beat, Scenario
from ml.scenario_text import count_words, places, sentences
from topics.paths import branches, place_of
from topics.rules_lines import QUOTED

TELL_MORE = 1.2  # of the turn's limit: one listens for longer than one takes part
MOST_AND_YOU = 20
MOST_RETELL_SECONDS = 60  # as long as a spoken turn may be
# What the persona's lines may hold, and what each of that kind must hold.
PLACES = {
    "unsure": ("guess",),
    "meaning": ("phrase", "meaning"),
    "say_it": ("starter",),
    "help": ("line",),
    "meets": ("name",),
}
NEEDED = ("unsure", "meaning", "meets")


def listening(scenario: Scenario) -> Iterator[str]:
    """Beats where something is told first: it is told, not asked, and an answer shows what was understood."""
    most = int(MOST_WORDS[scenario.level] * TELL_MORE)
    for beat in scenario.beats:
        place = place_of(beat)
        missed = any(reply.missed for reply in beat.replies) or any(other.missed for other in beat.other)
        if beat.listening is None:
            if missed:
                yield f"{place}: `missed` stands in a beat without `listening`. Add what is told, or drop it."
            continue
        words = count_words(beat.listening.tell)
        if words > most:
            yield f"{place} › listening: `tell` has {words} words. Cut to {most}, at {scenario.level}."
        if count_words(beat.listening.simpler) > words:
            yield f"{place} › listening: `simpler` is longer than `tell`. Make it easier to follow."
        for field in ("tell", "simpler"):
            if "?" in QUOTED.sub("…", getattr(beat.listening, field)):
                yield f"{place} › listening: `{field}` asks a question. Ask in `say`."
        if all(reply.missed for reply in beat.replies):
            yield f"{place} › replies: all are `missed`. One must show that the telling was understood."
        if not missed:
            yield f"{place}: no answer is `missed`. Mark one that only a listener who lost it would give."


def own_answers(scenario: Scenario) -> Iterator[str]:
    """``and_you`` answers; the beat's question, or the next one, follows it."""
    for beat in scenario.beats:
        ends = any(scenario.after(beat, branch.jump) is None for branch in branches(beat))
        if ends and not beat.and_you:
            yield f"{place_of(beat)}: `and_you` is missing where the talk may end. Write it."
        if (words := count_words(beat.and_you)) > MOST_AND_YOU:
            yield f"{place_of(beat)}: `and_you` has {words} words. Cut to {MOST_AND_YOU}."
        if beat.and_you and "?" in QUOTED.sub("…", sentences(beat.and_you)[-1]):
            yield f"{place_of(beat)}: `and_you` ends with a question. Make it a statement."


def persona_places(scenario: Scenario) -> Iterator[str]:
    """Places stand only where something fills them, and where they are needed."""
    persona = scenario.persona
    russian = list(persona.lines_ru) if persona.lines_ru else []
    for name, kinds in (("lines", list(persona.lines)), ("lines_ru", russian)):
        for kind, lines in kinds:
            allowed = PLACES.get(kind, ())
            for line in lines:
                where = f"persona › {name} › {kind}: “{line}”"
                found = [place for place, _ in places(line)]
                for place in sorted(set(found) - set(allowed)):
                    yield f"{where} holds {{{place}}}, which nothing fills there. Remove it."
                for place in allowed if kind in NEEDED else ():
                    if place not in found:
                        yield f"{where} has no {{{place}}}. {_advice(kind)}"
    for line in persona.lines.stop:
        if "?" not in line:
            yield f"persona › lines › stop: “{line}” does not ask. Let it ask whether to stop."
    for line in persona.lines.meets:
        if "?" in line:
            yield f"persona › lines › meets: “{line}” asks before the first question. Make it a statement."


def _advice(kind: str) -> str:
    return "Move it to `unsure_no_guess`." if kind == "unsure" else "Say it there."


def unfilled_places(scenario: Scenario) -> Iterator[str]:
    """What is shown, read or recorded as it is written."""
    lines: list[tuple[str, str, str]] = []
    for beat in scenario.beats:
        lines.append((place_of(beat), "starter", beat.starter))
        for reply in beat.replies:
            place = f"{place_of(beat)} › replies › {reply.size}"
            lines += [(place, "say", reply.say), (place, "ru", reply.ru)]
    if scenario.retell:
        lines += [
            ("retell", field, getattr(scenario.retell, field)) for field in ("prompt", "prompt_ru", "model")
        ]
    for place, field, text in lines:
        for name, _ in places(text):
            yield f"{place}: `{field}` holds {{{name}}}, which nothing fills there. Write the words."


def collisions(scenario: Scenario) -> Iterator[str]:
    """Reading one card must not sound like another answer."""
    for beat in scenario.beats:
        for reply in beat.replies:
            found = words_heard(beat, reply.say)
            if found is None or found.reply is reply:
                continue
            theirs = f"replies › {found.reply.size}" if found.reply else _other(beat, found.other)
            yield (
                f"{place_of(beat)} › replies › {reply.size}: in `say`, words are heard that stand under "
                f"{theirs}. Add longer words of this line to its own `hear`."
            )


def guesses(scenario: Scenario) -> Iterator[str]:
    """A "yes" to "Was it “…”?" must be a yes to what the echo says."""
    for beat in scenario.beats:
        for reply in beat.replies:
            if not is_quotable(reply):
                yield (
                    f"{place_of(beat)} › replies › {reply.size}: no sentence of `say` holds a phrase of "
                    "`hear`, so “Was it …?” has nothing to quote. Add words of the line to `hear`."
                )


def _other(beat: Beat, other: object) -> str:
    number = next(number for number, one in enumerate(beat.other, start=1) if one is other)
    return f"other › no. {number}"


def retelling(scenario: Scenario) -> Iterator[str]:
    if scenario.retell and scenario.retell.seconds > MOST_RETELL_SECONDS:
        yield f"retell: `seconds` is {scenario.retell.seconds}. Give {MOST_RETELL_SECONDS} at most."


def recordings(scenario: Scenario) -> Iterator[str]:
    """A recording belongs to a line that is always said in the same words."""
    lines = line_ids(scenario)
    for name in scenario.audio:
        if name not in lines:
            yield f"audio: there is no line `{name}`. Correct the name; docs/topics.md lists them."
        elif places(lines[name]):
            yield f"audio: the line `{name}` holds a {{place}}, so its words change. Remove the recording."


def line_ids(scenario: Scenario) -> dict[str, str]:
    """The buddy's lines by their ids, as a talk's state and ``audio`` know them."""
    lines = {
        "opener": scenario.opener.say,
        "opener.again": scenario.opener.again,
        "closer": scenario.closer.say,
        "closer.early": scenario.closer.early,
    }
    for kind, texts in scenario.persona.lines:
        lines |= {f"{kind}.{number}": text for number, text in enumerate(texts)}
    for beat in scenario.beats:
        own = {"say": beat.say, "simpler": beat.simpler, "anything": beat.anything, "and_you": beat.and_you}
        if beat.listening:
            own |= {"tell": beat.listening.tell, "tell_simpler": beat.listening.simpler}
        for reply in beat.replies:
            own |= {f"{reply.size}.{field}": getattr(reply, field) for field in ("echo", "recast", "react")}
        own |= {f"other.{number}": other.react for number, other in enumerate(beat.other, start=1)}
        lines |= {f"{beat.id}.{name}": text for name, text in own.items()}
    return {name: text for name, text in lines.items() if text}
