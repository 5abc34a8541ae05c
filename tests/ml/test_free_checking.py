"""What a chat model says, checked before it is spoken: two lists of sentences, and the catalogue."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import topics
from ml.free.checking import CODES, LEAKING_RUN, MOST_CHARACTERS, MOST_WORDS, SentenceCheck
from ml.free.known_words import scenario_names, scenario_words
from ml.scenario import scenario_parse
from ml.scenario_text import filled
from ml.sentences import split_sentences

HERE = Path(__file__).parent
CATALOGUE = sorted((Path(topics.__file__).parent / "catalogue").glob("[a-z]*.yaml"))
PRIVATE = """# How you speak
Speak in short sentences and never say more than three of them.
Ask for example “What makes you feel butterflies in your stomach, my dear friend?”

WHAT YOU MUST NEVER DO:
- Never praise the way in which the guest speaks the language.
Rules:
- Stay.
"""
CHECK = SentenceCheck("B1", frozenset({"moira", "speedy"}), PRIVATE)
FILLED = {
    "phrase": "small talk",
    "meaning": "a short friendly talk",
    "line": "I like it",
    "guess": "Yes, I do",
    "starter": "I think",
    "name": "Anna",
}
# Longer than a beginner keeps in mind; its author took care that it is easy.
TOO_LONG = {"The truth is, Nora at the desk smiled at me, and I was too shy to come back."}


def listed(name: str) -> list[tuple[str, str]]:
    document = yaml.safe_load((HERE / f"free_sentences_{name}.yaml").read_text(encoding="utf-8"))
    return [(head, sentence) for head, sentences in document.items() for sentence in sentences]


def spoken(part: Any) -> Iterator[str]:
    """Every text of the buddy's below a part of a topic's document."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for item in part:
            yield from spoken(item)
    elif isinstance(part, dict):
        for key, item in part.items():
            # The learner says a reply's `say`; `are_you_real` is no line for a model to say.
            learners = key == "say" and "size" in part
            text = key in {"say", "again", "early", "simpler", "and_you", "echo", "recast", "react", "tell"}
            text = text or key in {"anything", "default", "listening", "fill", "replies", "other"}
            if key != "are_you_real" and not learners and (text or isinstance(item, dict)):
                yield from spoken(item)


@cache
def written(path: Path) -> list[str]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    lines = document["persona"]["lines"]
    texts = [*spoken(document["opener"]), *spoken(document["beats"]), *spoken(document["closer"])]
    texts += [text for key, said in lines.items() if key != "are_you_real" for text in said]
    return [sentence for text in texts for sentence in split_sentences(filled(text, FILLED))]


@pytest.mark.parametrize(("code", "sentence"), listed("bad"))
def test_a_bad_sentence_gets_its_code(code: str, sentence: str) -> None:
    assert CHECK.problem(sentence) == code


@pytest.mark.parametrize(("level", "sentence"), listed("good"))
def test_a_harmless_sentence_passes(level: str, sentence: str) -> None:
    assert dataclasses.replace(CHECK, level=level).problem(sentence) == ""


@pytest.mark.parametrize("path", CATALOGUE, ids=lambda path: path.stem)
def test_a_topics_own_lines_pass_at_its_level(path: Path) -> None:
    """With names and target phrases alone, so that the graded words are tried and not the author's list."""
    scenario = scenario_parse(yaml.safe_load(path.read_text(encoding="utf-8")))
    check = SentenceCheck(scenario.level, scenario_names(scenario))
    assert len(written(path)) > 200
    refused = {sentence: code for sentence in written(path) if (code := check.problem(sentence))}
    assert refused == dict.fromkeys(TOO_LONG & set(written(path)), "long")


def test_the_lists_show_every_code() -> None:
    assert {code for code, _ in listed("bad")} == set(CODES)


@pytest.mark.parametrize("level", MOST_WORDS)
def test_a_sentence_may_be_as_long_as_its_level_allows(level: str) -> None:
    check = SentenceCheck(level)
    assert check.problem(" ".join(["very"] * MOST_WORDS[level])) == ""
    assert check.problem(" ".join(["very"] * (MOST_WORDS[level] + 1))) == "long"


@pytest.mark.parametrize("piece", ["a", "f.u.c.k.", "1 ", "0a", "give me your ", "A A ", "aaaa@"])
def test_an_endless_sentence_is_not_read_to_its_end(piece: str) -> None:
    assert CHECK.problem(piece * (MOST_CHARACTERS + 1)) == "long"


def test_a_hard_word_is_easy_once_it_is_known() -> None:
    sentence = "The ubiquitous melancholy of trains is peculiar and wistful."
    assert SentenceCheck("A2").problem(sentence) == "level"
    assert SentenceCheck("A2", frozenset({"ubiquitous", "melancholy", "wistful"})).problem(sentence) == ""


def test_a_form_of_a_known_word_is_known() -> None:
    known = SentenceCheck("A1", frozenset({"ferret"}))
    assert known.above("Ferrets and a ferret's bed") == 0
    assert SentenceCheck("A1").above("Ferrets and a ferret's bed") == 2


def test_names_and_figures_are_never_above_the_level() -> None:
    assert SentenceCheck("A1").above("We saw Wolverhampton and Ljubljana in 1987 at 7pm") == 0


def test_nothing_is_above_the_highest_levels() -> None:
    assert SentenceCheck("B2").problem("His meticulous demeanour concealed an insatiable cynicism.") == ""


@pytest.mark.parametrize("code_word", ["sex", "cocaine", "chatgpt"])
def test_a_word_that_the_learner_used_does_not_become_harmless(code_word: str) -> None:
    assert SentenceCheck("B2", frozenset({code_word})).problem(f"I like {code_word}.") in (
        "unsafe",
        "off_role",
    )


def test_what_stands_in_quotes_in_the_private_text_may_be_said() -> None:
    assert CHECK.problem("What makes you feel butterflies in your stomach, my dear friend?") == ""


def test_a_shorter_run_of_private_words_is_no_leak() -> None:
    run = ["speak", "in", "short", "sentences", "and", "never", "say", "more"]
    assert len(run) == LEAKING_RUN
    assert CHECK.problem(" ".join(run)) == "leak"
    assert CHECK.problem(" ".join(run[1:])) == ""


def test_without_a_private_text_nothing_leaks() -> None:
    assert SentenceCheck("B1").problem("Speak in short sentences and never say more.") == ""


def test_the_words_of_a_scenario_are_those_in_english() -> None:
    scenario = scenario_parse(yaml.safe_load(CATALOGUE[0].read_text(encoding="utf-8")))
    names, whole = scenario_names(scenario), scenario_words(scenario)
    assert names < whole
    assert {scenario.persona.name.lower(), "tongue", "tied"} <= names
    assert not [word for word in whole if any("а" <= letter <= "я" for letter in word)]
