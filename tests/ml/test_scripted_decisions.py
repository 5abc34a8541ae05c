"""What a "yes" or a "no" means: to "Was it …?", to "Shall we stop here?", and beside "And you?"."""

from __future__ import annotations

import pytest

from conversations.visits import known_beats
from ml.engines.scripted_offer import guess_words
from ml.types import Evidence, Heard
from tests.ml.lesson import at, parts, texts
from tests.ml.talks import all_moves, scenario_of

MUMBLE = Heard(Evidence.OWN_WORDS)
GUESS = Heard(Evidence.OWN_WORDS, guess="blank.fuller")
OWN = "I'd drop my glass."


def guessed():
    talk = at("blank")
    talk.answer(GUESS)
    return talk


def stopping():
    talk = at("blank")
    talk.type("Goodbye!")
    assert talk.state.confirms == "stop"
    return talk


# ------------------------------------------------------------------ with "And you?"


@pytest.mark.parametrize("text", ["Yes, and you?", "No. And you?", "I don't know, and you?"])
def test_a_bare_answer_with_a_question_gets_the_buddys_own_and_the_question_stands(text):
    talk = at("blank")
    assert texts(talk.type(text)) == [OWN]
    assert talk.offer.beat == "blank"


# ------------------------------------------------------------------ "Was it …?"


@pytest.mark.parametrize("text", ["Yes, I did", "Yes it was", "Oh yes, that's right", "yeah", "Exactly."])
def test_a_leading_yes_confirms_the_guess(text):
    assert texts(guessed().type(text))[0] == "A joke!"


@pytest.mark.parametrize("text", ["No, it wasn't.", "no no", "No, I didn't, sorry", "Not that."])
def test_a_no_alone_is_asked_about_again(text):
    talk = guessed()
    assert parts(talk.type(text)) == ["unsure"]
    assert talk.offer.beat == "blank"


@pytest.mark.parametrize(
    "text",
    ["No, it wasn't, I said I'd look at my notes", "No, I'd look at my notes.", "no i would use my notes"],
)
def test_what_follows_a_no_is_read_anew(text):
    assert texts(guessed().type(text))[0] in ("Notes.", "You'd look at your notes.")


def test_a_line_that_was_only_confirmed_was_not_read():
    for way in (lambda talk: talk.type("Yes"), lambda talk: talk.move("yes")):
        talk = guessed()
        way(talk)
        assert known_beats([talk.state.to_json()]).get("blank", 0) == 0
    talk = guessed()
    talk.read("fuller")
    assert known_beats([talk.state.to_json()])["blank"] == 1


@pytest.mark.parametrize(
    ("beat", "size", "words"),
    [
        ("journey", "short", "It's my first time"),
        ("journey", "stretch", "Whose wedding is it, if you don't mind me asking?"),
        ("butterflies", "short", "All the time"),
        ("blank", "fuller", "I'd make a joke about it and carry on"),
        ("practise", "short", "Don't change a word"),
        ("two_beginnings", "fuller", "The sweet one"),
    ],
)
def test_a_guess_quotes_what_the_answer_rests_on(beat, size, words):
    assert guess_words(scenario_of().beat(beat).reply(size)) == words


# ------------------------------------------------------------------ "Shall we stop here?"


def test_a_guess_asked_later_wins_over_the_question_whether_to_stop():
    for way in (lambda talk: talk.type("Yes"), lambda talk: talk.move("yes")):
        talk = stopping()
        talk.answer(GUESS)
        assert texts(way(talk))[0] == "A joke!"
        assert not talk.state.closed


def test_a_yes_that_was_not_understood_may_be_said_again():
    talk = stopping()
    talk.answer(MUMBLE)
    talk.type("Yes.")
    assert talk.state.closed


@pytest.mark.parametrize("text", ["No, let's go on", "no no", "Let's continue.", "Not yet", "No, thanks."])
def test_whoever_would_rather_go_on_gets_the_question_again(text):
    talk = stopping()
    assert texts(talk.type(text)) == [talk.scenario.beat("blank").simpler]
    assert talk.state.confirms == ""


def test_no_may_come_before_an_answer_or_before_the_stop():
    assert texts(stopping().type("No, I'd make a joke"))[1].startswith("“Sorry, I've forgotten")
    talk = stopping()
    talk.type("No, I want to stop")
    assert talk.state.closed


def test_a_moment_to_think_keeps_the_question_whether_to_stop():
    talk = stopping()
    talk.move("wait")
    talk.type("yes")
    assert talk.state.closed


def test_asked_to_repeat_it_asks_again_whether_to_stop():
    talk = stopping()
    assert texts(talk.type("Sorry?")) == [all_moves().get("stop").answers[0]]
    talk.type("yes")
    assert talk.state.closed
