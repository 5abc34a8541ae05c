"""What the scripted partner answers, one behaviour each, on the model topic."""

from __future__ import annotations

import pytest

from ml.engines.scripted import ScriptedPartner
from ml.types import Evidence, Heard, Slip
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


# ------------------------------------------------------------------ the opening


def test_the_talk_opens_with_who_she_is_and_the_first_question(talk):
    lines = talk.open()
    assert parts(lines) == ["opener", "say"]
    assert lines[0].text.startswith("Oh, sorry, my papers")
    assert lines[1].text == "Are you going all the way to the coast?"
    assert lines[1].translation == "Вы едете до самого побережья?"


def test_the_second_visit_opens_with_its_own_words():
    assert texts(Talk(ScriptedPartner(), scenario_of(), visit=2).open())[0].startswith("It's you!")


def test_the_offer_holds_the_lines_and_the_words_to_notice(talk):
    talk.open()
    offer = talk.offer
    assert [reply.key for reply in offer.replies] == ["journey.short", "journey.fuller", "journey.stretch"]
    assert offer.replies[0].translation == "Да, до конца. Я еду впервые."
    spots = {spot.key: spot.phrases for spot in offer.spots}
    assert spots["journey.short"] == ("first time", "never been", "first visit")
    assert "holiday" in spots["journey.other.2"]
    assert offer.starter == "I'm going to …"
    assert offer.own_words is None


def test_an_own_words_beat_invites_to_tell():
    own = at("your_story").offer.own_words
    assert (own.seconds, own.tip) == (40, "Where were you? What happened? How did it end?")


def test_a_learner_below_the_level_gets_the_easier_question():
    lines = Talk(ScriptedPartner(), scenario_of(), level="A2").open()
    assert lines[-1].text == "Where are you going? To the last station?"


# ------------------------------------------------------------------ lines and ideas


def test_a_line_that_was_read_is_echoed():
    lines = at("blank").read("fuller")
    assert texts(lines)[:2] == ["A joke!", JOKE]
    assert parts(lines) == ["echo", "react", "say"]
    assert lines[1].translation == "Шутка! «Простите, забыла, кто женится». А ведь сработает."


def test_a_slip_in_the_line_is_recast():
    slip = Slip("blank.fuller", "I'd make joke", "I'd make a joke", "M:DET", 4.0)
    assert parts(at("blank").read("fuller", slip=slip))[0] == "recast"


@pytest.mark.parametrize(
    "text",
    [
        "I'd make a joke about it and carry on.",
        "i would make a joke about it and carry on",
        "I’D MAKE A JOKE about it, and carry on!",
    ],
)
def test_the_line_in_the_right_form_is_echoed_however_it_is_written(text):
    assert texts(at("blank").type(text))[0] == "A joke!"


@pytest.mark.parametrize(
    "text", ["I'd make joke about it and carry on", "I will tell a joke", "maybe some jokes?", "jokes"]
)
def test_the_idea_in_another_form_is_recast(text):
    assert texts(at("blank").type(text))[:2] == ["You'd make a joke and carry on.", JOKE]


def test_words_of_another_answer_get_its_reaction():
    assert texts(at("blank").type("I would just run away!"))[0].startswith("Run! I did that at school.")


def test_the_longest_words_win():
    assert texts(at("your_story").type("it was my driving exam last year"))[0].startswith("A driving test?")


@pytest.mark.parametrize("text", ["I would never make a joke", "I wouldn't look at my notes"])
def test_words_that_are_denied_do_not_count(text):
    assert texts(at("blank").type(text))[0] == NO_IDEA


def test_a_missing_ending_is_still_the_line():
    assert texts(at("blank").type("I would look at my note"))[0] == "You'd look at your notes."


def test_a_no_in_another_clause_denies_nothing():
    assert texts(at("blank").type("No, I can't. A joke?"))[1] == JOKE


def test_anything_else_is_answered_with_what_fits_everything():
    lines = at("blank").type("Banana seven radio")
    assert texts(lines)[0] == NO_IDEA
    assert lines[-1].text.startswith("Now you.")


def test_words_that_a_recogniser_noticed_count_like_words_that_were_written():
    heard = Heard(Evidence.OWN_WORDS, spotted=("blank.fuller",))
    assert texts(at("blank").answer(heard))[1] == JOKE
    heard = Heard(Evidence.OWN_WORDS, spotted=("blank.other.2",))
    assert texts(at("blank").answer(heard))[0].startswith("Run!")


def test_the_words_of_a_line_outside_its_beat_mean_nothing():
    heard = Heard(Evidence.OWN_WORDS, spotted=("trick.other.1",), reply="trick.short")
    assert parts(at("blank").answer(heard)) == ["unsure"]


# ------------------------------------------------------------------ not understood


def test_a_story_that_was_not_understood_is_thanked_for():
    lines = at("your_story").answer(Heard(Evidence.OWN_WORDS))
    assert texts(lines)[0] == "Thank you for telling me. I feel less silly now."


def test_an_unsure_buddy_blames_the_train_and_asks_about_the_nearest_line():
    talk = at("blank")
    lines = talk.answer(Heard(Evidence.OWN_WORDS, guess="blank.fuller"))
    assert texts(lines) == ["Sorry, this train is so loud. Was it “I'd make a joke about it and carry on”?"]
    assert parts(lines) == ["unsure"]
    assert talk.offer.beat == "blank"
    assert talk.state.unsure == 1


def test_yes_to_the_guess_takes_the_line():
    talk = at("blank")
    talk.answer(Heard(Evidence.OWN_WORDS, guess="blank.fuller"))
    assert "blank.yes.fuller" in [spot.key for spot in talk.offer.spots]
    assert texts(talk.type("Yes!"))[0] == "A joke!"


def test_a_spoken_yes_takes_the_line_too():
    talk = at("blank")
    talk.answer(Heard(Evidence.OWN_WORDS, guess="blank.fuller"))
    assert texts(talk.answer(Heard(Evidence.OWN_WORDS, spotted=("blank.yes.fuller",))))[0] == "A joke!"


def test_no_to_the_guess_is_asked_once_more():
    talk = at("blank")
    talk.answer(Heard(Evidence.OWN_WORDS, guess="blank.fuller"))
    assert parts(talk.type("No")) == ["unsure"]
    assert talk.offer.beat == "blank"


def test_without_a_guess_it_asks_openly():
    lines = at("blank").answer(Heard(Evidence.OWN_WORDS))
    assert texts(lines) == ["Sorry, the train took that one. Say it once more for me?"]


def test_the_third_time_it_goes_on():
    talk = at("blank")
    for _ in range(2):
        assert parts(talk.answer(Heard(Evidence.OWN_WORDS))) == ["unsure"]
    assert texts(talk.answer(Heard(Evidence.OWN_WORDS)))[0] == NO_IDEA
    assert talk.offer.beat == "your_story"
    assert talk.state.unsure == 0


def test_an_emoji_alone_is_asked_about_kindly():
    assert parts(at("blank").type("🙂")) == ["unsure"]


def test_after_a_long_silence_it_goes_on_without_a_reaction():
    lines = at("blank").answer(None)
    assert parts(lines) == ["say"]
    assert lines[0].text.startswith("Now you.")


def test_after_a_silence_she_decides_for_the_learner():
    talk = at("two_beginnings")
    talk.answer(None)
    assert (talk.offer.beat, talk.state.remember["opening"]) == ("silence", "car")


def test_one_word_for_a_story_is_asked_about_once():
    talk = at("your_story")
    assert texts(talk.type("Exam.")) == ["You can't stop there. Why?"]
    assert texts(talk.type("Exam."))[0] == "Exams! I still dream about mine."


# ------------------------------------------------------------------ moves


def test_asked_to_repeat_it_says_it_in_easier_words():
    talk = at("blank")
    assert texts(talk.type("Sorry?")) == [
        "Of course.",
        "I stand up and can't remember anything. What can I do?",
    ]
    assert talk.offer.beat == "blank"


def test_asked_whether_she_is_real_she_says_what_she_is():
    talk = at("blank")
    assert texts(talk.type("Wait, are you a real person?"))[0].startswith("No, I'm a voice in a computer.")
    assert talk.offer.beat == "blank"
