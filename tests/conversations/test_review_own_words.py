"""Own words, the best moment, stars and figures: counted by rule, none of it about mistakes."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from accounts.models import User
from conversations.models import Conversation, Turn, TurnEvent
from conversations.review import Review, review_of
from conversations.review_turns import Said
from conversations.review_understood import understood_of
from conversations.selectors import scenario_of
from conversations.services import conversation_start
from conversations.stars import stars_before
from ml.scenario_beats import Listening
from ml.types import TalkState
from tests.conftest import ClientOf
from tests.conversations.reviews import corrected, in_state, said, topic_named
from topics.selectors import topic_scenario

SECOND = 16_000
NERVOUS = "I always feel very nervous before I speak to many people."


@pytest.fixture
def talk(learner: User) -> Conversation:
    return conversation_start(user=learner, topic=topic_named("butterflies-on-the-night-train"))


def stars(review: Review) -> list[bool]:
    return [star.reached for star in review.stars]


# ------------------------------------------------------------------ own words


def test_speech_counts_by_its_seconds_without_the_silence_that_ended_it(talk: Conversation) -> None:
    said(talk, 1, "own_words", offset=SECOND, samples=11 * SECOND, timings={"silence_ms": 2000})
    assert review_of(talk).own_seconds == 8


@pytest.mark.parametrize(("beat", "counts"), [("blank", False), ("your_story", True), ("retell", True)])
def test_a_sound_that_was_not_understood_is_no_own_words_unless_a_story_was_asked_for(
    talk: Conversation, beat: str, counts: bool
) -> None:
    turn = said(talk, 1, "own_words", samples=12 * SECOND, beat=beat)
    payload = {"turn": 1, "text": "Was it you?", "part": "unsure"}
    TurnEvent.objects.create(conversation=talk, turn=turn, seq=50, type="reply.sentence", payload=payload)
    review = review_of(talk)
    assert (review.own_seconds == 12) == counts
    assert (review.best is not None) == (counts and beat != "retell")


def test_neither_is_the_third_that_was_not_understood(talk: Conversation) -> None:
    turn = said(talk, 1, "own_words", samples=12 * SECOND, beat="blank")
    payload = {"turn": 1, "beat": "trick", "cards": [], "read_cards": True}
    TurnEvent.objects.create(conversation=talk, turn=turn, seq=50, type="talk.offered", payload=payload)
    assert review_of(talk).own_seconds == 0


def test_typed_words_count_half_a_second_each(talk: Conversation) -> None:
    said(talk, 1, "typed", "one two three four five six")
    review = review_of(talk)
    assert review.own_seconds == 3
    assert (review.only_typed, review.own_words) == (True, 6)


def test_a_line_that_was_offered_is_not_ones_own_even_if_typed(talk: Conversation) -> None:
    said(talk, 1, "card", "I'd look at my notes.", samples=5 * SECOND, beat="blank")
    said(talk, 2, "typed", "i'd look at my notes", beat="blank")
    said(talk, 3, "typed", "Sorry?", move="repeat")
    assert review_of(talk).own_seconds == 0


# ------------------------------------------------------------------ the best moment


def test_the_longest_own_words_are_the_best_moment(talk: Conversation) -> None:
    said(talk, 1, "card", "I'd stop, take a breath and look for one friendly face.", samples=4 * SECOND)
    said(talk, 2, "own_words", samples=14 * SECOND, beat="your_story")
    said(talk, 3, "typed", "Breathe slowly and count to four.", beat="trick")
    best = review_of(talk).best
    assert best is not None
    assert (best.turn, best.text) == (2, "")
    assert best.why == "Your longest answer in your own words: 14 seconds."
    assert best.question.startswith("Now you. Tell me about a time")


def test_typed_words_can_be_the_best_moment(talk: Conversation) -> None:
    said(talk, 1, "typed", "I was very nervous before my first exam.")
    best = review_of(talk).best
    assert best is not None
    assert best.why == "Your longest answer in your own words: 8 words."


def test_of_two_long_answers_the_one_that_needs_no_mending_is(talk: Conversation) -> None:
    corrected(said(talk, 1, "typed", "My brother go home every evening after nine."))
    said(talk, 2, "typed", "I was nervous before my exam.")
    corrected(said(talk, 3, "typed", "He go."))
    best = review_of(talk).best
    assert best is not None
    assert best.turn == 2


def test_a_long_answer_is_not_passed_over_for_a_short_one(talk: Conversation) -> None:
    corrected(said(talk, 1, "typed", "My brother go home every evening after nine."))
    said(talk, 2, "typed", "Yes, I was.")
    best = review_of(talk).best
    assert best is not None
    assert best.turn == 1


def test_without_own_words_a_long_line_read_in_one_go_is(talk: Conversation) -> None:
    long = "If I were you, I'd practise it on one person first."
    said(talk, 1, "card", long + " Really long words follow here.", samples=20 * SECOND, reply_key="a.fuller")
    said(talk, 2, "card", long, samples=5 * SECOND, reply_key="trick.stretch")
    best = review_of(talk).best
    assert best is not None
    assert (best.turn, best.why) == (2, "A long line, read in one go.")


def test_a_line_read_haltingly_is_not_called_anything_else(talk: Conversation) -> None:
    said(talk, 1, "card", "I'd look at my notes.", samples=30 * SECOND, reply_key="blank.stretch")
    best = review_of(talk).best
    assert best is not None
    assert best.why == "The longest line you read."
    assert not re.search(r"good|great|well|perfect|correct", best.why, re.IGNORECASE)


def test_the_story_at_the_end_has_its_own_place(talk: Conversation) -> None:
    said(talk, 1, "own_words", samples=40 * SECOND, beat="retell")
    review = review_of(talk)
    assert review.best is None
    assert review.retelling is not None


# ------------------------------------------------------------------ stars


def test_no_star_is_about_being_without_mistakes(talk: Conversation) -> None:
    said(talk, 1, "card", "Line.")
    review = review_of(talk)
    assert stars(review) == [False, False, False]
    assert not any(re.search("mistake|correct", star.text) for star in review.stars)


def test_the_story_told_at_the_end_counts_for_the_third_star(talk: Conversation) -> None:
    said(talk, 1, "own_words", samples=16 * SECOND, beat="retell")
    Conversation.objects.filter(pk=talk.pk).update(status="finished")
    talk.refresh_from_db()
    review = review_of(in_state(talk, used=["closer"], phrases=["butterflies"]))
    assert stars(review) == [True, False, True]


def test_a_talk_that_was_typed_earns_the_same_stars(talk: Conversation) -> None:
    for number in range(1, 4):
        said(talk, number, "typed", NERVOUS)
    assert stars(review_of(in_state(talk, phrases=["butterflies", "wing-it"]))) == [False, True, True]


def test_what_was_written_is_not_called_spoken(talk: Conversation) -> None:
    for number in range(1, 4):
        said(talk, number, "typed", NERVOUS)
    review = review_of(in_state(talk, phrases=["butterflies", "wing-it"]))
    assert review.stars[2].text.startswith("You found 30 words of your own")
    lit = [star for star in review.stars if star.reached]
    assert not any(re.search("spoke|said|say|говорил|сказал", star.text + star.text_ru) for star in lit)


def test_what_was_spoken_is_called_spoken_though_more_was_written(talk: Conversation) -> None:
    said(talk, 1, "own_words", samples=20 * SECOND, beat="retell")
    said(talk, 2, "typed", NERVOUS)
    assert review_of(talk).stars[2].text.startswith("You spoke 15 seconds")


def test_a_star_that_was_not_reached_is_the_invitation_that_stood_before_the_talk(
    talk: Conversation, client_of: ClientOf, learner: User
) -> None:
    said(talk, 1, "card", "Line.")
    stars = topic_scenario(talk.topic).stars
    assert [star.text for star in review_of(talk).stars] == [
        star.before[0].lower() + star.before[1:] for star in stars
    ]
    page = client_of(learner).get(f"/talks/{talk.pk}/review/").content.decode()
    assert "Still there next time:</span> reach the end with Moira" in page


def test_a_topic_that_states_no_stars_of_its_own_gets_plain_ones(talk: Conversation) -> None:
    scenario = topic_scenario(talk.topic)
    bare = [star.model_copy(update={"before": "", "before_ru": ""}) for star in scenario.stars]
    scenario = scenario.model_copy(update={"stars": tuple(bare)})
    assert [star.text for star in stars_before(scenario)] == [
        "Talk with Moira to the end",
        "Use 2 new phrases yourself",
        "Speak 15 seconds in your own words, or write 30 words of your own",
    ]


# ------------------------------------------------------------------ listening


@pytest.mark.parametrize(
    ("understood", "helps", "move", "first"),
    [
        (("blank",), {}, "", 1),
        ((), {}, "", 0),
        (("blank",), {"again": 1}, "", 0),
        (("blank",), {"subtitles": 1}, "", 0),
        (("blank",), {"translation": 2}, "", 1),
        (("blank",), {}, "repeat", 0),
    ],
)
def test_understood_at_first_hearing(
    talk: Conversation, understood: tuple[str, ...], helps: dict[str, int], move: str, first: int
) -> None:
    scenario = scenario_of(talk)
    told = Listening(tell="She lost the ring.", simpler="The ring is lost.")
    beats = tuple(
        beat.model_copy(update={"listening": told}) if beat.id == "blank" else beat for beat in scenario.beats
    )
    scenario = scenario.model_copy(update={"beats": beats})
    turns = [Said(Turn(number=1, helps=helps, evidence="card"), "butterflies")]
    if move:
        turns.append(Said(Turn(kind="speech", number=2, evidence="card", move=move), "blank"))
    turns.append(Said(Turn(kind="speech", number=3, evidence="card"), "blank"))
    figure = understood_of(scenario, TalkState(understood=understood), turns)
    assert figure is not None
    assert (figure.first, figure.of) == (first, 1)


def test_a_topic_without_listening_has_no_such_figure(talk: Conversation) -> None:
    scenario = scenario_of(talk)
    beats = tuple(beat.model_copy(update={"listening": None}) for beat in scenario.beats)
    state = replace(TalkState(), understood=("blank",))
    turns = [Said(Turn(number=1)), Said(Turn(kind="speech", number=2, evidence="card"), "blank")]
    assert understood_of(scenario.model_copy(update={"beats": beats}), state, turns) is None
