"""The talk's page before the talk: what it asks, in which language, and what it tells its scripts."""

from __future__ import annotations

import html

import pytest

from accounts.models import User
from accounts.purposes import PRACTISE, PURPOSES
from accounts.services import consent_set, profile_of
from conversations.models import Conversation
from conversations.services import conversation_start
from tests.conftest import ClientOf
from tests.conversations.reviews import topic_named
from topics.selectors import topic_scenario


@pytest.fixture
def talk(learner: User, db: None) -> Conversation:
    return conversation_start(user=learner, topic=topic_named("butterflies-on-the-night-train"))


def test_the_talk_asks_for_consent_before_the_microphone(
    client_of: ClientOf, learner: User, talk: Conversation
):
    page = client_of(learner).get(f"/talks/{talk.pk}/").content.decode()
    assert 'data-may-listen="no"' in page
    assert "To answer, this server listens to your voice. Recordings are not kept." in page
    assert "Try it in text first" in page


def test_a_russian_browser_is_asked_in_russian(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    asked = client_of(learner).get(f"/talks/{talk.pk}/", headers={"Accept-Language": "ru-RU,ru;q=0.9"})
    page = asked.content.decode()
    assert PURPOSES[PRACTISE].text_ru in page
    assert PURPOSES[PRACTISE].text not in page
    assert "Говорить" in page
    assert "Сначала попробую текстом" in page


def test_the_threshold_shows_the_cover_and_what_the_profile_says(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    page = client_of(learner).get(f"/talks/{talk.pk}/").content.decode()
    assert 'class="cover"' in page
    assert f"{talk.topic.minutes} min</span>" in page
    assert 'data-no-hurry="off" data-subtitles="on"' in page
    profile = profile_of(learner)
    profile.no_hurry, profile.subtitles = True, False
    profile.save()
    page = client_of(learner).get(f"/talks/{talk.pk}/").content.decode()
    assert 'data-no-hurry="on" data-subtitles="off"' in page


def test_who_agreed_is_not_asked_again(client_of: ClientOf, learner: User, talk: Conversation):
    consent_set(learner, "practise", True)
    page = client_of(learner).get(f"/talks/{talk.pk}/").content.decode()
    assert 'data-may-listen="yes"' in page
    assert "Recordings are not kept" not in page


def test_the_talk_says_where_its_socket_is(client_of: ClientOf, learner: User, talk: Conversation):
    page = client_of(learner).get(f"/talks/{talk.pk}/").content.decode()
    assert f'data-socket="/ws/talks/{talk.pk}/"' in page
    assert f'data-base="/talks/{talk.pk}/"' in page


def test_a_finished_talk_leads_to_its_review(client_of: ClientOf, learner: User, talk: Conversation):
    talk.status = Conversation.Status.FINISHED
    talk.save()
    response = client_of(learner).get(f"/talks/{talk.pk}/")
    assert (response.status_code, response.url) == (302, f"/talks/{talk.pk}/review/")


def test_what_can_be_earned_is_stated_before_the_talk(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    page = html.unescape(client_of(learner).get(f"/talks/{talk.pk}/").content.decode())
    threshold = page[page.index('id="threshold"') : page.index('id="start"')]
    stars = topic_scenario(talk.topic).stars
    assert len(stars) == 3
    assert all(star.before in threshold and star.before_ru in threshold for star in stars)


def test_a_story_that_is_still_to_be_told_is_not_begun_with_stars(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    talk.state = {**talk.state, "beat": "retell"}
    talk.save()
    page = client_of(learner).get(f"/talks/{talk.pk}/").content.decode()
    assert "The story is still yours" in page
    assert 'class="star"' not in page
