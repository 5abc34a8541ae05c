"""The page of topics."""

from __future__ import annotations

import pytest

from accounts.models import LearnerProfile, User
from tests.conftest import ClientOf
from topics.models import Topic
from topics.services import topics_load

ADDRESS = "/topics/"


@pytest.fixture
def topic(db: None) -> Topic:
    topics_load()
    return Topic.objects.get(slug="butterflies-on-the-night-train")


def test_a_visitor_sees_the_easiest_first_and_may_come_in(client, topic: Topic):
    response = client.get(ADDRESS)
    levels = [level for level, _ in response.context["groups"]]
    assert levels == sorted(levels)
    assert f'action="/t/{topic.slug}/talk/"' in response.content.decode()


def test_a_topic_shows_who_waits_how_hard_and_how_long(client_of: ClientOf, learner: User, topic: Topic):
    page = client_of(learner).get(ADDRESS).content.decode()
    assert topic.title in page
    assert topic.teaser in page
    assert topic.persona["role"] in page
    assert f"{topic.minutes} min" in page
    assert f'action="/topics/{topic.slug}/talk/"' in page
    assert "Talk to Moira" in page


def test_a_talk_starts_by_a_button_not_by_a_link(client_of: ClientOf, learner: User, topic: Topic):
    page = client_of(learner).get(ADDRESS).content.decode()
    assert f'href="/topics/{topic.slug}/talk/"' not in page
    assert "csrfmiddlewaretoken" in page


def test_hidden_topics_and_drafts_are_in_no_list(client_of: ClientOf, learner: User, topic: Topic):
    Topic.objects.filter(pk=topic.pk).update(is_hidden=True)
    assert topic.title not in client_of(learner).get(ADDRESS).content.decode()
    Topic.objects.filter(pk=topic.pk).update(is_hidden=False, is_published=False)
    assert topic.title not in client_of(learner).get(ADDRESS).content.decode()


def test_the_learners_own_level_comes_first(client_of: ClientOf, learner: User, topic: Topic):
    for level in ("A1", "B2", "C1"):
        Topic.objects.create(slug=level.lower(), title=f"At {level}", level=level, is_published=True)
    LearnerProfile.objects.filter(user=learner).update(level="B2")
    levels = [level for level, _ in client_of(learner).get(ADDRESS).context["groups"]]
    assert (levels[0], levels[-1]) == ("B2", "A1")


def test_beginners_read_the_teaser_in_russian_too(client_of: ClientOf, learner: User, topic: Topic):
    russian = f'<p class="ru" lang="ru">{topic.teaser_ru}</p>'
    on_a_tap = f"</summary>{russian}</details>"
    assert on_a_tap in client_of(learner).get(ADDRESS).content.decode()
    Topic.objects.filter(pk=topic.pk).update(level="A2")
    page = client_of(learner).get(ADDRESS).content.decode()
    assert russian in page
    assert on_a_tap not in page


def test_who_does_not_speak_russian_is_spared_it(client_of: ClientOf, learner: User, topic: Topic):
    LearnerProfile.objects.filter(user=learner).update(native_language="de")
    assert topic.teaser_ru not in client_of(learner).get(ADDRESS).content.decode()


def test_a_server_without_topics_says_what_to_do(client_of: ClientOf, learner: User):
    assert "load_topics" in client_of(learner).get(ADDRESS).content.decode()


# ------------------------------------------------------------------ one topic


def test_a_topics_own_page_can_be_passed_on(client, topic: Topic):
    page = client.get(f"/t/{topic.slug}/").content.decode()
    assert f'<h1 lang="en">{topic.title}</h1>' in page
    assert topic.teaser in page
    assert topic.cover["alt"] in page
    assert f'action="/t/{topic.slug}/talk/"' in page
    assert "data-pass-on" in page


def test_a_learner_starts_there_as_anywhere(client_of: ClientOf, learner: User, topic: Topic):
    page = client_of(learner).get(f"/t/{topic.slug}/").content.decode()
    assert f'action="/topics/{topic.slug}/talk/"' in page


def test_a_draft_has_no_page(client, topic: Topic):
    Topic.objects.filter(pk=topic.pk).update(is_published=False)
    assert client.get(f"/t/{topic.slug}/").status_code == 404


def test_the_page_only_shows(client_of: ClientOf, learner: User):
    assert client_of(learner).post(ADDRESS).status_code == 405
