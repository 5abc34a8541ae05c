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


def wishing(learner: User, **wishes: list[str]) -> User:
    for name, chosen in wishes.items():
        setattr(learner.profile, name, chosen)
    learner.profile.save()
    return learner


@pytest.fixture
def three(learner: User) -> list[Topic]:
    """Of the learner's level, about different things."""
    topics = [topic_named(slug) for slug in (NELL, MOIRA, EASY)]
    for topic, interests in zip(topics, (["work"], ["letters"], ["concerts", "food"]), strict=True):
        topic.interests, topic.level, topic.postcard = interests, "B1", {}
        topic.save()
    return topics


def test_of_one_level_what_the_learner_likes_comes_first_and_is_the_reason(
    learner: User, three: list[Topic]
) -> None:
    wishing(learner, interests=["music"])
    found = offered(learner)
    assert found.topic.slug == EASY
    assert found.reason == "It is at your level, B1, and new to you. And you like talking about music."
    assert found.reason_ru.endswith("И вы любите говорить об этом: музыка.")


def test_what_the_learner_likes_weighs_more_than_the_last_talk(learner: User, three: list[Topic]) -> None:
    wishing(learner, interests=["books"])
    conversation_start(user=learner, topic=three[2])
    assert offered(learner).topic.slug == MOIRA


def test_what_english_is_wanted_for_is_a_reason_too(learner: User, three: list[Topic]) -> None:
    wishing(learner, goals=["work"])
    found = offered(learner)
    assert found.topic.slug == NELL
    assert found.reason.endswith("And you want English for your work.")


def test_no_liking_leads_away_from_the_level(learner: User, three: list[Topic]) -> None:
    three[2].level = "C1"
    three[2].save()
    wishing(learner, interests=["music"])
    assert offered(learner).topic.slug != EASY


@pytest.mark.parametrize("unknown", [["opera"], [""], ["music "]])
def test_an_interest_that_is_on_no_list_changes_nothing(
    learner: User, three: list[Topic], unknown: list[str]
) -> None:
    before = offered(learner).reason
    wishing(learner, interests=unknown)
    assert offered(learner).reason == before
