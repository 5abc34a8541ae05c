"""Questions, greetings and what was not understood, as learners really write them."""

from __future__ import annotations

import pytest

from ml.engines.scripted import ScriptedPartner
from tests.ml.lesson import at, lesson, parts, texts
from tests.ml.talks import TOPICS, Talk, all_moves, scenario_of


def on(topic, beat, size="stretch"):
    path = next(path for path in TOPICS if path.stem.startswith(topic))
    for size_ in (size, "short", "fuller"):
        talk = Talk(ScriptedPartner(), scenario_of(path))
        talk.open()
        while talk.offer.beat not in (beat, "retell"):
            talk.read(size_)
        if talk.offer.beat == beat:
            return talk
    raise AssertionError(f"{beat} was not on this path")


# ------------------------------------------------------------------ not understood


@pytest.mark.parametrize(
    "text",
    [
        "I don't understand you",
        "I don't understand the word noon",
        "Sorry, I don't understand what you say",
        "I don't understand why you are so nervous about it",
        "What does noon mean?",
        "What does it mean?",
        "What is a barn?",
        "what means noon",
    ],
)
def test_what_was_not_understood_is_asked_in_easier_words(text):
    talk = at("blank")
    assert texts(talk.type(text)) == ["Repeat one.", talk.scenario.beat("blank").simpler]


@pytest.mark.parametrize(
    "text",
    [
        "What does it mean, butterflies?",
        "What does butterflies in my stomach mean?",
        "I don't understand butterflies in your stomach",
        "I don't know the word butterflies.",
    ],
)
def test_a_target_phrase_that_was_not_understood_is_explained(text):
    assert texts(at("butterflies").type(text))[0].startswith("Mine: “have butterflies in your stomach” means")


@pytest.mark.parametrize(
    "text",
    [
        "I was at work. I don't know. It's very difficult for me.",
        "It was a long day at school, I was tired. I have to go, I said.",
    ],
)
def test_a_story_is_no_request(text):
    assert parts(at("your_story").type(text))[-2:] == ["tell", "say"]


@pytest.mark.parametrize("text", ["I was at work. Can you repeat that?", "It's very difficult for me."])
def test_the_end_of_a_story_or_the_whole_may_be_one(text):
    talk = at("your_story")
    assert parts(talk.type(text))[0] == "move"
    assert talk.offer.beat == "your_story"


@pytest.mark.parametrize("text", ["quit", "Exit", "finish please", "I'm tired", "Stop."])
def test_there_are_many_ways_to_stop(text):
    assert texts(at("blank").type(text)) == ["Stop one?"]


# ------------------------------------------------------------------ the buddy's own question


@pytest.mark.parametrize(
    ("topic", "beat", "text"),
    [
        ("butterflies", "journey", "Yes, I am. And where are you going?"),
        ("getting", "place", "I'm from Kazan. And where are you from?"),
        ("butterflies", "butterflies", "Sometimes, yes. Are you ever nervous?"),
        ("getting", "saturday", "I swim. Do you?"),
    ],
)
def test_her_own_question_after_an_answer_is_answered(topic, beat, text):
    talk = on(topic, beat)
    own = talk.scenario.beat(beat).and_you
    assert own in texts(talk.type(text))
    assert talk.offer.beat != beat


@pytest.mark.parametrize(
    ("topic", "beat", "text"),
    [
        ("getting", "saturday", "And you, what do you do on Saturday?"),
        ("getting", "saturday", "What do you like to do on Saturdays?"),
        ("butterflies", "butterflies", "Do you?"),
        ("butterflies", "butterflies", "You?"),
        ("the-letter", "verdict", "Would you?"),
        ("the-letter", "verdict", "And would you deliver it?"),
        ("butterflies", "butterflies", "Are you nervous?"),
        ("butterflies", "journey", "where are you going"),
    ],
)
def test_her_own_question_alone_is_answered_and_stands(topic, beat, text):
    talk = on(topic, beat)
    assert texts(talk.type(text)) == [talk.scenario.beat(beat).and_you]
    assert talk.offer.beat == beat


@pytest.mark.parametrize("text", ["I would help you", "It is nice to meet you", "I know what he can do"])
def test_a_you_inside_an_answer_asks_nothing(text):
    assert "I'd drop my glass." not in texts(at("blank").type(text))


# ------------------------------------------------------------------ questions that say something


@pytest.mark.parametrize(
    ("topic", "beat", "text"),
    [
        ("forty", "practise", "Where were you?"),
        ("getting", "hungry", "Do you like rice?"),
        ("the-letter", "sentence", "Do you remember me?"),
        ("butterflies", "trick", "Why don't you sing something?"),
        ("butterflies", "trick", "How about chocolate?"),
        ("butterflies", "trick", "Have you tried yoga?"),
        ("where", "look", "Under the sink?"),
    ],
)
def test_an_answer_may_be_a_question(topic, beat, text):
    talk = on(topic, beat)
    lines = talk.type(text)
    assert texts(lines)[0] not in talk.scenario.persona.lines.question
    assert lines[0].part in ("react", "recast")


@pytest.mark.parametrize(
    ("topic", "beat", "text"),
    [
        ("getting", "loud_end", "What's your name?"),
        ("getting", "quiet_end", "Hi! How are you?"),
        ("forty", "coffee", "Hello Nora! How are you?"),
        ("forty", "practise", "Hello! Where were you?"),
    ],
)
def test_where_words_are_asked_for_a_greeting_is_one(topic, beat, text):
    talk = on(topic, beat)
    assert [part for part in parts(talk.type(text)) if part == "move"] == []
    assert talk.offer.beat != beat


def test_frank_may_ask_her_for_a_coffee():
    talk = on("forty", "coffee")
    assert parts(talk.type("Can we drink coffee?"))[0] in ("react", "recast")


@pytest.mark.parametrize(
    ("topic", "beat", "text"),
    [
        ("where", "food", "What does he eat?"),
        ("where", "look", "What does he like?"),
        ("butterflies", "journey", "Who is Isla?"),
    ],
)
def test_a_question_for_facts_is_no_answer(topic, beat, text):
    talk = on(topic, beat)
    assert texts(talk.type(text))[0] in talk.scenario.persona.lines.question


def test_what_a_turtle_is_may_be_asked():
    talk = on("where", "gone")
    talk.type("What is turtle?")
    assert talk.offer.beat == "gone"


def test_questions_without_end_get_everybodys_words_and_the_question_stands():
    talk = at("blank")
    for text in lesson().persona.lines.question:
        assert texts(talk.type("Do you like snakes?"))[0] == text
    here = talk.offer.beat
    for text in all_moves().question:
        assert texts(talk.type("Do you like snakes?")) == [text]
        assert talk.offer.beat == here
    assert parts(talk.type("Do you like snakes?")) == ["say"]


# ------------------------------------------------------------------ greetings, names


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hello?", "greeting"),
        ("Hi! How are you?", "greeting"),
        ("good evening", "greeting"),
        ("Hello {name}, nice to meet you!", "greeting"),
        ("What's your name?", "name"),
        ("And what is your name, please?", "name"),
    ],
)
@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_small_talk_is_answered_and_the_question_stands(path, text, kind):
    talk = Talk(ScriptedPartner(), scenario_of(path))
    talk.open()
    first = talk.offer.beat
    if kind == "greeting" and talk.scenario.beats[0].id == "wait":  # Frank reacts to it himself
        talk.read("short")
        first = talk.offer.beat
    said = texts(talk.type(text.format(name=talk.scenario.persona.name)))
    assert said == [getattr(talk.scenario.persona.lines, kind)[0]]
    assert talk.offer.beat == first


def test_small_talk_without_end_never_costs_the_question():
    talk = on("where", "pet")
    said = [texts(talk.type("hi")) for _ in range(3)]
    assert said[0] == said[2] != said[1]
    assert talk.offer.beat == "pet"


def test_a_name_asked_for_besides_an_answer_is_told():
    talk = on("butterflies", "journey")
    lines = talk.type("I have a ticket to Leeds. What's your name?")
    assert texts(lines)[1] == talk.scenario.persona.lines.name[0]
    assert parts(lines) == ["react", "move", "say"]


def test_whoever_has_no_such_lines_answers_as_to_any_question():
    talk = at("blank")
    lines = talk.scenario.persona.lines.model_copy(update={"name": ()})
    persona = talk.scenario.persona.model_copy(update={"lines": lines})
    talk.scenario = talk.scenario.model_copy(update={"persona": persona})
    assert texts(talk.type("What's your name?"))[0] == "Who knows."


# ------------------------------------------------------------------ other languages


@pytest.mark.parametrize("text", ["Hola, como estas", "Ja ich bin müde", "Me llamo Juan", "Не знаю", "Да"])
@pytest.mark.parametrize("beat", ["blank", "your_story"])
def test_another_language_is_helped_in_any_letters(text, beat):
    talk = at(beat)
    assert texts(talk.type(text))[0].startswith("Start with")
    assert talk.offer.beat == beat


@pytest.mark.parametrize(
    "text", ["Anna Maria Petrova", "banana radio seven", "A man was in Paris", "hola amigo"]
)
def test_names_and_single_words_are_not_another_language(text):
    assert not texts(at("blank").type(text))[0].startswith("Start with")
