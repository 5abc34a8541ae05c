"""What the scripted partner keeps, and how it ends a talk, on the model topic."""

from __future__ import annotations

import pytest

from ml.engines.scripted import ScriptedPartner
from ml.types import Evidence, Heard, TalkState
from tests.ml.talks import Talk, scenario_of


@pytest.fixture
def talk():
    return Talk(ScriptedPartner(), scenario_of())


def texts(lines):
    return [line.text for line in lines]


def parts(lines):
    return [line.part for line in lines]


JOKE = "“Sorry, I've forgotten who's getting married.” That could work."
NO_IDEA = "I hadn't thought of that. I'll keep it in my pocket."


def at(beat, size="stretch", **options):
    talk = Talk(ScriptedPartner(), scenario_of(), **options)
    talk.go_to(beat, size)
    return talk


# ------------------------------------------------------------------ what is kept


def test_what_was_chosen_comes_back_later():
    talk = at("trick")
    talk.read("short")
    talk.read("short")
    assert talk.state.remember["opening"] == "car"
    lines = talk.read("short")
    assert lines[-1].text == (
        "Right, you're the guests. “Isla sold our car to a tourist. She was six.” "
        "Tell me honestly, what should I change?"
    )
    assert "«Айла продала нашу машину туристу. Ей было шесть»." in lines[-1].translation
    assert "“breathe slowly”" in talk.read("short")[-1].text


def test_what_was_not_chosen_has_its_own_words():
    talk = at("trick")
    while talk.offer:
        lines = talk.type("banana radio seven")
    assert "“you'll be fine”" in lines[-1].text


def test_a_jump_leads_to_its_beat():
    talk = at("two_beginnings")
    talk.read("fuller")
    assert talk.offer.beat == "tears"


def test_steps_are_reached_when_their_beat_is_left():
    talk = at("blank")
    assert talk.state.steps == ()
    talk.read("short")
    assert talk.state.steps == ("fear",)


def test_target_phrases_count_from_a_card_that_was_read():
    talk = at("trick")
    talk.read("stretch")
    assert "wing-it" in talk.state.phrases


def test_target_phrases_count_from_what_was_typed():
    talk = at("blank")
    talk.type("My mind went blank too, once.")
    assert talk.state.phrases[-1] == "go-blank"


def test_target_phrases_do_not_count_from_speech_that_was_not_understood():
    talk = at("trick", size="short")
    talk.answer(Heard(Evidence.OWN_WORDS, spotted=("trick.stretch",)))
    assert "wing-it" not in talk.state.phrases


# ------------------------------------------------------------------ the end


def test_after_the_last_beat_she_says_good_night(talk):
    talk.open()
    while talk.offer:
        lines = talk.read("stretch")
    assert lines[-1].part == "closer"
    assert talk.state.closed
    assert talk.state.beat is None


def test_a_learner_may_finish_early():
    talk = at("blank")
    assert texts(talk.close())[0].startswith("You look tired")
    assert talk.state.closed
    assert talk.offer is None


def test_a_closed_talk_says_no_more():
    talk = at("blank")
    talk.close()
    assert talk.answer(Heard(Evidence.CARD, reply="blank.short")) == []
    assert talk.offer is None


def test_a_beat_that_the_teacher_has_removed_ends_the_talk_kindly(talk):
    talk.open()
    talk.state = TalkState(beat="gone")
    assert parts(talk.answer(Heard(Evidence.CARD, reply="gone.short"))) == ["closer"]


def test_the_same_words_get_the_same_answer():
    assert texts(at("blank").type("a joke")) == texts(at("blank").type("a joke"))
