"""While a question of the model's stands: what may be answered, and that the written talk is not lost."""

from __future__ import annotations

import pytest

from tests.ml.free_talks import STORY, FreeTalk, at_beat, opened
from tests.ml.talks import MODEL, TOPICS, scenario_of


@pytest.fixture
def talk() -> FreeTalk:
    return FreeTalk(scenario_of(MODEL))


def asked_on(talk: FreeTalk) -> FreeTalk:
    opened(talk)
    talk.type(STORY)
    assert talk.said[-1].text == "What did you do then?"
    return talk


@pytest.mark.parametrize("move", ["repeat", "slower"])
def test_the_models_question_is_asked_again(talk: FreeTalk, move: str) -> None:
    lines = asked_on(talk).tap(move)
    assert lines[-1].text == "What did you do then?"
    assert talk.offer
    assert not talk.offer.replies


@pytest.mark.parametrize("said", ["Sorry?", "Could you repeat that, please?"])
def test_it_is_asked_again_in_words_and_after_a_silence_too(talk: FreeTalk, said: str) -> None:
    asked_on(talk).silent()
    assert talk.type(said)[-1].text == "What did you do then?"


def test_shall_we_stop_can_be_answered(talk: FreeTalk) -> None:
    asked_on(talk).move("stop")
    assert talk.state.confirms == "stop"
    assert talk.offer
    assert {move.key for move in talk.offer.moves if move.text} >= {"yes", "no"}


def test_a_question_beside_the_models_own_is_answered_and_the_talk_goes_on(talk: FreeTalk) -> None:
    beat = asked_on(talk).state.beat
    talk.model.answers = ["It is cold there."]
    lines = talk.type("I told a few jokes. What is the weather like in your town?")
    assert lines[0].text == "It is cold there."
    assert talk.state.beat != beat


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_what_the_first_answer_chose_is_not_chosen_anew(path) -> None:
    """The answer to the model's question is about something else, whatever words are in it."""
    scenario = scenario_of(path)
    chosen = [
        (beat, beat.replies[0])
        for beat in scenario.beats
        if beat.anything_remember and beat.replies[0].remember and not beat.listening
    ]
    for beat, reply in chosen:
        talk = at_beat(path, beat.id)
        talk.model.usual = "Well, well. What happened then?"
        talk.type(f"{reply.say} and some more words of mine")
        for said in ("it was raining all day long", "let's go on"):
            if talk.state.beat == beat.id:
                talk.type(said)
        assert talk.state.beat != beat.id
        assert {name: talk.state.remember.get(name) for name in reply.remember} == reply.remember
        assert beat.anything not in talk.texts()


def test_silence_leaves_the_models_question_standing(talk: FreeTalk) -> None:
    asked_on(talk).silent()
    assert talk.offer
    assert not talk.offer.replies


def test_who_has_no_answer_is_led_on(talk: FreeTalk) -> None:
    beat = asked_on(talk).state.beat
    talk.tap("help")
    assert talk.state.beat != beat
    assert talk.offer
    assert talk.offer.replies


def test_it_can_be_skipped(talk: FreeTalk) -> None:
    beat = asked_on(talk).state.beat
    talk.tap("skip")
    assert talk.state.beat != beat


JUMPS = [
    (path, beat.id, reply)
    for path in TOPICS
    for beat in scenario_of(path).beats
    for reply in beat.replies
    if reply.next and not beat.listening
]


@pytest.mark.parametrize(("path", "beat", "reply"), JUMPS[:6], ids=lambda value: str(value)[-20:])
def test_where_the_first_answer_led_is_remembered(path, beat: str, reply) -> None:
    """A jump of the scenario counts, though the model asked on first."""
    talk = at_beat(path, beat)
    talk.model.usual = "Well, well. What happened then?"
    talk.type(f"{reply.hear[0]} and some more words of mine")
    assert talk.state.beat == beat
    while talk.state.beat == beat:
        talk.type("let's go on")
    assert talk.state.beat == reply.next or (reply.next == "closer" and talk.state.beat in (None, "retell"))
