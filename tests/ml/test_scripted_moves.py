"""What the scripted partner does when a move is spoken, typed or tapped."""

from __future__ import annotations

import pytest

from ml.scenario import scenario_parse
from ml.types import Evidence, Heard
from tests.ml.lesson import at, lesson, parts, texts
from tests.ml.talks import all_moves

SAY = lesson().beat("blank").say
SIMPLER = lesson().beat("blank").simpler
IDS = [move.id for move in all_moves().moves]


def spoken(talk, key):
    return talk.move(key)


def tapped(talk, key):
    return talk.tap(key)


def typed(talk, key):
    offered = next(move for move in talk.offer.moves if move.key == key)
    return talk.type(offered.phrases[0])


ways = pytest.mark.parametrize("way", [spoken, typed, tapped], ids=lambda way: way.__name__)


# ------------------------------------------------------------------ each move, each way


@ways
def test_repeat_asks_in_easier_words_each_time(way):
    talk = at("blank")
    assert texts(way(talk, "repeat")) == ["Repeat one.", SIMPLER]
    assert texts(way(talk, "repeat")) == ["Repeat two.", SIMPLER]
    assert talk.offer.beat == "blank"


@ways
def test_slower_says_again_what_was_said_last(way):
    talk = at("blank")
    talk.move("repeat")
    assert texts(way(talk, "slower")) == ["Slower one.", SIMPLER]


@ways
def test_slower_says_the_question_again_at_a_slower_pace(way):
    talk = at("blank")
    assert texts(way(talk, "slower")) == ["Slower one.", SAY]
    assert talk.state.pace == 0.85
    for _ in range(4):
        way(talk, "slower")
    assert talk.state.pace == 0.7


@ways
def test_meaning_explains_a_phrase_that_was_said_just_now(way):
    talk = at("blank")
    lines = way(talk, "meaning.go-blank")
    assert texts(lines) == ["Mine: “your mind goes blank” means you suddenly cannot remember anything."]
    assert lines[0].translation == "Это «your mind goes blank»: «всё вылетело из головы»."
    assert "go-blank" not in talk.state.phrases, "asking is not using"
    assert talk.offer.beat == "blank"


@ways
def test_say_it_gives_the_beginning(way):
    assert texts(way(at("blank"), "say_it")) == ["Start with “I'd …”"]


@ways
def test_help_gives_a_line_that_one_could_say_and_then_longer_ones(way):
    talk = at("blank")
    lent = [texts(way(talk, "help"))[0].partition("“")[2] for _ in range(4)]
    cards = [f"{reply.say}”" for reply in talk.scenario.beat("blank").replies]
    assert lent == [*cards, cards[-1]]
    assert talk.offer.beat == "blank"


@ways
def test_wait_lets_the_learner_think(way):
    talk = at("blank")
    assert texts(way(talk, "wait")) == ["Wait one."]
    assert talk.offer.patient
    assert talk.offer.beat == "blank"
    talk.type("I would go and")
    assert not talk.offer.patient


@ways
def test_skip_leaves_the_question_without_a_reaction(way):
    talk = at("blank")
    lines = way(talk, "skip")
    assert texts(lines)[0] == "Skip one."
    assert parts(lines) == ["move", "say"]
    assert talk.offer.beat == "your_story"


@ways
def test_where_skipping_leaves_the_choice_to_the_buddy_it_is_said(way):
    talk = at("two_beginnings")
    lines = way(talk, "skip")
    assert texts(lines)[1] == talk.scenario.beat("two_beginnings").anything
    assert parts(lines) == ["move", "react", "say"]
    assert (talk.offer.beat, talk.state.remember["opening"]) == ("silence", "car")


@ways
def test_easier_keeps_the_words_easy_and_the_lines_whole(way):
    talk = at("blank", visit=3, known={"blank": 2, "your_story": 2})
    assert {reply.shows for reply in talk.offer.replies} == {"stance"}
    assert texts(way(talk, "easier")) == ["Easier one.", SIMPLER]
    assert {reply.shows for reply in talk.offer.replies} == {"line"}
    lines = talk.read("short")
    assert lines[-1].text == talk.scenario.beat("your_story").simpler
    assert {reply.shows for reply in talk.offer.replies} == {"line"}


@pytest.mark.parametrize("way", [spoken, typed])
def test_stop_asks_before_it_ends_the_talk(way):
    talk = at("blank")
    assert texts(way(talk, "stop")) == ["Stop one?"]
    assert talk.state.confirms == "stop"
    assert not talk.state.closed
    assert parts(way(talk, "yes")) == ["closer"]
    assert talk.state.closed


@pytest.mark.parametrize("way", [spoken, typed])
def test_no_goes_on_with_the_question(way):
    talk = at("blank")
    way(talk, "stop")
    assert texts(way(talk, "no")) == [SIMPLER]
    assert talk.state.confirms == ""
    assert parts(way(talk, "yes")) == ["move"], "the yes means nothing any more"


def test_stop_said_twice_is_meant():
    talk = at("blank")
    talk.type("Goodbye!")
    talk.type("Bye")
    assert talk.state.closed


def test_an_answer_after_all_is_an_answer():
    talk = at("blank")
    talk.move("stop")
    assert texts(talk.read("fuller"))[0] == "A joke!"
    assert talk.state.confirms == ""


def test_stop_tapped_ends_the_talk_at_once_and_asks_for_no_story():
    talk = at("blank")
    assert parts(talk.tap("stop")) == ["closer"]
    assert talk.state.closed
    assert talk.offer is None


@ways
@pytest.mark.parametrize(("key", "line"), [("yes", "Yes what?"), ("no", "No what?")])
def test_a_bare_yes_or_no_is_asked_about_once_and_then_taken(way, key, line):
    talk = at("blank")
    assert texts(way(talk, key)) == [line]
    assert talk.offer.beat == "blank"
    assert texts(way(talk, key))[0] == talk.scenario.beat("blank").anything
    assert talk.offer.beat == "your_story"


@ways
def test_and_you_gets_the_buddys_own_answer_and_the_question_stands(way):
    talk = at("blank")
    lines = way(talk, "and_you")
    assert texts(lines) == ["I'd drop my glass."]
    assert lines[0].translation == "Уронила бы бокал."
    assert talk.offer.beat == "blank"
    assert texts(way(talk, "and_you")) == ["Me? Nothing."]


@ways
def test_where_she_has_no_answer_of_her_own_she_says_so(way):
    talk = at("butterflies")
    assert texts(way(talk, "and_you")) == ["Me? Nothing."]


def test_yes_and_no_to_a_guess():
    for way in (spoken, typed, tapped):
        talk = at("blank")
        talk.answer(Heard(Evidence.OWN_WORDS, guess="blank.fuller"))
        assert texts(way(talk, "yes"))[0] == "A joke!"
        talk = at("blank")
        talk.answer(Heard(Evidence.OWN_WORDS, guess="blank.fuller"))
        assert parts(way(talk, "no")) == ["unsure"]


def test_a_word_of_patience_leaves_the_guess_open():
    talk = at("blank")
    talk.answer(Heard(Evidence.OWN_WORDS, guess="blank.fuller"))
    talk.silent()
    assert "blank.yes.fuller" in [spot.key for spot in talk.offer.spots]
    talk.move("wait")
    assert texts(talk.type("yes"))[0] == "A joke!"


# ------------------------------------------------------------------ the offer


def test_every_move_is_offered_with_its_phrases():
    talk = at("blank")
    keys = [move.key for move in talk.offer.moves]
    assert keys == [*IDS[: IDS.index("meaning")], "meaning.go-blank", *IDS[IDS.index("meaning") + 1 :]]
    for offered in talk.offer.moves:
        assert offered.phrases
        assert offered.text in (*offered.phrases, "")
        assert bool(offered.text) == bool(offered.translation)
        assert "{" not in offered.text + offered.translation + "".join(offered.phrases)


def test_meanings_are_offered_for_what_was_said_just_now_two_at_most():
    document = lesson().model_dump(by_alias=True)
    journey = document["beats"][0]
    journey["say"] = "I'm tongue-tied, my mind went blank, and I wing it. And I burst into tears. Do you?"
    talk = at("journey", scenario=scenario_parse(document))
    keys = [move.key for move in talk.offer.moves if move.key.startswith("meaning")]
    assert keys == ["meaning.go-blank", "meaning.tongue-tied"]
    talk.silent()
    assert [move.key for move in talk.offer.moves if move.key.startswith("meaning")] == keys
    talk.read("short")
    assert [move.key for move in talk.offer.moves if move.key.startswith("meaning")] == [
        "meaning.butterflies"
    ]


def test_yes_and_no_are_understood_always_and_shown_when_asked_for():
    def shown(talk):
        return {move.key for move in talk.offer.moves if move.text} & {"yes", "no"}

    talk = at("blank")
    assert {"yes", "no"} <= {move.key for move in talk.offer.moves}
    assert shown(talk) == set()
    talk.answer(Heard(Evidence.OWN_WORDS, guess="blank.fuller"))
    assert shown(talk) == {"yes", "no"}
    talk = at("blank")
    talk.move("stop")
    assert shown(talk) == {"yes", "no"}


def test_a_talk_without_moves_has_its_lines():
    talk = at("blank")
    talk.moves = None
    assert parts(talk.type("Can you repeat that, please?")) == ["move", "say"], "a question like any other"
    assert talk.offer.moves == ()
    assert parts(talk.answer(Heard(Evidence.CARD, move="skip", text="Skip."))) == ["unsure"]


@pytest.mark.parametrize("key", ["nonsense", "meaning", "meaning.nothing", "skip.that", ""])
def test_a_move_that_does_not_exist_harms_nothing(key):
    talk = at("blank")
    assert talk.answer(Heard(Evidence.CHOSEN, move=key))
    assert talk.offer
