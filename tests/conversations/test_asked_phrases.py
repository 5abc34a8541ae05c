"""Phrases that a learner asked for: on the review, removed there, and with the person when they move."""

from __future__ import annotations

from accounts.models import User
from accounts.services import consent_set
from conversations.asked_phrases import phrases_asked, phrases_hand_over
from conversations.models import AskedPhrase, Conversation
from conversations.services import conversation_start
from ml.engines.instant import MEANT
from tests.conftest import ClientOf
from tests.conversations.test_how_to_say import ask
from tests.conversations.test_how_to_say import talk as talk


def asked(
    talk: Conversation, text: str = "Nice to meet you.", said: str = "Приятно познакомиться."
) -> AskedPhrase:
    return AskedPhrase.objects.create(user=talk.user, conversation=talk, text=text, said=said, language="ru")


def test_what_is_asked_twice_in_a_talk_is_one_phrase(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    client = client_of(learner)
    ask(client, talk)
    before = AskedPhrase.objects.get().asked_at
    ask(client, talk)
    assert AskedPhrase.objects.get().asked_at > before


def test_what_is_asked_in_two_talks_is_on_both_reviews(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    client = client_of(learner)
    later = conversation_start(user=learner, topic=talk.topic)
    for each in (talk, later):
        ask(client, each)
    for each in (talk, later):
        assert MEANT in client.get(f"/talks/{each.pk}/review/").content.decode()


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


def test_phrases_move_with_the_person_and_stay_with_their_talks(
    learner: User, stranger: User, talk: Conversation
) -> None:
    phrase = asked(talk)
    AskedPhrase.objects.create(user=stranger, text="Nice to meet you.", language="ru")
    phrases_hand_over(learner, stranger)
    assert AskedPhrase.objects.filter(user=stranger).count() == 2
    assert phrases_asked(talk) == (phrase,)


def test_two_learners_may_ask_for_the_same(
    client_of: ClientOf, learner: User, stranger: User, talk: Conversation
) -> None:
    consent_set(stranger, "practise", True)
    theirs = conversation_start(user=stranger, topic=talk.topic)
    ask(client_of(learner), talk)
    ask(client_of(stranger), theirs)
    assert AskedPhrase.objects.count() == 2
