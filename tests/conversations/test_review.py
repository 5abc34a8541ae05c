"""What is left of a talk: on what evidence, and no judgement where there is none."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services import consent_set
from conversations.models import Conversation, Turn, TurnEvent
from conversations.review import ReviewCorrection, review_of
from conversations.review_turns import turns_of
from conversations.selectors import scenario_of
from conversations.services import conversation_start
from tests.conversations.reviews import corrected, in_state, said, topic_named
from topics.models import Topic

PRAISE = re.compile(
    r"\b(well done|great|good|perfect|excellent|correct|no mistakes|score|\d+ ?%)\b", re.IGNORECASE
)


@pytest.fixture
def topic(db: None) -> Topic:
    return topic_named("butterflies-on-the-night-train")


@pytest.fixture
def talk(learner: User, topic: Topic) -> Conversation:
    return conversation_start(user=learner, topic=topic)


def finish(talk: Conversation) -> None:
    talk.status = Conversation.Status.FINISHED
    talk.save(update_fields=["status"])


# ------------------------------------------------------------------ evidence


@pytest.fixture
def cards_only(talk: Conversation) -> Conversation:
    for number in (1, 2, 3):
        said(talk, number, "card", "Yes, all the way.", reply_key="ticket.short")
    return talk


def test_a_talk_of_cards_has_no_corrections(cards_only: Conversation) -> None:
    review = review_of(cards_only)
    assert [turn.corrections for turn in review.turns] == [(), (), ()]
    assert not review.can_correct


def test_a_talk_of_cards_is_not_praised(cards_only: Conversation) -> None:
    finish(cards_only)
    review = review_of(cards_only)
    assert review.story_line
    assert not PRAISE.search(review.story_line)


@pytest.mark.parametrize("evidence", ["heard", "typed"])
def test_what_was_heard_or_typed_shows_its_mistakes(talk: Conversation, evidence: str) -> None:
    corrected(said(talk, 1, evidence, "He go home."))
    review = review_of(talk)
    assert review.can_correct
    assert review.turns[0].corrections == (ReviewCorrection("go", "goes", "After he the verb takes -s."),)


def test_a_slip_in_a_card_is_shown_and_says_nothing_of_the_rest(talk: Conversation) -> None:
    slip = {
        "reply": "a.short",
        "said": "He go home.",
        "expected": "He goes home.",
        "code": "R:VERB:SVA",
        "margin": 20,
    }
    corrected(said(talk, 1, "card", "He goes home.", slip=slip))
    review = review_of(talk)
    assert [line.better_text for line in review.better] == ["He goes home."]
    assert len(review.turns[0].corrections) == 1
    assert not review.can_correct


def test_a_card_is_never_corrected_whatever_a_corrector_wrote(talk: Conversation) -> None:
    corrected(said(talk, 1, "card", "He goes home."))
    review = review_of(talk)
    assert (review.better, review.turns[0].corrections) == ((), ())


def test_own_words_show_no_mistakes_even_if_there_were_some(talk: Conversation) -> None:
    corrected(said(talk, 1, "own_words"))
    review = review_of(talk)
    assert review.turns[0].corrections == ()
    assert not review.can_correct


# ------------------------------------------------------------------ what is shown


def test_turns_come_in_the_order_they_were_said(talk: Conversation) -> None:
    for number in (3, 1, 2):
        said(talk, number, "card", f"Line {number}.")
    assert [turn.text for turn in review_of(talk).turns] == ["Line 1.", "Line 2.", "Line 3."]


@pytest.mark.parametrize("status", [Turn.Status.DISMISSED, Turn.Status.FAILED])
def test_a_turn_that_came_to_nothing_is_left_out(talk: Conversation, status: str) -> None:
    said(talk, 1, "card", "Line.", status=status)
    assert review_of(talk).turns == ()


def test_a_turn_that_is_still_listened_to_is_left_out(talk: Conversation) -> None:
    said(talk, 1, "", status=Turn.Status.LISTENING)
    assert review_of(talk).turns == ()


def test_the_buddys_opening_is_no_turn_of_the_learners(talk: Conversation) -> None:
    said(talk, 0, "", kind=Turn.Kind.OPENING, buddy_text="Oh, sorry, my papers.")
    assert review_of(talk).turns == ()


def test_of_the_buddy_only_what_was_played_is_shown(talk: Conversation) -> None:
    said(talk, 1, "card", "Line.", buddy_text="One. Two.", played_text="One.")
    said(talk, 2, "card", "Line.", buddy_text="Three.")
    assert [turn.buddy for turn in review_of(talk).turns] == ["One.", "Three."]


def test_a_turn_is_as_long_as_its_speech(talk: Conversation) -> None:
    said(talk, 1, "card", "Line.", offset=16_000, samples=56_000)
    (turn,) = review_of(talk).turns
    assert (turn.samples, turn.seconds) == (40_000, 2.5)


def test_only_a_kept_recording_has_an_address(talk: Conversation) -> None:
    said(talk, 1, "card", "Line.", recording="recordings/1.wav")
    said(talk, 2, "card", "Line.")
    addresses = [turn.recording_url for turn in review_of(talk).turns]
    assert addresses == [f"/talks/{talk.pk}/recordings/1.wav", None]


def test_the_review_knows_whether_recordings_are_kept(talk: Conversation, learner: User) -> None:
    assert not review_of(talk).keeps_recordings
    consent_set(learner, "keep_recordings", True)
    assert review_of(talk).keeps_recordings


@pytest.mark.parametrize(("days", "writes"), [(0, True), (1, False)])
def test_a_postcard_is_promised_on_the_day_of_the_talk_only(
    talk: Conversation, days: int, writes: bool
) -> None:
    in_state(talk, used=["closer"])
    talk.finished_at = timezone.now() - timedelta(days=days)
    finish(talk)
    assert review_of(talk).writes is writes


# ------------------------------------------------------------------ phrases


def phrase_of(talk: Conversation) -> Any:
    return scenario_of(talk).targets.unusual[0]


def test_a_phrase_that_was_said_is_told_from_the_others(talk: Conversation) -> None:
    phrase = phrase_of(talk)
    review = review_of(in_state(talk, phrases=[phrase.id]))
    assert [one.say for one in review.phrases_said] == [phrase.say]
    assert phrase.say not in [one.say for one in review.phrases_met]


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("reply.sentence", {"text": "{}"}),
        ("talk.offered", {"turn": 0, "beat": "blank", "cards": [{"text": "Well, {}."}]}),
    ],
)
def test_a_phrase_that_was_only_shown_was_met(talk: Conversation, kind: str, payload: Any) -> None:
    phrase = phrase_of(talk)
    shown = json.loads(json.dumps(payload).replace("{}", phrase.match[0].capitalize()))
    TurnEvent.objects.create(conversation=talk, seq=1, type=kind, payload=shown)
    review = review_of(talk)
    assert [one.say for one in review.phrases_met] == [phrase.say]
    assert review.phrases_said == ()


def test_a_phrase_that_never_came_up_is_not_listed(talk: Conversation) -> None:
    review = review_of(talk)
    assert (review.phrases_said, review.phrases_met) == ((), ())


# ------------------------------------------------------------------ what a turn answered


def test_after_a_turn_was_taken_back_the_old_question_is_open_again(talk: Conversation) -> None:
    told = [
        ("talk.offered", {"turn": 0, "beat": "journey", "cards": []}),
        ("turn.heard", {"turn": 1}),
        ("talk.offered", {"turn": 1, "beat": "butterflies", "cards": []}),
        ("turn.dismissed", {"turn": 1}),
        ("talk.offered", {"turn": 0, "beat": "journey", "cards": []}),
        ("turn.heard", {"turn": 2}),
        ("talk.offered", {"turn": 2, "beat": "butterflies", "cards": []}),
        ("turn.heard", {"turn": 3}),
    ]
    for seq, (kind, payload) in enumerate(told, start=1):
        TurnEvent.objects.create(conversation=talk, seq=seq, type=kind, payload=payload)
    said(talk, 1, "card", "No.", status=Turn.Status.DISMISSED)
    said(talk, 2, "typed", "Yes.")
    said(talk, 3, "own_words")
    assert [one.beat for one in turns_of(talk)] == ["journey", "butterflies"]
