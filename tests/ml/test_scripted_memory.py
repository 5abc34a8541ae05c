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
        talk.type("banana radio seven")
    assert "“you'll be fine”" in talk.said[-1].text


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


def to_the_story(talk):
    talk.open()
    while talk.offer.part == "beat":
        lines = talk.read("stretch")
    return lines


def test_after_the_last_beat_she_says_good_night_and_the_story_waits_to_be_told(talk):
    lines = to_the_story(talk)
    assert lines[-1].part == "closer"
    assert not talk.state.closed
    assert (talk.state.beat, talk.offer.beat, talk.offer.part) == ("retell", "retell", "retell")
    assert talk.offer.own_words.seconds == talk.scenario.retell.seconds
    assert talk.offer.own_words.tip == talk.scenario.retell.prompt
    assert talk.offer.own_words.tip_translation == talk.scenario.retell.prompt_ru
    assert talk.offer.replies == talk.offer.spots == talk.offer.moves == ()


@pytest.mark.parametrize(
    "heard",
    [
        Heard(Evidence.OWN_WORDS),
        Heard(Evidence.TYPED, text="She was afraid, but she did it."),
        Heard(Evidence.TYPED, text="Sorry?"),
        None,
    ],
)
def test_the_story_ends_the_talk_without_a_further_word(talk, heard):
    to_the_story(talk)
    assert talk.answer(heard) == []
    assert talk.state.closed
    assert talk.offer is None


def test_whoever_does_not_want_to_tell_it_leaves_in_silence(talk):
    to_the_story(talk)
    assert talk.close() == []
    assert talk.state.closed


def test_nobody_hurries_the_story(talk):
    to_the_story(talk)
    offer = talk.offer
    assert talk.silent() == []
    assert talk.offer == offer


def test_phrases_of_the_story_count(talk):
    talk.open()
    while talk.offer.part == "beat":
        talk.read("short")
    assert "go-blank" not in talk.state.phrases
    talk.type("Her mind went blank.")
    assert "go-blank" in talk.state.phrases


def test_a_topic_without_a_story_ends_with_its_closer():
    talk = Talk(ScriptedPartner(), scenario_of().model_copy(update={"retell": None}))
    talk.open()
    while talk.offer:
        lines = talk.read("short")
    assert lines[-1].part == "closer"
    assert talk.state.closed


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
