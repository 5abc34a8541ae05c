"""A postcard waits on the first page of a later day, once, and opens the next talk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest

from accounts.models import User
from conversations.models import Conversation, Turn
from conversations.postcards import Postcard, postcard_for
from conversations.services import conversation_start
from ml.scenario import scenario_parse
from tests.conftest import ClientOf
from tests.conversations.reviews import document, topic_named
from topics.models import Topic

EVENING = datetime(2026, 5, 14, 21, 30, tzinfo=UTC)
CHOICES = {"opening": "car", "rescue_done": "I looked for one friendly face"}
CAR = (
    "They laughed at the car! Then my mind went blank, so I looked for one friendly face. "
    "It worked. I'm sending you cake. Moira"
)


@contextmanager
def at(when: datetime) -> Iterator[None]:
    with patch("django.utils.timezone.now", return_value=when):
        yield


def over(learner: User, slug: str, when: datetime, **fields: Any) -> Conversation:
    """A talk that came to its end at this time."""
    topic = Topic.objects.filter(slug=slug).first() or topic_named(slug)
    talk = conversation_start(user=learner, topic=topic)
    values = {
        "status": Conversation.Status.FINISHED,
        "started_at": when - timedelta(minutes=8),
        "finished_at": when,
        "state": talk.state | {"used": ["closer"], "closed": True, "remember": CHOICES},
    }
    Conversation.objects.filter(pk=talk.pk).update(**values | fields)
    talk.refresh_from_db()
    return talk


@pytest.fixture
def talk(learner: User) -> Conversation:
    return over(learner, "butterflies-on-the-night-train", EVENING)


def waits(learner: User, when: datetime) -> Postcard | None:
    return postcard_for(learner, when)


MORNING = EVENING + timedelta(hours=11)


# ------------------------------------------------------------------ when


def test_it_comes_the_next_day_made_of_what_was_chosen(learner: User, talk: Conversation) -> None:
    assert waits(learner, EVENING + timedelta(hours=2)) is None
    card = waits(learner, MORNING)
    assert card is not None
    assert (card.talk, card.text) == (talk.pk, CAR)
    assert (card.message, card.signed) == (CAR.removesuffix(" Moira"), "Moira")


def test_after_midnight_it_is_the_next_day(learner: User, talk: Conversation) -> None:
    assert waits(learner, EVENING + timedelta(hours=3)) is not None


def test_after_a_month_nobody_waits_for_it(learner: User, talk: Conversation) -> None:
    assert waits(learner, EVENING + timedelta(days=29)) is not None
    assert waits(learner, EVENING + timedelta(days=31)) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"state": {"used": ["closer.early"], "closed": True}},
        {"state": {"beat": "blank", "used": ["opener"]}, "status": "talking", "finished_at": None},
    ],
)
def test_a_talk_that_did_not_come_to_its_end_brings_none(learner: User, fields: Any) -> None:
    over(learner, "butterflies-on-the-night-train", EVENING, **fields)
    assert waits(learner, MORNING) is None


def test_a_story_that_was_never_told_keeps_no_postcard_back(learner: User) -> None:
    state = {"beat": "retell", "used": ["closer"], "remember": CHOICES}
    talk = over(
        learner,
        "butterflies-on-the-night-train",
        EVENING,
        status="talking",
        finished_at=None,
        state=state,
    )
    turn = Turn.objects.create(conversation=talk, number=1, kind=Turn.Kind.TYPED, finished_at=EVENING)
    Turn.objects.filter(pk=turn.pk).update(created_at=EVENING)
    assert waits(learner, EVENING + timedelta(hours=1)) is None
    card = waits(learner, MORNING)
    assert card is not None
    assert card.text == CAR


def test_somebody_elses_postcard_is_theirs(learner: User, stranger: User, talk: Conversation) -> None:
    assert waits(stranger, MORNING) is None


# ------------------------------------------------------------------ which


def test_of_two_the_newest_comes_first_and_the_other_later(learner: User, talk: Conversation) -> None:
    newer = over(learner, "dead-air", EVENING + timedelta(minutes=30))
    card = waits(learner, MORNING)
    assert card is not None
    assert card.talk == newer.pk
    Conversation.objects.filter(pk=newer.pk).update(postcard_read_at=MORNING)
    card = waits(learner, MORNING + timedelta(days=1))
    assert card is not None
    assert card.talk == talk.pk


def test_about_two_talks_with_one_person_only_the_last_is_written(learner: User, talk: Conversation) -> None:
    again = over(learner, "butterflies-on-the-night-train", EVENING + timedelta(days=1))
    card = waits(learner, EVENING + timedelta(days=2))
    assert card is not None
    assert card.talk == again.pk
    Conversation.objects.filter(pk=again.pk).update(postcard_read_at=EVENING + timedelta(days=2))
    assert waits(learner, EVENING + timedelta(days=3)) is None


def test_a_choice_without_a_card_of_its_own_gets_the_common_one(learner: User) -> None:
    over(
        learner,
        "butterflies-on-the-night-train",
        EVENING,
        state={"used": ["closer"], "remember": {}},
    )
    card = waits(learner, MORNING)
    assert card is not None
    assert card.text == scenario_parse(document("butterflies-on-the-night-train")).postcard.default


# ------------------------------------------------------------------ read


def test_who_heard_it_finds_it_there_for_the_day(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    with at(MORNING):
        assert client_of(learner).post(f"/talks/{talk.pk}/postcard/").status_code == 204
    assert waits(learner, MORNING + timedelta(hours=1)) is not None
    assert waits(learner, MORNING + timedelta(days=1)) is None


def test_to_answer_it_begins_the_next_talk(client_of: ClientOf, learner: User, talk: Conversation) -> None:
    topic_named("dead-air")
    with at(MORNING):
        response = client_of(learner).post(f"/talks/{talk.pk}/postcard/", {"answer": "1"})
    begun = Conversation.objects.exclude(pk=talk.pk).get()
    assert response.url == f"/talks/{begun.pk}/"
    assert begun.topic.slug == "dead-air"
    assert waits(learner, MORNING + timedelta(minutes=1)) is None


def test_it_leads_where_its_topic_leads_to_if_that_is_new(learner: User) -> None:
    learner.profile.level = "A2"
    learner.profile.save()
    over(learner, "where-is-speedy", EVENING)
    topic_named("dead-air")
    topic_named("getting-to-know-you")
    card = waits(learner, MORNING)
    assert card is not None
    assert card.opens is not None
    assert card.opens.slug == "getting-to-know-you"


def test_home_shows_it_and_passing_it_by_puts_it_away(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    topic_named("dead-air")
    client = client_of(learner)
    with at(MORNING):
        assert client.get("/").context["postcard"].talk == talk.pk
        client.post("/topics/dead-air/talk/")
    talk.refresh_from_db()
    assert talk.postcard_read_at == MORNING


def test_what_never_lay_open_is_not_put_away(client_of: ClientOf, learner: User, talk: Conversation) -> None:
    topic_named("dead-air")
    with at(MORNING):
        client_of(learner).post("/topics/dead-air/talk/")
    talk.refresh_from_db()
    assert talk.postcard_read_at is None


def test_it_has_a_voice(client_of: ClientOf, learner: User, stranger: User, talk: Conversation) -> None:
    response = client_of(learner).get(f"/talks/{talk.pk}/postcard.wav")
    assert (response.status_code, response["Content-Type"]) == (200, "audio/wav")
    assert client_of(stranger).get(f"/talks/{talk.pk}/postcard.wav").status_code == 404
    Conversation.objects.filter(pk=talk.pk).update(state={"used": ["closer.early"]})
    assert client_of(learner).get(f"/talks/{talk.pk}/postcard.wav").status_code == 404


@pytest.mark.parametrize(
    "slug",
    [
        "butterflies-on-the-night-train",
        "dead-air",
        "forty-years-late",
        "getting-to-know-you",
        "the-letter-in-the-wall",
        "where-is-speedy",
    ],
)
def test_every_postcard_is_signed_and_whole(learner: User, slug: str) -> None:
    for choice in document(slug)["postcard"]:
        by = document(slug)["postcard"]["by"]
        over(learner, slug, EVENING, state={"used": ["closer"], "remember": {by: choice}})
        card = waits(learner, MORNING)
        assert card is not None
        assert card.signed == document(slug)["persona"]["name"]
        assert "{" not in card.text
        Conversation.objects.all().delete()
