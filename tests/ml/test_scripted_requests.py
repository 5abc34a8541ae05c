"""What the scripted partner takes for a move or a question in what is written, and what it answers."""

from __future__ import annotations

import pytest

from tests.ml.lesson import at, lesson, parts, texts
from tests.ml.talks import all_moves

IDS = [move.id for move in all_moves().moves]


# ------------------------------------------------------------------ words


@pytest.mark.parametrize("id_", IDS)
def test_every_way_to_type_a_move_is_known(id_):
    scenario = lesson()
    move = all_moves().get(id_)
    for phrase in (move.say, *move.phrases):
        talk = at("blank", scenario=scenario)
        before = talk.state.used
        said = phrase.replace("{phrase}", "tongue-tied").replace("…", "vorobey")
        lines = talk.type(said.lower())
        assert lines[0].part in ("move", "say"), (phrase, lines)
        assert any(
            name.startswith((f"{id_}.", f"blank.{id_}")) for name in set(talk.state.used) - set(before)
        ), phrase


@pytest.mark.parametrize(
    "text", ["What means tongue-tied?", "what is wing it", "What does “burst into tears” mean?"]
)
def test_any_phrase_of_the_topic_may_be_asked_about_in_writing(text):
    assert texts(at("blank").type(text))[0].startswith("Mine: “")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Sorry, I was far away. Can you repeat that?", "Repeat one."),
        ("Oh, sorry, could you speak more slowly please? Thank you.", "Slower one."),
        ("can you repeat that please i did not hear", "Repeat one."),
        ("How do you say вилка?", "Start with “I'd …”"),
        ("Вилка", "Start with “I'd …”"),
    ],
)
def test_a_request_is_known_among_other_words(text, answer):
    assert texts(at("blank").type(text))[0] == answer


@pytest.mark.parametrize(
    "text", ["I don't know, I'd sing.", "Wait, I would just sing.", "I have to go slowly there"]
)
def test_an_answer_with_the_words_of_a_move_is_an_answer(text):
    assert texts(at("blank").type(text))[0] == at("blank").scenario.beat("blank").anything


def test_a_yes_that_the_beat_knows_is_an_answer():
    scenario = lesson()
    blank = scenario.beat("blank")
    other = blank.other[0].model_copy(update={"hear": ("yes", "i don't know"), "react": "You do?"})
    beats = tuple(b.model_copy(update={"other": (other,)}) if b is blank else b for b in scenario.beats)
    heard = scenario.model_copy(update={"beats": beats})
    assert texts(at("blank", scenario=heard).move("yes"))[0] == "You do?"
    assert texts(at("blank", scenario=heard).type("Yes."))[0] == "You do?"
    assert texts(at("blank", scenario=heard).type("I don't know."))[0] == "You do?"
    assert texts(at("blank", scenario=heard).tap("help"))[0].startswith("Say,"), "a tap asks for help"


# ------------------------------------------------------------------ questions


def test_a_question_at_the_end_of_an_answer_is_answered_before_the_next_beat():
    lines = at("blank").type("I would make a joke. And you?")
    assert texts(lines)[0] == "You'd make a joke and carry on."
    assert texts(lines)[2] == "I'd drop my glass."
    assert parts(lines) == ["recast", "react", "move", "say"]


def test_a_question_after_anything_is_answered_too():
    lines = at("blank").type("I would sing loudly, and what about you?")
    assert parts(lines) == ["react", "move", "say"]
    assert lines[1].text == "I'd drop my glass."


def test_a_question_in_the_same_sentence_is_one_too():
    lines = at("blank").type("I'd make a joke, and where is Isla?")
    assert (parts(lines), lines[2].text) == (["recast", "react", "move", "say"], "Who knows.")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("I'd make a joke, and what would you do?", ["recast", "react", "move", "say"]),
        ("I would sing. What would you do?", ["react", "move", "say"]),
        ("What would you do?", ["move"]),
    ],
)
def test_her_own_question_given_back_is_an_and_you(text, kinds):
    lines = at("blank").type(text)
    assert parts(lines) == kinds
    assert "I'd drop my glass." in texts(lines)


def test_another_question_besides_an_answer_gets_a_word():
    lines = at("blank").type("I'd make a joke. Where is Isla now?")
    assert texts(lines)[2] == "Who knows."
    assert parts(lines) == ["recast", "react", "move", "say"]


@pytest.mark.parametrize(
    "text",
    [
        "Do you like snakes?",
        "do you like snakes",
        "Where is Isla now",
        "how old are you",
        "Is it far?",
        "Why?",
    ],
)
def test_a_question_that_nothing_answers_gets_a_word_and_the_talk_goes_on(text):
    talk = at("blank")
    lines = talk.type(text)
    assert texts(lines)[0] == "Who knows."
    assert parts(lines) == ["move", "say"]
    assert talk.offer.beat == "your_story"


@pytest.mark.parametrize(
    "text", ["When I was small, I sang", "What I would do is sing.", "Have a rest", "Do not run."]
)
def test_what_only_begins_like_a_question_is_an_answer(text):
    assert parts(at("blank").type(text))[0] == "react"


# ------------------------------------------------------------------ the buddy's lines


def test_the_personas_lines_come_first_then_those_of_everybody_then_again():
    talk = at("blank")
    everybody = list(all_moves().get("wait").answers)
    said = [texts(talk.move("wait"))[0] for _ in range(3 + len(everybody))]
    assert said == ["Wait one.", "Wait two.", *everybody, "Wait one."]


def test_a_persona_without_lines_says_what_everybody_says():
    scenario = lesson()
    lines = scenario.persona.lines.model_copy(update=dict.fromkeys(IDS, ()))
    silent = scenario.model_copy(update={"persona": scenario.persona.model_copy(update={"lines": lines})})
    for id_ in IDS:
        if id_ in ("meaning", "and_you"):
            continue
        move = all_moves().get(id_)
        line = at("blank", scenario=silent).move(id_)[0]
        assert line.part == "move"
        assert line.text.split("“")[0] == move.answers[0].split("“")[0]
        assert line.translation


def with_starter(starter):
    scenario = lesson()
    beats = tuple(beat.model_copy(update={"starter": starter}) for beat in scenario.beats)
    return at("blank", scenario=scenario.model_copy(update={"beats": beats}))


def test_of_two_beginnings_the_first_is_said():
    assert texts(with_starter("I work … / I study …").move("say_it")) == ["Start with “I work …”"]


def test_a_lent_line_keeps_its_own_mark():
    talk = at("blank")
    blank = talk.scenario.beat("blank")
    asks = blank.replies[0].model_copy(update={"say": "Would I run?"})
    beats = tuple(
        beat.model_copy(update={"replies": (asks, *beat.replies[1:])}) if beat is blank else beat
        for beat in talk.scenario.beats
    )
    talk.scenario = talk.scenario.model_copy(update={"beats": beats})
    assert texts(talk.move("help")) == ["Say, “Would I run?”"]


def test_without_a_beginning_the_lines_that_need_one_are_left_out():
    talk = with_starter("")
    assert texts(talk.move("say_it")) == ["Small words are enough. I'll put the rest together."]
