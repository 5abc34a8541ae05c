"""Whole talks on every topic of the catalogue, with every kind of answer."""

from __future__ import annotations

from collections import Counter
from functools import cache
from random import Random

import pytest

from ml.engines.scripted import ScriptedPartner
from ml.types import Evidence, Heard
from tests.ml.talks import TOPICS, Talk, any_answer, scenario_of

TALKS = 250
MOST_TURNS = 60


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


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_every_talk_reaches_its_closer_and_says_nothing_twice(path):
    for seed in range(TALKS):
        talk, turns = play(path, seed)
        assert talk.state.closed, f"seed {seed} did not end"
        assert talk.offer is None
        assert talk.said[-1].part == "closer", f"seed {seed}"
        twice = [text for text, times in Counter(line.text for line in talk.said).items() if times > 1]
        assert not twice, f"seed {seed} says twice: {twice}"
        assert all(turns), f"seed {seed} has a turn without a word"


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_what_the_learner_should_answer_comes_last(path):
    for seed in range(TALKS):
        talk, turns = play(path, seed)
        aside = (*talk.scenario.persona.lines.repeat, *talk.scenario.persona.lines.are_you_real)
        for lines in turns:
            asking = [
                line for line in lines if line.part in ("say", "unsure", "closer") and line.text not in aside
            ]
            assert asking == lines[-1:] or lines[0].text in aside, (seed, lines)


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_no_place_is_left_unfilled_and_every_line_of_the_story_has_its_translation(path):
    for seed in range(TALKS):
        talk, _ = play(path, seed)
        for line in talk.said:
            assert "{" not in line.text + line.translation
            if line.part in ("opener", "react", "closer"):
                assert line.translation or line.text in own_lines(talk), line


def own_lines(talk):
    return talk.scenario.persona.lines.are_you_real


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
@pytest.mark.parametrize("size", ["short", "fuller", "stretch"])
def test_reading_one_card_each_turn_reaches_every_step_of_the_goal(path, size):
    talk = Talk(ScriptedPartner(), scenario_of(path))
    talk.open()
    while talk.offer:
        talk.read(size)
    assert set(talk.state.steps) == {step.id for step in talk.scenario.goal.steps}


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_a_learner_who_is_never_understood_still_reaches_the_end(path):
    talk = Talk(ScriptedPartner(), scenario_of(path))
    talk.open()
    for _ in range(MOST_TURNS):
        if talk.offer:
            talk.answer(Heard(Evidence.OWN_WORDS))
    assert talk.said[-1].part == "closer"
