"""What a model is asked in each kind of turn, and that the scenario's steps are reached all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ml.engines.scripted import ScriptedPartner
from ml.types import Evidence, Heard
from tests.ml.free_talks import STORY, FreeTalk, opened
from tests.ml.talks import MODEL, TOPICS, Talk, scenario_of


@pytest.fixture
def talk() -> FreeTalk:
    return FreeTalk(scenario_of(MODEL))


def written_talk() -> Talk:
    talk = Talk(ScriptedPartner(), scenario_of(MODEL))
    talk.open()
    return talk


# ------------------------------------------------------------------ the opening


def test_the_first_question_is_asked_in_the_models_words(talk: FreeTalk) -> None:
    question = written_talk().said[-1].text
    word = max(question.strip("?").split(), key=len).strip(".,")
    talk.model.answers = [f"Tell me, what about {word}?"]
    lines = talk.open()
    assert lines[0].part == "opener"
    assert lines[-1].text == f"Tell me, what about {word}?"
    assert question in talk.note()
    assert talk.offer
    assert len(talk.offer.replies) == 3  # the written question's lines fit it


@pytest.mark.parametrize(
    "answer", ["Do you like cheese?", "Nice hat. Do you like cheese?", "I am so glad that you came."]
)
def test_a_first_question_about_something_else_gives_way_to_the_written_one(
    talk: FreeTalk, answer: str
) -> None:
    talk.model.answers = [answer]
    lines = talk.open()
    assert lines[-1].text == written_talk().said[-1].text
    assert "cheese" not in " ".join(talk.texts())


# ------------------------------------------------------------------ the learner's own words


def test_it_asks_on_once_and_then_the_written_question_follows(talk: FreeTalk) -> None:
    opened(talk)
    first = talk.state.beat
    lines = talk.type(STORY)
    assert [line.text for line in lines] == ["That sounds good to me.", "What did you do then?"]
    assert talk.offer
    assert not talk.offer.replies  # no line was written for that question
    assert talk.offer.moves
    assert talk.state.beat == first

    talk.model.answers = ["I would have run away. And you?"]
    lines = talk.type("I forgot half of it and everybody laughed")
    assert lines[0].text == "I would have run away."
    assert "And you?" not in talk.texts()
    assert talk.state.beat != first
    assert lines[-1].text == question_of(talk)
    assert talk.offer
    assert len(talk.offer.replies) == 3
    assert "Ask nothing yourself" in talk.note()


def question_of(talk: FreeTalk) -> str:
    beat = talk.scenario.beat(talk.state.beat)
    assert beat is not None
    written = [beat.say, beat.simpler]
    return next(text for text in talk.texts()[::-1] if text in written)


def test_a_learners_question_is_answered_and_the_written_one_stands(talk: FreeTalk) -> None:
    opened(talk)
    beat = talk.state.beat
    talk.model.answers = ["I bought it from my aunt."]
    lines = talk.type("Where did you buy that strange blue hat?")
    assert lines[0].text == "I bought it from my aunt."
    assert talk.state.beat == beat
    assert "Answer it as" in talk.note()
    assert talk.offer
    assert talk.offer.replies


@pytest.mark.parametrize("size", ["short", "fuller", "stretch"])
def test_a_card_gets_the_written_reply_at_once(talk: FreeTalk, size: str) -> None:
    opened(talk)
    asked, written = len(talk.model.asked), written_talk()
    written.state = replace(written.state, used=talk.state.used)
    assert [line.text for line in talk.read(size)] == [line.text for line in written.read(size)]
    assert len(talk.model.asked) == asked


def test_what_was_not_understood_asks_no_model(talk: FreeTalk) -> None:
    opened(talk)
    asked = len(talk.model.asked)
    lines = talk.answer(Heard(Evidence.OWN_WORDS))
    assert lines[0].part == "unsure"
    assert len(talk.model.asked) == asked


def test_where_others_wait_it_asks_on_about_nothing(talk: FreeTalk) -> None:
    opened(talk)
    talk.brief = True
    beat = talk.state.beat
    talk.model.answers = ["That was brave of you."]
    talk.type(STORY)
    assert talk.state.beat != beat


# ------------------------------------------------------------------ leading, and the end


def to_the_middle(talk: FreeTalk) -> str:
    """Read cards until the learner may lead; gives the beat."""
    opened(talk)
    beats = talk.scenario.beats
    while True:
        beat = talk.scenario.beat(talk.state.beat)
        assert beat is not None
        if 2 * (beats.index(beat) + 1) >= len(beats) and not beat.listening:
            return beat.id
        talk.read("stretch")


def test_in_the_middle_the_learner_may_lead_for_a_while(talk: FreeTalk) -> None:
    beat = to_the_middle(talk)
    talk.model.usual = "I like that. Do you want to choose?"
    talk.type(STORY)
    assert "whether they want to choose" in talk.note()
    assert talk.offer
    assert {move.key for move in talk.offer.moves if move.text} >= {"yes", "no"}
    talk.tap("yes")
    for said in ("Let us talk about my dog", "He is two years old", "He eats everything"):
        assert talk.state.beat == beat
        assert "The learner leads now" in talk.note()
        talk.type(said)
    assert talk.state.beat != beat
    talk.type(STORY)
    assert "whether they want to choose" not in talk.note()  # once a talk


@pytest.mark.parametrize(
    "answer", ["no", "No, thank you.", "let's go on", "I'd like to go on as before.", "You choose, please."]
)
def test_who_does_not_want_to_lead_goes_on(talk: FreeTalk, answer: str) -> None:
    beat = to_the_middle(talk)
    talk.model.usual = "I like that. Do you want to choose?"
    talk.type(STORY)
    talk.model.usual = "Then I go on."
    if answer == "no":
        talk.tap("no")
    else:
        talk.type(answer)
    assert talk.state.beat != beat
    assert talk.offer
    assert talk.offer.replies


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_a_talk_of_own_words_reaches_every_step_and_the_end(path) -> None:
    talk = FreeTalk(scenario_of(path))
    talk.open()
    turns = 0
    while talk.offer and talk.offer.part == "beat":
        talk.type(f"{STORY} number {turns}")
        turns += 1
        assert turns < 40
    on_the_way = {beat.step for beat in talk.scenario.beats if beat.step} & set(talk.state.steps)
    assert on_the_way
    assert talk.scenario.closer.say[:20] in " ".join(talk.texts())
    written = Talk(ScriptedPartner(), scenario_of(path))
    written.open()
    number = 0
    while written.offer and written.offer.part == "beat":
        written.type(f"{STORY} number {number}")
        number += 1
    assert set(talk.state.steps) == set(written.state.steps)


def test_whoever_leaves_early_hears_a_word_of_the_models_and_the_written_good_bye(talk: FreeTalk) -> None:
    opened(talk)
    talk.model.answers = ["I will remember your speech."]
    lines = talk.close()
    assert lines[0].text == "I will remember your speech."
    assert lines[1].part == "closer"
    assert talk.state.closed
