"""Coming to a topic again: what earlier talks taught, and what becomes of a story that nobody told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation, Turn, TurnEvent
from conversations.selectors import conversation_open_for, retell_open
from conversations.services import conversation_start
from conversations.visits import known_beats, left_talks_finish
from topics.models import Topic

RETELL = {"beat": "retell", "part": "retell", "replies": [], "spots": []}


@pytest.fixture
def listed(topic: Topic) -> Topic:
    Topic.objects.filter(pk=topic.pk).update(is_hidden=False)
    topic.refresh_from_db()
    return topic


def had(user: User, topic: Topic, *used: str, **fields: Any) -> Conversation:
    """An earlier talk, finished unless told otherwise."""
    known: dict[str, Any] = {"status": Conversation.Status.FINISHED, "state": {"used": list(used)}}
    return Conversation.objects.create(user=user, topic=topic, **{**known, **fields})


def told(user: User, topic: Topic) -> Conversation:
    """A talk that came to its end and waits for the story."""
    talk = had(user, topic, "closer", status=Conversation.Status.TALKING, offer=RETELL)
    Turn.objects.create(
        conversation=talk, number=4, kind="typed", status=Turn.Status.DONE, finished_at=timezone.now()
    )
    return talk


# ------------------------------------------------------------------ what earlier talks taught


def test_the_first_talk_is_a_first_visit(learner: User, topic: Topic) -> None:
    state = conversation_start(learner, topic).state
    assert (state["visit"], state["known"]) == (1, {})


def test_talks_to_the_end_and_to_the_story_are_visits(learner: User, stranger: User, topic: Topic) -> None:
    had(learner, topic)
    told(learner, topic)
    had(learner, topic, status=Conversation.Status.TALKING)
    had(stranger, topic)
    assert conversation_start(learner, topic).state["visit"] == 3


def test_a_beat_is_known_by_its_line_read_rightly(learner: User, topic: Topic) -> None:
    had(learner, topic, "b1.say", "b1.short.echo", "b1.short.react", "b2.fuller.recast", "b3.anything")
    had(learner, topic, "b1.stretch.echo", "b2.say", "b2.fuller.echo")
    had(learner, topic, "b3.short.echo", status=Conversation.Status.TALKING)
    assert conversation_start(learner, topic).state["known"] == {"b1": 2, "b2": 1}


def test_a_talk_counts_once_for_a_beat_and_odd_names_for_none() -> None:
    states = [{"used": ["b1.short.echo", "b1.fuller.echo", "unsure.0?short", "echo", "a.b.c.echo"]}, {}]
    assert known_beats(states) == {"b1": 1}


# ------------------------------------------------------------------ a story that waits


def test_a_talk_that_waits_for_its_story_does_not_wait_for_an_answer(learner: User, listed: Topic) -> None:
    talk = told(learner, listed)
    assert conversation_open_for(learner) is None
    assert retell_open(learner) == talk


@pytest.mark.parametrize(
    "offer", [{}, {"beat": "b0", "replies": [], "spots": []}, {**RETELL, "part": "beat"}]
)
def test_any_other_open_talk_waits_for_an_answer(learner: User, listed: Topic, offer: dict[str, Any]) -> None:
    talk = had(learner, listed, status=Conversation.Status.TALKING, offer=offer)
    assert conversation_open_for(learner) == talk
    assert retell_open(learner) is None


def test_it_is_over_when_the_next_talk_begins(learner: User, topic: Topic) -> None:
    talk = told(learner, topic)
    conversation_start(learner, topic)
    talk.refresh_from_db()
    assert (talk.status, talk.offer) == (Conversation.Status.FINISHED, {})
    assert talk.finished_at == talk.turns.get().finished_at
    event = TurnEvent.objects.get(conversation=talk)
    assert (event.type, event.payload["review_url"]) == ("talk.finished", f"/talks/{talk.pk}/review/")
    assert event.seq == talk.last_seq == 1


def test_a_story_that_is_being_told_is_not_cut_off(learner: User, topic: Topic) -> None:
    talk = told(learner, topic)
    Turn.objects.create(conversation=talk, number=5, kind="speech")
    conversation_start(learner, topic)
    talk.refresh_from_db()
    assert talk.status == Conversation.Status.TALKING


def test_somebody_elses_story_may_wait_for_a_day(learner: User, stranger: User, topic: Topic) -> None:
    fresh, left = told(stranger, topic), told(stranger, topic)
    Conversation.objects.filter(pk=left.pk).update(started_at=timezone.now() - timedelta(hours=25))
    conversation_start(learner, topic)
    left.refresh_from_db()
    assert left.status == "talking"
    assert left_talks_finish() == 1
    fresh.refresh_from_db()
    left.refresh_from_db()
    assert (fresh.status, left.status) == ("talking", "finished")


def test_a_talk_in_the_middle_is_never_ended(learner: User, topic: Topic) -> None:
    talk = had(learner, topic, status=Conversation.Status.TALKING, offer={**RETELL, "part": "beat"})
    Conversation.objects.filter(pk=talk.pk).update(started_at=timezone.now() - timedelta(days=9))
    conversation_start(learner, topic)
    talk.refresh_from_db()
    assert talk.status == Conversation.Status.TALKING
