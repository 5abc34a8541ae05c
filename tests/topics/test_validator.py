"""Each rule has a broken topic that it catches; the model topic breaks none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from ml.scenario import Scenario, scenario_parse
from topics.services import CATALOGUE
from topics.validator import check

Document = dict[str, Any]
LONG = "word " * 30
JOURNEY, BUTTERFLIES, BLANK, STORY, TRICK, TWO, SILENCE, TEARS, PRACTISE = range(9)


def problems(document: Document) -> list[str]:
    return check(scenario_parse(document))


@pytest.mark.parametrize("path", sorted(CATALOGUE.glob("[!_]*.yaml")), ids=lambda path: path.stem)
def test_every_topic_of_the_catalogue_is_in_order(path):
    assert problems(yaml.safe_load(path.read_text(encoding="utf-8"))) == []


def reply(document: Document, beat: int, number: int) -> Document:
    return document["beats"][beat]["replies"][number]


def lead(document: Document, beat: int, name: str) -> None:
    """Every answer to the beat leads to that other beat."""
    document["beats"][beat]["anything_next"] = name
    for part in document["beats"][beat]["replies"]:
        part["next"] = name


BROKEN: dict[str, tuple[Callable[[Document], Any], str]] = {
    "a turn that is too long": (
        lambda d: reply(d, BLANK, 0).update(react=LONG),
        "beats › blank › replies › short: with `your_story` after it the buddy says",
    ),
    "a long turn after an unforeseen answer": (
        lambda d: d["beats"][BLANK]["other"][1].update(react=LONG),
        "beats › blank › other › no. 2: with `your_story` after it",
    ),
    "a long turn after anything": (
        lambda d: d["beats"][BLANK].update(anything=LONG),
        "beats › blank: with `your_story` after it",
    ),
    "a recast that makes the turn too long": (
        lambda d: reply(d, BLANK, 0).update(recast=LONG),
        "beats › blank › replies › short: with `your_story` after it",
    ),
    "an opener that is too long": (
        lambda d: d["opener"].update(say=LONG * 2),
        "opener: `say` and the first beat are",
    ),
    "a closer that is too long with what was remembered": (
        lambda d: reply(d, TRICK, 0).update(remember={"advice": LONG}),
        "with `closer` after it the buddy says",
    ),
    "an easier question that is long": (
        lambda d: d["beats"][BLANK].update(simpler="What " * 15),
        "beats › blank: `simpler` has 15 words. Cut to 14.",
    ),
    "a short reply that is long": (
        lambda d: reply(d, BLANK, 0).update(say="I'd look at my notes and then at the window."),
        "beats › blank › replies › short: `say` has 10 words. Cut to 9.",
    ),
    "two questions": (
        lambda d: d["beats"][BLANK].update(say="Is it late? What would you do?"),
        "beats › blank: `say` asks 2 questions. Keep the last one.",
    ),
    "a question that is not last": (
        lambda d: d["beats"][BLANK].update(say="What would you do? I stand up. They all look."),
        "beats › blank: the question in `say` is not last.",
    ),
    "a question before the next question": (
        lambda d: d["beats"][BLANK].update(anything="Really?"),
        "beats › blank: `anything` asks a question",
    ),
    "a question at the end of the talk": (
        lambda d: d["closer"].update(early="Are you tired?"),
        "closer: `early` asks a question that nobody can answer.",
    ),
    "two replies of one stance": (
        lambda d: reply(d, BLANK, 1).update(stance="Calm"),
        "beats › blank › replies: two replies have the same `stance`.",
    ),
    "the same card twice": (
        lambda d: reply(d, TRICK, 0).update(say="I'd look at my notes."),
        "beats › trick › replies › short: `say` is the same line as in beats › blank › replies › short.",
    ),
    "a word under two replies": (
        lambda d: reply(d, BLANK, 0)["hear"].append("Joke"),
        "replies › fuller: “joke” in `hear` stands under beats › blank › replies › short too.",
    ),
    "a word under a reply and an other": (
        lambda d: d["beats"][BLANK]["other"][0]["hear"].append("friendly face"),
        "beats › blank › other › no. 1: “friendly face” in `hear` stands under",
    ),
    "a word that is no word": (
        lambda d: reply(d, BLANK, 0)["hear"].append("?!"),
        "“?!” in `hear` holds no word.",
    ),
    "a next that does not exist": (
        lambda d: reply(d, TWO, 0).update(next="silents"),
        "beats › two_beginnings › replies › short: `next` leads to `silents`, no beat of this topic.",
    ),
    "an anything_next that does not exist": (
        lambda d: d["beats"][TWO].update(anything_next="silents"),
        "beats › two_beginnings: `anything_next` leads to `silents`",
    ),
    "a path that never ends": (
        lambda d: reply(d, TEARS, 0).update(next="blank"),
        "beats › tears: an answer leads back to `blank`, so the talk may never end.",
    ),
    "a beat that nothing leads to": (
        lambda d: lead(d, TWO, "tears"),
        "beats › silence: no answer leads here.",
    ),
    "a line said twice on a path": (
        lambda d: reply(d, SILENCE, 0).update(react=reply(d, BLANK, 0)["react"]),
        "beats › silence › replies › short: `react` says again what `react` of beats › blank",
    ),
    "a sentence said twice on a path": (
        lambda d: d["beats"][TEARS].update(anything="Right. I hadn't thought of that."),
        "beats › tears: `anything` says again what `anything` of beats › blank said before.",
    ),
    "an answer that says the question again": (
        lambda d: reply(d, JOURNEY, 0).update(react="Are you going all the way to the coast?"),
        "`react` says again what `say` of beats › journey said before.",
    ),
    "a persona's line that a beat says too": (
        lambda d: d["persona"]["lines"]["silence"].append("I'll hide one in the flowers."),
        "says again what `silence 4` of persona › lines",
    ),
    "a persona's line given twice": (
        lambda d: d["persona"]["lines"]["short"].append("And then?"),
        "persona › lines: `short 4` says again what `short 3`",
    ),
    "a place that nothing fills": (
        lambda d: d["closer"].update(say="Good night, {friend|dear}."),
        "closer: `say` holds {friend}, which `remember` does not list.",
    ),
    "a place that some paths leave empty": (
        lambda d: d["closer"].update(say="You said “{advice}”. Good night."),
        "closer: `say` needs {advice}, unknown on some paths.",
    ),
    "an unsure line without a guess": (
        lambda d: d["persona"]["lines"]["unsure"].append("Sorry, what was that?"),
        "persona › lines › unsure: “Sorry, what was that?” has no {guess}.",
    ),
    "a fill without a text for a choice": (
        lambda d: d["beats"][PRACTISE]["fill"]["opening_line"].pop("both"),
        "beats › practise › fill › opening_line: has no text for `opening: both`.",
    ),
    "a fill by what not every path chooses": (
        lambda d: d["beats"][PRACTISE]["fill"]["opening_line"].update(by="rescue"),
        "`by: rescue` is not chosen on every path",
    ),
    "a postcard for a choice that nobody can make": (
        lambda d: d["postcard"].update(bus="They laughed at the bus."),
        "postcard: no answer sets `opening` to `bus`.",
    ),
    "a postcard by what is not remembered": (
        lambda d: d["postcard"].update(by="mood"),
        "postcard: `by` names `mood`",
    ),
    "a target that does not exist": (
        lambda d: d["beats"][BLANK]["practises"].append("must"),
        "beats › blank: `practises` names `must`, not found in targets › constructions.",
    ),
    "a step that does not exist": (
        lambda d: d["beats"][BLANK].update(step="fears"),
        "beats › blank: `step` names `fears`",
    ),
    "a step that no beat reaches": (
        lambda d: d["beats"][BLANK].pop("step"),
        "goal › steps: no beat has `step: fear`.",
    ),
    "a choice that is not declared": (
        lambda d: reply(d, BLANK, 0)["remember"].update(mood="calm"),
        "beats › blank › replies › short: `remember` keeps `mood`.",
    ),
    "a phrase that its own sentence does not match": (
        lambda d: d["targets"]["unusual"][0].update(match=["butterfly"]),
        "targets › unusual › butterflies: no `match` is in its own `say`.",
    ),
    "a line without its translation": (
        lambda d: reply(d, BLANK, 0).pop("react_ru"),
        "beats › blank › replies › short: `react_ru` is empty",
    ),
    "no own words": (
        lambda d: d["beats"][STORY].pop("own_words"),
        "beats: none has `own_words`.",
    ),
    "no retelling": (lambda d: d.pop("retell"), "`retell` is missing."),
    "no stars": (lambda d: d.pop("stars"), "`stars` are missing."),
    "a star for targets without a number": (
        lambda d: d["stars"][1].pop("at_least"),
        "stars › targets: `at_least` is missing.",
    ),
    "a star for own words without seconds": (
        lambda d: d["stars"][2].pop("seconds"),
        "stars › own_words: `seconds` is missing.",
    ),
    "an invitation to a star without its translation": (
        lambda d: d["stars"][0].pop("before_ru"),
        "stars › finished: `before_ru` is empty",
    ),
    "a star for what was written without its translation": (
        lambda d: d["stars"][2].pop("written_ru"),
        "stars › own_words: `written_ru` is empty",
    ),
    "too little to read aloud": (
        lambda d: d["read_aloud"].__delitem__(slice(5, None)),
        "`read_aloud` holds 5 phrases. Give 8 to 12.",
    ),
}


@pytest.mark.parametrize(("breaks", "sentence"), BROKEN.values(), ids=BROKEN)
def test_it_catches(document, breaks, sentence):
    breaks(document)
    found = problems(document)
    assert any(sentence in problem for problem in found), found or "nothing was found"


def test_a_beat_may_lead_to_the_end(document):
    lead(document, PRACTISE, "closer")
    assert problems(document) == []


def test_lines_of_different_answers_may_be_alike(document):
    """Only one of them is said in a talk."""
    document["beats"][TEARS]["replies"][0]["echo"] = reply(document, SILENCE, 0)["echo"]
    assert problems(document) == []


@pytest.mark.timeout(60)
def test_the_number_of_paths_does_not_matter(document):
    """Thirty beats with seven answers each: 7 ** 30 paths, which nobody can walk one by one."""
    beats = []
    for number in range(30):
        text = yaml.safe_dump(document["beats"][JOURNEY]).replace("journey", f"journey_{number}")
        beats.append(yaml.safe_load(text))
    scenario = Scenario.model_validate(document | {"beats": beats})
    assert check(scenario)
