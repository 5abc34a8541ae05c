"""Sentences said a little differently: where they come from, how they are put, which come first."""

from __future__ import annotations

import pytest

from accounts.models import User
from conversations.models import Conversation
from conversations.review import review_of
from conversations.review_reasons import REASONS_RU, reason_ru
from conversations.services import conversation_start
from tests.conversations.reviews import corrected, said, topic_named


@pytest.fixture
def talk(learner: User) -> Conversation:
    return conversation_start(user=learner, topic=topic_named("butterflies-on-the-night-train"))


def better(talk: Conversation) -> list[str]:
    review = review_of(talk)
    return [line.better_text for line in (*review.better, *review.better_more)]


def test_only_the_sentence_with_the_mistake_is_shown(talk: Conversation) -> None:
    corrected(said(talk, 1, "typed", "I was late. My brother go home. We laughed."))
    (line,) = review_of(talk).better
    assert line.better_text == "My brother goes home."
    assert [(piece.text, piece.marked) for piece in line.said] == [
        ("My brother ", False),
        ("go", True),
        (" home.", False),
    ]


def test_two_mistakes_in_one_sentence_are_one_thing(talk: Conversation) -> None:
    turn = corrected(said(talk, 1, "typed", "He go in home."), confidence=0.7)
    corrected(turn, "in ", "", code="U:PREP", reason="No preposition.", confidence=0.95)
    (line,) = review_of(talk).better
    assert line.better_text == "He goes home."
    assert (line.reason, line.reason_ru) == ("No preposition.", "Предлог здесь лишний.")


def test_a_word_that_goes_leaves_no_hole(talk: Conversation) -> None:
    corrected(said(talk, 1, "typed", "The Moira is nice."), "The", "", code="U:DET")
    assert better(talk) == ["Moira is nice."]


def test_of_speech_without_full_stops_only_the_surroundings_are_shown(talk: Conversation) -> None:
    around = "and so on and so forth with many words before it comes "
    corrected(said(talk, 1, "heard", around + "he go " + around))
    assert better(talk) == ["forth with many words before it comes he goes and so on and so forth with many"]


def test_at_most_three_are_shown_and_the_rest_wait(talk: Conversation) -> None:
    for number in range(1, 6):
        corrected(said(talk, number, "typed", f"He go home {number}."), confidence=number / 10)
    review = review_of(talk)
    assert [line.turn for line in review.better] == [5, 4, 3]
    assert len(review.better_more) == 2


def test_what_only_the_eye_sees_comes_last_and_is_not_said(talk: Conversation) -> None:
    corrected(said(talk, 1, "typed", "It is freind."), "freind", "friend", code="R:SPELL", confidence=0.99)
    corrected(said(talk, 2, "typed", "He go home."), confidence=0.6)
    lines = review_of(talk).better
    assert [(line.turn, line.spoken) for line in lines] == [(2, True), (1, False)]


def test_of_what_only_the_eye_sees_the_words_alone_are_shown(talk: Conversation) -> None:
    turn = said(talk, 1, "typed", "we goes to cinema on saturday with my freind")
    corrected(turn, "saturday", "Saturday", code="R:ORTH")
    corrected(turn, "freind", "friend", code="R:SPELL")
    assert sorted(better(talk)) == ["Saturday", "friend"]
    assert [line.spoken for line in review_of(talk).better] == [False, False]


def test_a_missing_comma_is_shown_between_its_words(talk: Conversation) -> None:
    turn = said(talk, 1, "typed", "Yes it was nice.")
    corrected(turn, " ", ", ", code="R:PUNCT")
    assert better(talk) == ["Yes, it"]


def test_no_more_is_shown_than_the_clause_with_the_mistake(talk: Conversation) -> None:
    corrected(
        said(talk, 1, "typed", "I goed to cinema, but my brother go home and he slept."), "go ", "goes "
    )
    turn = said(talk, 2, "heard", "i very like it because he go home and we goes out")
    corrected(turn, "he go", "he goes")
    assert better(talk) == ["but my brother goes home", "he goes home"]


def test_a_mark_is_not_cut_in_two(talk: Conversation) -> None:
    corrected(said(talk, 1, "typed", "I wait, and he came."), "wait, and he", "waited until he")
    assert better(talk) == ["I waited until he came."]


def test_what_was_said_rightly_later_is_ticked(talk: Conversation) -> None:
    corrected(said(talk, 1, "typed", "My brother go home."))
    said(talk, 2, "typed", "Sorry, my brother goes home every day.")
    (line,) = review_of(talk).better
    assert line.repaired


def test_a_line_that_was_read_later_repairs_nothing(talk: Conversation) -> None:
    corrected(said(talk, 1, "typed", "My brother go home."))
    said(talk, 2, "card", "My brother goes home every day.")
    (line,) = review_of(talk).better
    assert not line.repaired


def test_what_was_never_said_rightly_is_no_repair(talk: Conversation) -> None:
    corrected(said(talk, 1, "typed", "My brother go home."))
    corrected(said(talk, 2, "typed", "Yes, my brother go home."))
    assert [line.repaired for line in review_of(talk).better] == [False, False]


def test_a_mark_that_does_not_fit_the_text_is_left_out(talk: Conversation) -> None:
    turn = said(talk, 1, "typed", "He goes home.")
    corrected(turn, "went", "goes")
    assert better(talk) == []


def test_a_phones_apostrophe_is_no_other_text(talk: Conversation) -> None:
    turn = said(talk, 1, "typed", "He don’t know.")
    corrected(turn, "don’t", "doesn't")
    turn.corrections.update(original="don't")
    assert better(talk) == ["He doesn't know."]


@pytest.mark.parametrize("code", [*REASONS_RU, "R:SOMETHING:NEW", "M:VERB:TENSE", "U:X"])
def test_every_code_has_a_plain_russian_reason(code: str) -> None:
    reason = reason_ru(code)
    assert reason.endswith(".")
    assert len(reason.split()) <= 12


def test_the_longest_known_beginning_of_a_code_decides() -> None:
    assert reason_ru("R:VERB:TENSE:X") == REASONS_RU["R:VERB:TENSE"]
    assert reason_ru("R:VERB:NEW") == REASONS_RU["R:VERB"]
