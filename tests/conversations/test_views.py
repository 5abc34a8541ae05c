"""Home, the talk and its review: who may see them, and what they say."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services import consent_set
from conversations.models import Conversation, Correction, Turn
from conversations.services import conversation_start
from tests.conftest import ClientOf
from tests.conversations.reviews import topic_named
from topics.models import Topic

SLUG = "butterflies-on-the-night-train"


@pytest.fixture
def topic(db: None) -> Topic:
    return topic_named(SLUG)


@pytest.fixture
def talk(learner: User, topic: Topic) -> Conversation:
    return conversation_start(user=learner, topic=topic)


def said(talk: Conversation, number: int, evidence: str, text: str = "", **fields: Any) -> Turn:
    kind = Turn.Kind.TYPED if evidence == "typed" else Turn.Kind.SPEECH
    return Turn.objects.create(
        conversation=talk,
        number=number,
        kind=kind,
        status=Turn.Status.DONE,
        evidence=evidence,
        text=text,
        **fields,
    )


def finish(talk: Conversation) -> None:
    Conversation.objects.filter(pk=talk.pk).update(
        status=Conversation.Status.FINISHED, finished_at=timezone.now()
    )


# ------------------------------------------------------------------ who may


@pytest.mark.parametrize("path", ["/talks/{id}/", "/talks/{id}/review/"])
def test_every_page_wants_somebody_signed_in(client, talk: Conversation, path: str):
    path = path.format(id=talk.pk)
    response = client.get(path)
    assert (response.status_code, response.url) == (302, f"/sign-in/?next={path}")


@pytest.mark.parametrize("path", ["/talks/{id}/", "/talks/{id}/review/"])
def test_somebody_elses_talk_is_not_there(
    client_of: ClientOf, stranger: User, teacher: User, talk: Conversation, path: str
):
    for user in (stranger, teacher):
        response = client_of(user).get(path.format(id=talk.pk))
        assert response.status_code == 404
        assert talk.topic.title not in response.content.decode()


# ------------------------------------------------------------------ starting


def test_a_talk_is_started_and_opened(client_of: ClientOf, learner: User, topic: Topic):
    response = client_of(learner).post(f"/topics/{SLUG}/talk/")
    talk = Conversation.objects.get(user=learner)
    assert (response.status_code, response.url) == (302, f"/talks/{talk.pk}/")


def test_looking_at_the_address_starts_nothing(client_of: ClientOf, learner: User, topic: Topic):
    assert client_of(learner).get(f"/topics/{SLUG}/talk/").status_code == 405
    assert not Conversation.objects.exists()


def test_an_unknown_topic_is_not_there(client_of: ClientOf, learner: User, topic: Topic):
    assert client_of(learner).post("/topics/nobody/talk/").status_code == 404
    Topic.objects.update(is_published=False)
    assert client_of(learner).post(f"/topics/{SLUG}/talk/").status_code == 404


def test_a_visitor_starts_nothing(client, topic: Topic):
    assert client.post(f"/topics/{SLUG}/talk/").status_code == 302
    assert not Conversation.objects.exists()


# ------------------------------------------------------------------ home


def test_home_offers_one_topic_with_its_reason(client_of: ClientOf, learner: User, topic: Topic):
    page = client_of(learner).get("/").content.decode()
    assert "at your level, B1, and new to you" in page
    assert page.count('<button class="button button--large"') == 1


def test_home_goes_on_with_an_open_talk(client_of: ClientOf, learner: User, talk: Conversation):
    page = client_of(learner).get("/").content.decode()
    assert f'href="/talks/{talk.pk}/"' in page
    assert "Go on with Moira" in page


def test_home_has_one_quiet_link_to_a_story_that_was_not_told(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    talk.offer = {"part": "retell", "own_words": {"seconds": 40}}
    talk.save()
    page = client_of(learner).get("/").content.decode()
    assert "Go on with Moira" not in page
    link = f'<a class="more" href="/talks/{talk.pk}/">Tell a friend about Moira: 40 seconds</a>'
    assert page.count(str(talk.pk)) == page.count(link) == 1
    finish(talk)
    assert "Tell a friend" not in client_of(learner).get("/").content.decode()


def test_a_story_that_is_still_to_be_told_is_not_begun_as_a_talk(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    client = client_of(learner)
    assert "data-in-retell" not in client.get(f"/talks/{talk.pk}/").content.decode()
    talk.state = {**talk.state, "beat": "retell"}
    talk.save()
    page = client.get(f"/talks/{talk.pk}/").content.decode()
    assert 'data-in-retell="yes"' in page
    assert "The story is still yours" in page


def test_the_browsers_question_is_explained_with_a_picture_before_it_is_asked(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    client = client_of(learner)
    hidden = re.compile(r'<div class="threshold__ask allow"[^>]* hidden>')
    assert hidden.search(client.get(f"/talks/{talk.pk}/").content.decode())  # until the consent is given
    consent_set(learner, "practise", True)
    page = client.get(f"/talks/{talk.pk}/").content.decode()
    assert "Choose “Allow”" in page
    assert not hidden.search(page)


def test_home_does_not_go_on_with_a_finished_or_a_strangers_talk(
    client_of: ClientOf, learner: User, stranger: User, talk: Conversation
):
    assert str(talk.pk) not in client_of(stranger).get("/").content.decode()
    finish(talk)
    assert str(talk.pk) not in client_of(learner).get("/").content.decode()


def test_a_topic_that_was_met_gives_way_to_a_new_one(client_of: ClientOf, learner: User, talk: Conversation):
    finish(talk)
    topic_named("dead-air")
    suggestion = client_of(learner).get("/").context["suggestion"]
    assert suggestion.topic.slug != SLUG
    Topic.objects.exclude(slug=SLUG).update(is_hidden=True)
    suggestion = client_of(learner).get("/").context["suggestion"]
    assert suggestion.topic.slug == SLUG
    assert "You know this one" in suggestion.reason


def test_home_without_topics_says_what_to_do(client_of: ClientOf, learner: User):
    assert "load_topics" in client_of(learner).get("/").content.decode()


# ------------------------------------------------------------------ the review


def review(client_of: ClientOf, learner: User, talk: Conversation) -> str:
    return client_of(learner).get(f"/talks/{talk.pk}/review/").content.decode()


def test_a_talk_of_cards_only_has_no_mistakes_and_no_praise(
    client_of: ClientOf, learner: User, talk: Conversation
):
    said(talk, 1, "card", "Yes, all the way. It's my first time.", samples=48_000)
    page = review(client_of, learner, talk)
    assert "You read this line" in page
    assert "Here I could follow the lines, not your own sentences." in page
    assert 'class="lamp"' not in page
    assert "Said a little differently" not in page
    assert not re.search(r"no mistakes|well done|great|perfect|correct", page, re.IGNORECASE)


def test_a_typed_turn_shows_what_would_be_better(client_of: ClientOf, learner: User, talk: Conversation):
    turn = said(talk, 1, "typed", "I very like <b>trains</b>.")
    Correction.objects.create(
        turn=turn,
        start=2,
        end=11,
        original="very like",
        replacement="really like",
        code="R:ADV",
        reason="Before a verb: really.",
        confidence=0.9,
        engine="test",
    )
    page = review(client_of, learner, talk)
    assert "You typed this" in page
    assert "I very like &lt;b&gt;trains&lt;/b&gt;." in page
    assert "I <del>very like</del> &lt;b&gt;trains&lt;/b&gt;." in page
    assert "I <ins>really like</ins> &lt;b&gt;trains&lt;/b&gt;." in page
    assert "Before a verb: really." in page
    assert "Здесь подходит другое наречие." in page
    assert "Here I could follow the lines" not in page


def test_own_words_are_shown_without_pretending_to_know_them(
    client_of: ClientOf, learner: User, talk: Conversation
):
    said(talk, 1, "own_words", samples=48_000)
    page = review(client_of, learner, talk)
    assert "Your own words" in page
    assert re.search(r"turn__how.>In your own words", page)


def test_a_voice_that_was_not_kept_is_gone(client_of: ClientOf, learner: User, talk: Conversation):
    said(talk, 1, "typed", "Hello.")
    assert "data-voice-gone" not in review(client_of, learner, talk)
    said(talk, 2, "card", "Hello.", samples=16_000)
    assert "only in the tab where you talked, and is gone." in review(client_of, learner, talk)


def test_a_kept_recording_can_be_heard(client_of: ClientOf, learner: User, talk: Conversation):
    consent_set(learner, "keep_recordings", True)
    turn = said(talk, 1, "card", "Hello.", samples=16_000)
    Turn.objects.filter(pk=turn.pk).update(recording="recordings/1.wav")
    page = review(client_of, learner, talk)
    assert f'data-recording="/talks/{talk.pk}/recordings/1.wav"' in page
    assert "and is gone" not in page


def test_a_talk_in_which_nothing_was_said_has_a_review_too(
    client_of: ClientOf, learner: User, talk: Conversation
):
    page = review(client_of, learner, talk)
    assert "You have not said anything in this talk yet." in page
    assert "Go on with Moira" in page


# ------------------------------------------------------------------ every page


@pytest.mark.parametrize(
    "path", ["/", "/topics/", "/choices/", "/talks/{id}/", "/talks/{id}/review/", "/nowhere/"]
)
def test_a_page_has_one_heading_a_way_in_and_nothing_inline(
    client_of: ClientOf, learner: User, talk: Conversation, path: str
):
    page = client_of(learner).get(path.format(id=talk.pk)).content.decode()
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert '<html lang="en">' in page
    assert 'href="#main"' in page
    assert not re.search(
        r'<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)(?! id="texts" type="application/json")', page
    )
    assert "http://" not in page
    assert "https://" not in page


def test_the_way_in_has_the_same_frame(client, db):
    page = client.get("/sign-in/").content.decode()
    assert page.count("<h1") == 1
    assert "I started this server myself" in page
