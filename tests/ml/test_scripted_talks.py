"""Whole talks on every topic of the catalogue, with every kind of learner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from random import Random

import pytest

from ml.engines.scripted import ScriptedPartner
from ml.types import Evidence, Heard, Line
from tests.ml.talks import STORY, TOPICS, Talk, any_answer, scenario_of

TALKS = 100
MOST_TURNS = 120
# Whoever asks for these wants to hear something again, or asks so often that words come back.
ON_REQUEST = (
    "repeat",
    "slower",
    "easier",
    "harder",
    "meaning",
    "say_it",
    "help",
    "wait",
    "skip",
    "stop",
    "and_you",
)
each_topic = pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)

Turn = tuple[list[Line], str]
"""The buddy's lines, and the move that they answer ("" for anything else)."""


# ------------------------------------------------------------------ learners


def good(talk: Talk, number: int) -> Turn:
    return talk.read(("fuller", "stretch")[number % 2]), ""


def short(talk: Talk, number: int) -> Turn:
    """One or two words, typed: enough to be understood, or not."""
    assert talk.offer
    return talk.type(talk.offer.spots[number % len(talk.offer.spots)].phrases[0]), ""


def off_topic(talk: Talk, number: int) -> Turn:
    sayings = (
        "My neighbour has eleven parrots.",
        "I went to the shop, you know",
        "Do you play chess?",
        "Я не понимаю",
    )
    return talk.type(sayings[number % len(sayings)]), ""


def silent(talk: Talk, number: int) -> Turn:
    return (talk.silent(), "") if number % 2 == 0 else (talk.go_on(), "")


def asking(talk: Talk, number: int) -> Turn:
    """Asks for everything there is, and answers in between."""
    assert talk.offer
    keys = [move.key for move in talk.offer.moves if move.key not in ("stop", "yes", "no")]
    if number % 3 == 2:
        return talk.read("fuller"), ""
    key = keys[number % len(keys)]
    way = (Evidence.CARD, Evidence.CHOSEN)[number % 2]
    return talk.move(key, way), key.partition(".")[0]


def same_card(talk: Talk, number: int) -> Turn:
    """Reads the first card of the talk again and again: it belongs to one beat only."""
    first = talk.scenario.beats[0].replies[0]
    return talk.type(first.say), ""


def mixed(talk: Talk, number: int) -> Turn:
    return (good, off_topic, silent, silent, short, asking)[number % 6](talk, number)


LEARNERS: tuple[Callable[[Talk, int], Turn], ...] = (good, short, off_topic, silent, asking, same_card, mixed)


def hold(talk: Talk, learner: Callable[[Talk, int], Turn]) -> Iterator[Turn]:
    """A whole talk; the learner retells the story at its end."""
    yield talk.open(), ""
    for number in range(MOST_TURNS):
        if talk.offer is None:
            return
        if talk.offer.part == "retell":
            yield talk.answer(STORY), ""
        else:
            yield learner(talk, number)


@each_topic
@pytest.mark.parametrize("learner", LEARNERS, ids=lambda learner: learner.__name__)
def test_every_learner_comes_to_the_end_and_hears_nothing_twice(path, learner):
    talk = Talk(ScriptedPartner(), scenario_of(path))
    turns = list(hold(talk, learner))
    assert talk.state.closed
    assert talk.offer is None
    assert talk.said[-1].part == "closer"
    assert turns[-1] == ([], ""), "after the story nobody speaks"
    heard_before: set[str] = set()
    for lines, move in turns:
        texts = [line.text for line in lines]
        assert len(set(texts)) == len(texts), texts
        if move not in ON_REQUEST:
            assert not heard_before & set(texts), texts
        heard_before |= set(texts)


@each_topic
def test_a_learner_of_few_words_is_understood_wherever_words_are_written(path):
    talk = Talk(ScriptedPartner(), scenario_of(path))
    for lines, _ in hold(talk, short):
        assert not [line for line in lines if line.part == "unsure"], lines


@each_topic
def test_a_silent_learner_hears_a_word_of_patience_and_then_the_next_question(path):
    talk = Talk(ScriptedPartner(), scenario_of(path))
    patience = list(talk.scenario.persona.lines.silence)
    talk.open()
    first = talk.offer
    assert [line.text for line in talk.silent()] == patience[:1]
    assert talk.offer == first
    assert [line.part for line in talk.go_on()][-1] in ("say", "closer")
    assert talk.offer != first


@each_topic
def test_with_no_word_of_patience_left_the_buddy_keeps_silent_too(path):
    talk = Talk(ScriptedPartner(), scenario_of(path))
    talk.open()
    for _ in talk.scenario.persona.lines.silence:
        assert talk.silent()
    before = talk.state
    assert talk.silent() == []
    assert talk.state == before
    assert talk.offer


# ------------------------------------------------------------------ any path


@cache
def play(path, seed):
    random = Random(seed)
    scenario = scenario_of(path)
    talk = Talk(
        ScriptedPartner(),
        scenario,
        level=random.choice(("A1", scenario.level, "C1")),
        visit=random.choice((1, 1, 2)),
    )
    turns = [talk.open()]
    while talk.offer and len(turns) < MOST_TURNS:
        turns.append(talk.answer(any_answer(random, talk.offer)))
    return talk, turns


@each_topic
def test_every_talk_reaches_its_closer_and_says_nothing_twice(path):
    for seed in range(TALKS):
        talk, turns = play(path, seed)
        assert talk.state.closed, f"seed {seed} did not end"
        assert talk.offer is None
        assert talk.said[-1].part == "closer", f"seed {seed}"
        twice = [text for text, times in Counter(line.text for line in talk.said).items() if times > 1]
        assert not twice, f"seed {seed} says twice: {twice}"
        assert all(turns[:-1]), f"seed {seed} has a turn without a word"
        assert turns[-1] == [], f"seed {seed} speaks after the story"


@each_topic
def test_what_the_learner_should_answer_comes_last(path):
    for seed in range(TALKS):
        talk, turns = play(path, seed)
        aside = talk.scenario.persona.lines.are_you_real
        for lines in turns[:-1]:
            asking = [line for line in lines if line.part in ("say", "unsure", "closer")]
            stands = lines[-1].part in ("move", "react")  # a question that was asked before
            assert asking == lines[-1:] or (not asking and stands) or lines[0].text in aside, (seed, lines)


@each_topic
def test_no_place_is_left_unfilled_and_every_line_of_the_story_has_its_translation(path):
    for seed in range(TALKS):
        talk, _ = play(path, seed)
        own = talk.scenario.persona.lines
        for line in talk.said:
            assert "{" not in line.text + line.translation
            if line.part in ("opener", "react", "tell", "closer"):
                aside = line.text in (*own.are_you_real, *own.off_topic)
                assert line.translation or aside, line


@each_topic
@pytest.mark.parametrize("size", ["short", "fuller", "stretch"])
def test_reading_one_card_each_turn_reaches_every_step_of_the_goal(path, size):
    talk = Talk(ScriptedPartner(), scenario_of(path))
    talk.open()
    while talk.offer:
        talk.read(size)
    assert set(talk.state.steps) == {step.id for step in talk.scenario.goal.steps}


@each_topic
def test_a_learner_who_is_never_understood_still_reaches_the_end(path):
    talk = Talk(ScriptedPartner(), scenario_of(path))
    talk.open()
    for _ in range(MOST_TURNS):
        if talk.offer:
            talk.answer(Heard(Evidence.OWN_WORDS))
    assert talk.said[-1].part == "closer"
    assert talk.state.closed
