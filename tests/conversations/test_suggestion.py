"""Which topic comes next, and the reason that is given."""

from __future__ import annotations

import pytest

from accounts.models import User
from conversations.services import conversation_start
from conversations.suggestion import Suggestion, suggestion_for
from tests.conversations.reviews import topic_named
from topics.models import Topic

MOIRA, NELL, TESS, EASY = (
    "butterflies-on-the-night-train",
    "dead-air",
    "where-is-speedy",
    "getting-to-know-you",
)


def at_level(learner: User, level: str) -> User:
    learner.profile.level = level
    learner.profile.save()
    return learner


def offered(learner: User) -> Suggestion:
    suggestion = suggestion_for(User.objects.get(pk=learner.pk))
    assert suggestion is not None
    return suggestion


def test_without_topics_nothing_is_offered(learner: User) -> None:
    assert suggestion_for(learner) is None


def test_the_learners_level_comes_first(learner: User) -> None:
    topic_named(NELL)
    topic_named(MOIRA)
    found = offered(learner)
    assert found.topic.slug == MOIRA
    assert found.reason == "It is at your level, B1, and new to you."
    assert found.reason_ru == "Она на вашем уровне, B1, и для вас новая."


def test_then_the_nearest_level(learner: User) -> None:
    for slug in (TESS, NELL, EASY):
        topic_named(slug)
    at_level(learner, "C1")
    found = offered(learner)
    assert found.topic.slug == NELL
    assert found.reason == "It is new to you. Its level is B2, yours is C1."


def test_a_story_leads_on(learner: User) -> None:
    for slug in (TESS, EASY, MOIRA):
        topic_named(slug)
    at_level(learner, "A1")
    conversation_start(user=learner, topic=Topic.objects.get(slug=TESS))
    found = offered(learner)
    assert found.topic.slug == EASY
    assert found.reason == "It follows on from your talk with Tess, and it is new to you."


def test_but_not_far_from_the_learners_level(learner: User) -> None:
    for slug in (TESS, EASY, MOIRA):
        topic_named(slug)
    at_level(learner, "B2")
    conversation_start(user=learner, topic=Topic.objects.get(slug=TESS))
    assert offered(learner).topic.slug == MOIRA


def test_of_one_level_what_shares_an_interest_comes_first(learner: User) -> None:
    topics = [topic_named(slug) for slug in (NELL, MOIRA, EASY)]
    for topic, interests in zip(topics, (["work"], ["food"], ["cars", "food"]), strict=True):
        topic.interests, topic.level, topic.postcard = interests, "B1", {}
        topic.save()
    conversation_start(user=learner, topic=topics[1])
    found = offered(learner)
    assert found.topic.slug == EASY
    assert found.reason.endswith("Like your last talk, it is about food.")


@pytest.mark.parametrize("visits", [1, 2])
def test_when_all_were_met_the_one_met_longest_ago_comes_back(learner: User, visits: int) -> None:
    first, second = topic_named(MOIRA), topic_named(NELL)
    for topic in (first, second) * visits:
        conversation_start(user=learner, topic=topic)
    found = offered(learner)
    assert found.topic.slug == MOIRA
    assert "You know this one" in found.reason
