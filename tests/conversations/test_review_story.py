"""The one line of the story: true, and never a mark."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from conversations.models import Conversation, Turn
from conversations.review import review_of
from conversations.review_story import reached_end
from conversations.selectors import scenario_of
from conversations.services import conversation_start
from ml.types import TalkState
from tests.conversations.reviews import corrected, document, in_state, said, topic_named

TOPICS = [
    "butterflies-on-the-night-train",
    "dead-air",
    "forty-years-late",
    "getting-to-know-you",
    "the-letter-in-the-wall",
    "where-is-speedy",
]


def talk_on(learner: User, slug: str) -> Conversation:
    return conversation_start(user=learner, topic=topic_named(slug))


@pytest.fixture
def talk(learner: User) -> Conversation:
    return talk_on(learner, TOPICS[0])


def story(talk: Conversation) -> str:
    return review_of(talk).story_line


def finish(talk: Conversation) -> None:
    talk.status = Conversation.Status.FINISHED
    talk.save(update_fields=["status"])


def test_who_said_nothing_has_met_somebody(talk: Conversation) -> None:
    assert story(talk) == "You met Moira."


def test_who_stopped_half_way_has_talked_with_somebody(talk: Conversation) -> None:
    said(talk, 1, "card", "Line.")
    assert story(talk) == "You talked with Moira."


def test_an_end_without_a_word_that_was_understood_has_the_storys_own_line(talk: Conversation) -> None:
    said(talk, 1, "own_words", beat="two_beginnings")
    finish(talk)
    assert story(in_state(talk, used=["closer"])) == "You reached the end with Moira."


def test_what_decided_the_story_is_told(talk: Conversation) -> None:
    said(talk, 1, "card", "I'd look at my notes.", beat="blank")
    said(talk, 2, "card", "The funny one. I want to hear the rest.", beat="two_beginnings")
    said(talk, 3, "card", "Then smile and go on.", beat="silence")
    assert story(talk) == "You told Moira: “The funny one. I want to hear the rest.”"


def test_before_that_a_step_towards_the_goal_is(talk: Conversation) -> None:
    said(talk, 1, "card", "All the time. Especially when I speak English.", beat="butterflies")
    said(talk, 2, "card", "I'd look at my notes.", beat="blank")
    assert story(talk) == "You told Moira: “I'd look at my notes.”"


def test_of_an_answer_and_an_earlier_question_in_the_same_beat_the_answer_counts(talk: Conversation) -> None:
    said(talk, 1, "card", "Sorry?", beat="two_beginnings", move="repeat")
    said(talk, 2, "typed", "The funny one", beat="two_beginnings")
    assert story(talk) == "You told Moira: “The funny one”"


def test_a_sentence_that_the_review_mends_is_not_its_headline(talk: Conversation) -> None:
    corrected(said(talk, 1, "typed", "He go with the funny one.", beat="two_beginnings"))
    assert story(talk) == "You talked with Moira."


def test_of_a_long_answer_the_first_sentence_is_quoted(talk: Conversation) -> None:
    said(
        talk, 1, "typed", "The funny one, please. " + "And then some more words. " * 6, beat="two_beginnings"
    )
    assert story(talk) == "You told Moira: “The funny one, please.”"


@pytest.mark.parametrize("slug", TOPICS)
def test_every_topic_has_a_story_to_tell(learner: User, slug: str) -> None:
    """Each reply of the decisive beat makes a line that is short enough to be a headline."""
    talk = talk_on(learner, slug)
    by = document(slug)["postcard"]["by"]
    deciding = [b for b in scenario_of(talk).beats if any(by in reply.remember for reply in b.replies)]
    assert deciding
    for beat in deciding:
        for reply in beat.replies:
            turn = said(talk, 1, "card", reply.say, reply_key=f"{beat.id}.{reply.size}")
            assert story(talk) == f"You told {document(slug)['persona']['name']}: “{reply.say}”"
            turn.delete()


@pytest.mark.parametrize(
    ("used", "status", "closing", "reached"),
    [
        (["closer"], "talking", False, True),  # only the story is left to be told
        (["closer"], "finished", True, True),  # the story was left out
        (["closer.early"], "finished", False, False),
        ([], "finished", True, False),
        ([], "finished", False, True),  # a partner that plays no scenario
        ([], "talking", False, False),
    ],
)
def test_the_end_is_where_the_buddy_closed_the_talk(
    talk: Conversation, used: Any, status: str, closing: bool, reached: bool
) -> None:
    Conversation.objects.filter(pk=talk.pk).update(status=status)
    talk.refresh_from_db()
    if closing:
        Turn.objects.create(conversation=talk, number=9, kind=Turn.Kind.CLOSING, status=Turn.Status.DONE)
    assert reached_end(talk, TalkState(used=tuple(used))) is reached
