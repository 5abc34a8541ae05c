"""Lines that fade, beats that are listened to, silence, recordings, and answers that fit nowhere."""

from __future__ import annotations

import pytest

from ml.engines.scripted import ScriptedPartner
from ml.types import Evidence, Heard, TalkState
from tests.ml.lesson import TELL, at, lesson, parts, texts
from tests.ml.talks import Talk

MUMBLE = Heard(Evidence.OWN_WORDS)


def shows(talk):
    (stage,) = {reply.shows for reply in talk.offer.replies}
    return stage


# ------------------------------------------------------------------ fading


@pytest.mark.parametrize(
    ("visit", "known", "stage"),
    [
        (1, 0, "line"),
        (2, 0, "line"),
        (1, 3, "line"),
        (2, 1, "start"),
        (2, 4, "start"),
        (3, 1, "start"),
        (3, 2, "stance"),
        (9, 9, "stance"),
    ],
)
def test_lines_fade_with_visits_on_which_the_beat_went_well(visit, known, stage):
    assert shows(at("blank", visit=visit, known={"blank": known})) == stage


def test_the_offer_keeps_the_whole_line_for_the_grammar():
    talk = at("blank", visit=3, known={"blank": 2})
    assert talk.offer.replies[0].text == "I'd look at my notes."


def test_an_unsure_turn_brings_the_lines_back_until_the_beat_is_over():
    talk = at("blank", visit=3, known={"blank": 2, "your_story": 2})
    talk.answer(MUMBLE)
    assert shows(talk) == "line"
    talk.silent()
    assert shows(talk) == "line"
    talk.read("short")
    assert shows(talk) == "stance"


# ------------------------------------------------------------------ listening


def test_what_is_told_comes_before_the_question():
    talk = at("your_story")
    lines = talk.read("short")
    assert parts(lines) == ["echo", "react", "tell", "say"]
    assert (lines[2].text, lines[2].translation) == (TELL["tell"], TELL["tell_ru"])
    assert talk.offer.listening


def test_other_beats_are_not_listened_to():
    assert not at("blank").offer.listening


@pytest.mark.parametrize(
    ("size", "understood"), [("short", ("trick",)), ("fuller", ()), ("stretch", ("trick",))]
)
def test_an_answer_shows_whether_it_was_understood(size, understood):
    talk = at("trick")
    talk.read(size)
    assert talk.state.understood == understood


def test_an_answer_in_other_words_shows_it_too():
    talk = at("trick")
    words = talk.scenario.beat("trick").replies[0].hear[0]
    talk.type(f"Well, {words}")
    assert talk.state.understood == ("trick",)


@pytest.mark.parametrize(
    "act", [lambda talk: talk.go_on(), lambda talk: talk.move("skip"), lambda talk: talk.type("banana")]
)
def test_what_was_not_answered_was_not_understood(act):
    talk = at("trick")
    act(talk)
    assert talk.state.understood == ()
    assert talk.offer.beat != "trick"


def test_asked_again_it_is_told_in_easier_words_each_time():
    talk = at("trick")
    beat = talk.scenario.beat("trick")
    lines = talk.move("repeat")
    assert texts(lines) == ["Repeat one.", TELL["simpler"], beat.simpler]
    assert parts(lines) == ["move", "tell", "say"]
    assert texts(talk.move("repeat")) == ["Repeat two.", TELL["simpler"], beat.simpler]
    assert texts(talk.move("slower")) == ["Slower one.", TELL["simpler"], beat.simpler]
    assert talk.offer.listening


def test_slower_tells_it_again():
    talk = at("trick")
    assert texts(talk.move("slower")) == ["Slower one.", TELL["tell"], talk.scenario.beat("trick").say]


def test_a_learner_below_the_level_is_told_in_easy_words():
    talk = at("your_story", level="A2")
    assert texts(talk.read("short"))[2:] == [TELL["simpler"], talk.scenario.beat("trick").simpler]


# ------------------------------------------------------------------ silence


def test_a_word_of_patience_changes_nothing_else():
    talk = at("blank")
    talk.answer(MUMBLE)
    before, offer = talk.state.to_json(), talk.offer
    lines = talk.silent()
    assert (texts(lines), parts(lines)) == (["Patience one."], ["silence"])
    after = talk.state.to_json()
    assert after.pop("used")[-1] == "silence.0"
    before.pop("used")
    assert after == before
    assert talk.offer == offer


def test_in_a_long_silence_the_buddy_takes_the_turn():
    talk = at("two_beginnings")
    lines = talk.go_on()
    assert parts(lines) == ["react", "say"]
    assert lines[0].text == talk.scenario.beat("two_beginnings").anything, "she says what she chose"
    assert (talk.offer.beat, talk.state.remember["opening"]) == ("silence", "car")


def test_silence_in_a_beat_that_was_removed_ends_the_talk_kindly():
    talk = Talk(ScriptedPartner(), lesson())
    talk.open()
    talk.state = TalkState(beat="gone")
    assert parts(talk.silent()) == ["closer"]


# ------------------------------------------------------------------ not understood


def test_the_third_time_the_next_lines_are_read_aloud():
    talk = at("blank")
    for _ in range(2):
        talk.answer(MUMBLE)
        assert not talk.offer.read_cards
    lines = talk.answer(MUMBLE)
    assert parts(lines) == ["react", "say"]
    assert (talk.offer.beat, talk.offer.read_cards) == ("your_story", True)
    talk.silent()
    assert not talk.offer.read_cards, "once is enough"


def test_cards_of_another_beat_are_not_understood_but_never_shamed():
    talk = at("blank")
    other = Heard(Evidence.CARD, reply="trick.short", text="Breathe slowly.")
    assert [parts(talk.answer(other)) for _ in range(3)] == [["unsure"], ["unsure"], ["react", "say"]]


def test_words_that_stand_under_two_answers_are_always_taken_for_the_first():
    """The validator refuses such a topic; a talk on a draft must not fall."""
    scenario = lesson()
    blank = scenario.beat("blank")
    replies = tuple(reply.model_copy(update={"hear": ("well", "?!")}) for reply in blank.replies)
    other = tuple(one.model_copy(update={"hear": ("well",)}) for one in blank.other)
    beat = blank.model_copy(update={"replies": replies, "other": other})
    beats = tuple(beat if one is blank else one for one in scenario.beats)
    colliding = scenario.model_copy(update={"beats": beats})
    assert texts(at("blank", scenario=colliding).type("Very well."))[0] == replies[0].recast
    for reply in replies:
        assert texts(at("blank", scenario=colliding).type(reply.say))[0] == reply.echo


def test_two_cards_mixed_are_an_idea_of_one_of_them():
    lines = at("blank").type("I'd look at my notes and make a joke")
    assert lines[0].part == "recast"


def test_a_line_of_another_beat_in_writing_is_led_back_once():
    talk = at("blank")
    line = talk.scenario.beat("tears").replies[0].say
    assert (texts(talk.type(line)), talk.offer.beat) == (["Away one."], "blank")
    assert texts(talk.type(line))[0] == talk.scenario.beat("blank").anything


def test_the_same_card_five_times_leads_on():
    talk = at("journey")
    line = talk.scenario.beat("journey").replies[0].say
    beats = []
    for _ in range(5):
        talk.type(line)
        beats.append(talk.offer.beat)
    assert beats[0] == "butterflies"
    assert len(set(beats)) >= 3
    assert len(set(texts(talk.said))) == len(talk.said)


@pytest.mark.parametrize("text", ["I would go and", "I'd stand there…"])
def test_who_breaks_off_is_waited_for_once(text):
    talk = at("blank")
    assert (texts(talk.type(text)), talk.offer.beat) == (["Mm-hm."], "blank")
    assert texts(talk.type(text))[0] == talk.scenario.beat("blank").anything


def test_another_language_is_helped_once():
    talk = at("blank")
    assert texts(talk.type("Я бы пошутил")) == ["Start with “I'd …”"]
    assert texts(talk.type("Я бы пошутил"))[0] == talk.scenario.beat("blank").anything


# ------------------------------------------------------------------ recordings


def test_a_recorded_line_names_its_recording():
    audio = {
        "opener": "hello.wav",
        "blank.say": "blank.wav",
        "blank.fuller.echo": "joke.wav",
        "trick.tell": "boat.wav",
        "repeat.0": "again.wav",
        "closer": "night.wav",
    }
    talk = at("blank", scenario=lesson().model_copy(update={"audio": audio}))
    talk.read("fuller")
    found = {line.audio for line in talk.said if line.audio}
    assert found == {"hello.wav", "blank.wav", "joke.wav"}
    talk.read("short")
    assert talk.said[-2].audio == "boat.wav"
    assert talk.move("repeat")[0].audio == "again.wav"


# ------------------------------------------------------------------ what is kept


def test_a_state_of_an_earlier_version_loads():
    old = {
        "beat": "blank",
        "remember": {},
        "used": ["opener", "blank.say"],
        "steps": [],
        "phrases": [],
        "unsure": 0,
        "visit": 2,
        "closed": False,
    }
    talk = Talk(ScriptedPartner(), lesson())
    talk.open()
    talk.state = TalkState.from_json(old)
    assert talk.state.pace == 1.0
    assert texts(talk.answer(Heard(Evidence.CARD, reply="blank.fuller")))[0] == "A joke!"


def test_all_of_the_state_survives():
    talk = at("trick", visit=2, known={"blank": 1})
    talk.read("short")
    talk.move("slower")
    talk.move("easier")
    talk.move("stop")
    state = talk.state
    assert TalkState.from_json(state.to_json()) == state
    assert (state.known, state.understood, state.easier, state.pace, state.confirms) == (
        {"blank": 1},
        ("trick",),
        True,
        0.85,
        "stop",
    )


def test_the_same_move_gets_the_same_answer():
    def told(key):
        return texts(at("blank").move(key))

    assert told("help") == told("help")
