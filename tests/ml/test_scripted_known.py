"""What the buddy knows from before: the name at the beginning, an interest at the end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ml.engines.scripted import ScriptedPartner
from ml.scenario import MOST_WORDS
from ml.scenario_text import count_words
from ml.types import Line
from tests.ml.lesson import at, lesson
from tests.ml.talks import STORY, TOPICS, Talk, scenario_of

ABOUT = {"name": "Ksenia", "interest": "chess", "interest_ru": "шахматы"}
each_topic = pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)


def knowing(scenario: Any, **fields: Any) -> Talk:
    talk = Talk(ScriptedPartner(), scenario, **fields)
    talk.state = replace(talk.state, about=ABOUT)
    return talk


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


@each_topic
def test_the_name_is_said_at_the_first_meeting_after_the_persona_said_its_own(path) -> None:
    talk = knowing(scenario_of(path))
    opener, greeting, *_ = talk.open()
    assert opener.text == talk.scenario.opener.say
    assert "Ksenia" in greeting.text
    assert "Ksenia" in greeting.translation
    assert "?" not in greeting.text


@each_topic
def test_the_name_comes_first_when_the_two_meet_again(path) -> None:
    talk = knowing(scenario_of(path), visit=2)
    lines = texts(talk.open())
    assert lines[:2] == ["Ksenia!", talk.scenario.opener.again]
    assert not [line for line in lines[2:] if "Ksenia" in line]


@each_topic
def test_a_turn_with_the_name_is_not_longer_than_the_level_allows(path) -> None:
    said = " ".join(texts(knowing(scenario_of(path)).open()))
    assert count_words(said) <= MOST_WORDS[scenario_of(path).level]


@each_topic
@pytest.mark.parametrize("early", [True, False])
def test_one_interest_is_looked_forward_to_at_the_end_and_only_there(path, early: bool) -> None:
    talk = knowing(scenario_of(path))
    turns = [talk.open()]
    while talk.offer and talk.offer.part != "retell" and not early:
        turns.append(talk.read("short"))
    if early:
        turns.append(talk.close())
    else:
        turns.append(talk.answer(STORY))
    said = [line for turn in turns for line in texts(turn)]
    about = [line for line in said if "chess" in line]
    assert about in (["Next time we can talk about chess."], [])
    if early:
        assert about, "there is room for it when the talk is left early"
        assert turns[-1][-1].translation.endswith("шахматы.")


def test_a_long_farewell_is_not_made_longer() -> None:
    scenario = lesson()
    long = scenario.closer.model_copy(update={"early": "So long. " * 25})
    talk = knowing(scenario.model_copy(update={"closer": long}))
    talk.open()
    assert not [line for line in texts(talk.close()) if "chess" in line]


def test_a_long_beginning_leaves_the_name_out() -> None:
    scenario = lesson()
    long = scenario.opener.model_copy(update={"say": "I am Moira. " * 12})
    talk = knowing(scenario.model_copy(update={"opener": long}))
    lines = texts(talk.open())
    assert not [line for line in lines if "Ksenia" in line]
    assert lines[-1] == scenario.beats[0].say


def test_of_somebody_unknown_nothing_is_said() -> None:
    talk = Talk(ScriptedPartner(), lesson())
    assert len(talk.open()) == 2
    assert len(talk.close()) == 1


def test_a_persona_without_a_line_for_it_says_what_every_persona_may_say() -> None:
    scenario = lesson()
    lines = scenario.persona.lines.model_copy(update={"meets": ()})
    persona = scenario.persona.model_copy(update={"lines": lines})
    talk = knowing(scenario.model_copy(update={"persona": persona}))
    assert "You must be Ksenia." in texts(talk.open())


def test_what_is_known_lasts_as_long_as_the_talk() -> None:
    talk = knowing(lesson())
    talk.open()
    talk.read("short")
    assert talk.state.about == ABOUT


# ------------------------------------------------------------------ harder


def test_harder_gives_a_learner_below_the_level_the_full_question() -> None:
    talk = at("blank", level="A2")
    beat = talk.scenario.beat("blank")
    assert texts(talk.move("harder")) == ["Harder one.", beat.say]
    assert talk.state.harder
    following = talk.read("short")
    assert following[-1].text in [one.say for one in talk.scenario.beats] or "{" not in following[-1].text


def test_harder_shows_less_of_the_lines_even_on_the_first_visit() -> None:
    talk = at("blank")
    assert {reply.shows for reply in talk.offer.replies} == {"line"}
    talk.move("harder")
    assert {reply.shows for reply in talk.offer.replies} == {"start"}


@pytest.mark.parametrize("first", ["easier", "harder"])
def test_easier_and_harder_take_each_other_back(first: str) -> None:
    talk = at("blank")
    other = "harder" if first == "easier" else "easier"
    talk.move(first)
    talk.move(other)
    assert getattr(talk.state, other)
    assert not getattr(talk.state, first)
