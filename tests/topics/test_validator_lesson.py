"""Each rule for listening, own answers, recordings and the Russian has a broken topic that it catches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.topics.test_validator import BLANK, TRICK, Document, problems, reply


def told(document: Document, beat: int = BLANK, **changes: str) -> Document:
    """Something is told in the beat before its question; the second reply shows that it was missed."""
    telling = {
        "tell": "The boat leaves at six.",
        "simpler": "Boat at six.",
        "tell_ru": "А",
        "simpler_ru": "Б",
    }
    document["beats"][beat]["listening"] = telling | changes
    reply(document, beat, 1)["missed"] = True
    return document["beats"][beat]


BROKEN: dict[str, tuple[Callable[[Document], Any], str]] = {
    "a telling that is too long": (
        lambda d: told(d, tell="word " * 51),
        "beats › blank › listening: `tell` has 51 words. Cut to 50, at B1.",
    ),
    "a telling that asks": (
        lambda d: told(d, tell="Do you know this? The boat leaves."),
        "beats › blank › listening: `tell` asks a question. Ask in `say`.",
    ),
    "an easier telling that asks": (
        lambda d: told(d, simpler="Boat at six?"),
        "beats › blank › listening: `simpler` asks a question.",
    ),
    "an easier telling that is longer": (
        lambda d: told(d, simpler="The boat leaves at six, and it will not wait."),
        "beats › blank › listening: `simpler` is longer than `tell`.",
    ),
    "a telling that nobody can miss": (
        lambda d: told(d)["replies"][1].pop("missed"),
        "beats › blank: no answer is `missed`.",
    ),
    "a telling that nobody can understand": (
        lambda d: [part.update(missed=True) for part in told(d)["replies"]],
        "beats › blank › replies: all are `missed`.",
    ),
    "missed where nothing is told": (
        lambda d: d["beats"][BLANK]["other"][0].update(missed=True),
        "beats › blank: `missed` stands in a beat without `listening`.",
    ),
    "a telling that is said elsewhere": (
        lambda d: told(d, tell="I stand up and can't remember anything."),
        "beats › blank: `tell` says again what `simpler` of beats › blank said before.",
    ),
    "an own answer that is long": (
        lambda d: d["beats"][BLANK].update(and_you="word " * 21, and_you_ru="А"),
        "beats › blank: `and_you` has 21 words. Cut to 20.",
    ),
    "an own answer that asks": (
        lambda d: d["beats"][BLANK].update(and_you="I'd run. And you?"),
        "beats › blank: `and_you` ends with a question.",
    ),
    "an own answer that she gives twice": (
        lambda d: [d["beats"][n].update(and_you="I'd hide in the kitchen, always.") for n in (BLANK, TRICK)],
        "beats › trick: `and_you` says again what `and_you` of beats › blank said before.",
    ),
    "a place in a persona's line that nothing fills": (
        lambda d: d["persona"]["lines"].update(wait=["Wait, {name}."]),
        "persona › lines › wait: “Wait, {name}.” holds {name}, which nothing fills there.",
    ),
    "a guess where nothing was guessed": (
        lambda d: d["persona"]["lines"]["unsure_no_guess"].append("Was it {guess}?"),
        "persona › lines › unsure_no_guess: “Was it {guess}?” holds {guess}",
    ),
    "a place in a translation that nothing fills": (
        lambda d: d["persona"]["lines_ru"].update(wait=["Подождите, {line}."]),
        "persona › lines_ru › wait: “Подождите, {line}.” holds {line}",
    ),
    "a meaning that is not said": (
        lambda d: d["persona"]["lines"]["meaning"].append("“{phrase}” is a nice one."),
        "persona › lines › meaning: ““{phrase}” is a nice one.” has no {meaning}.",
    ),
    "a greeting without the name": (
        lambda d: d["persona"]["lines"].update(meets=["I know you."]),
        "persona › lines › meets: “I know you.” has no {name}.",
    ),
    "a greeting that asks": (
        lambda d: d["persona"]["lines"].update(meets=["Are you {name}?"]),
        "persona › lines › meets: “Are you {name}?” asks before the first question.",
    ),
    "a stop that does not ask": (
        lambda d: d["persona"]["lines"]["stop"].append("Good night, then."),
        "persona › lines › stop: “Good night, then.” does not ask.",
    ),
    "a place in a card": (
        lambda d: reply(d, BLANK, 0).update(say="I'd look at {notes|paper}."),
        "beats › blank › replies › short: `say` holds {notes}, which nothing fills there.",
    ),
    "a place in a starter": (
        lambda d: d["beats"][BLANK].update(starter="{name}, I'd …"),
        "beats › blank: `starter` holds {name}",
    ),
    "a card that sounds like another reply": (
        lambda d: reply(d, BLANK, 0)["hear"].append("about it and carry on"),
        "beats › blank › replies › fuller: in `say`, words are heard that stand under replies › short.",
    ),
    "a card that sounds like another answer": (
        lambda d: d["beats"][BLANK]["other"][1]["hear"].append("I'd look at my notes"),
        "beats › blank › replies › short: in `say`, words are heard that stand under other › no. 2.",
    ),
    "a card of which nothing can be quoted": (
        lambda d: reply(d, BLANK, 0).update(say="I don't know. Maybe later.", hear=["notes"]),
        "beats › blank › replies › short: no sentence of `say` holds a phrase of `hear`",
    ),
    "a last question without an own answer": (
        lambda d: d["beats"][-1].pop("and_you"),
        "beats › practise: `and_you` is missing where the talk may end.",
    ),
    "a long retelling": (
        lambda d: d["retell"].update(seconds=90),
        "retell: `seconds` is 90. Give 60 at most.",
    ),
    "a recording of no line": (
        lambda d: d.update(audio={"blank.sey": "blank.wav"}),
        "audio: there is no line `blank.sey`.",
    ),
    "a recording of a line whose words change": (
        lambda d: d.update(audio={"closer": "closer.wav"}),
        "audio: the line `closer` holds a {place}",
    ),
    "a telling without its translation": (
        lambda d: told(d)["listening"].pop("tell_ru"),
        "beats › blank › listening: `tell_ru` is empty",
    ),
    "a persona's line without its translation": (
        lambda d: d["persona"]["lines_ru"]["wait"].pop(),
        "persona › lines_ru: `wait` holds",
    ),
    "a retelling without its translation": (
        lambda d: d["retell"].pop("prompt_ru"),
        "retell: `prompt_ru` is empty",
    ),
}


@pytest.mark.parametrize(("breaks", "sentence"), BROKEN.values(), ids=BROKEN)
def test_it_catches(document, breaks, sentence):
    breaks(document)
    found = problems(document)
    assert any(sentence in problem for problem in found), found or "nothing was found"


def test_a_telling_its_easier_words_and_a_recording_may_be(document):
    told(document, simpler="The boat leaves at six.")
    lines = (
        "opener",
        "opener.again",
        "closer.early",
        "wait.0",
        "blank.tell",
        "blank.tell_simpler",
        "blank.say",
    )
    lines += ("blank.simpler", "blank.short.echo", "blank.other.1", "blank.anything")
    document["audio"] = {line: f"{line}.wav" for line in lines}
    assert problems(document) == []
