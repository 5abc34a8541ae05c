"""Phrases that a learner asked for: on the review, removed there, and with the person when they move."""

from __future__ import annotations

from accounts.models import User
from accounts.services import consent_set
from conversations.asked_phrases import phrases_hand_over
from conversations.models import AskedPhrase, Conversation
from conversations.services import conversation_start
from tests.conftest import ClientOf
from tests.conversations.test_how_to_say import ask
from tests.conversations.test_how_to_say import talk as talk


def asked(
    talk: Conversation, text: str = "Nice to meet you.", said: str = "Приятно познакомиться."
) -> AskedPhrase:
    return AskedPhrase.objects.create(user=talk.user, conversation=talk, text=text, said=said, language="ru")


def test_the_review_shows_what_was_asked_for(client_of: ClientOf, learner: User, talk: Conversation) -> None:
    asked(talk)
    page = client_of(learner).get(f"/talks/{talk.pk}/review/").content.decode()
    assert '<strong lang="en">Nice to meet you.</strong>' in page
    assert '<span lang="ru">Приятно познакомиться.</span>' in page
    assert "you asked how to say it" in page


def test_a_phrase_is_removed_from_the_review(client_of: ClientOf, learner: User, talk: Conversation) -> None:
    phrase = asked(talk)
    client = client_of(learner)
    response = client.post(f"/talks/{talk.pk}/how/{phrase.pk}/remove/")
    assert response["Location"] == f"/talks/{talk.pk}/review/#phrases"
    assert "Nice to meet you." not in client.get(f"/talks/{talk.pk}/review/").content.decode()
    assert not AskedPhrase.objects.exists()


def test_nobody_else_hears_or_removes_a_phrase(
    client_of: ClientOf, learner: User, stranger: User, talk: Conversation
) -> None:
    phrase = asked(talk)
    theirs = conversation_start(user=stranger, topic=talk.topic)
    other = client_of(stranger)
    for talk_id in (talk.pk, theirs.pk):
        assert other.get(f"/talks/{talk_id}/how/{phrase.pk}.wav").status_code == 404
        other.post(f"/talks/{talk_id}/how/{phrase.pk}/remove/")
    assert AskedPhrase.objects.get() == phrase


def test_phrases_move_with_the_person_and_none_is_there_twice(
    learner: User, stranger: User, talk: Conversation
) -> None:
    asked(talk)
    asked(talk, "Only mine.")
    AskedPhrase.objects.create(user=stranger, text="Nice to meet you.", language="ru")
    phrases_hand_over(learner, stranger)
    mine = AskedPhrase.objects.filter(user=stranger).values_list("text", flat=True)
    assert sorted(mine) == ["Nice to meet you.", "Only mine."]


def test_two_learners_may_ask_for_the_same(
    client_of: ClientOf, learner: User, stranger: User, talk: Conversation
) -> None:
    consent_set(stranger, "practise", True)
    theirs = conversation_start(user=stranger, topic=talk.topic)
    ask(client_of(learner), talk)
    ask(client_of(stranger), theirs)
    assert AskedPhrase.objects.count() == 2
