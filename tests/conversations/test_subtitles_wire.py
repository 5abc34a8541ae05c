"""Replies in the learner's own language over the socket: wished for, told, and there for who comes back."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async

from accounts.models import LearnerProfile, User
from conversations import translating
from conversations.models import Conversation, TurnEvent
from tests.conftest import ClientOf
from tests.conversations.conftest import Phone
from tests.fakes import FakeEngines, FakeTranslator


@pytest.fixture
def theirs(them: FakeEngines, monkeypatch: pytest.MonkeyPatch) -> FakeEngines:
    """The engines of the test, with somebody who translates."""
    them.translator = FakeTranslator()
    monkeypatch.setattr(translating, "engines", lambda: them)
    return them


async def test_who_wishes_it_reads_replies_in_their_language(phone: Phone, theirs: FakeEngines) -> None:
    joined = await phone.join(translations=True)
    assert joined["translates"] == "ru"
    told = await phone.until("reply.translated", turn=0)
    sentence = next(event for event in phone.events if event["type"] == "reply.sentence")
    assert told["translation"] == f"ru: {sentence['text']}"
    assert (told["sentence"], told["language"]) == (sentence["sentence"], "ru")


async def test_who_comes_back_gets_it_again(phone: Phone, theirs: FakeEngines) -> None:
    await phone.join(translations=True)
    told = await phone.until("reply.translated", turn=0)
    stored = await database_sync_to_async(TurnEvent.objects.filter(seq=told["seq"]).get)()
    assert stored.payload == told


async def test_without_the_wish_nobody_is_asked(phone: Phone, theirs: FakeEngines) -> None:
    joined = await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.send({"type": "turn.type", "text": "Hello there.", "ref": "12345678"})
    await phone.until("reply.ended", turn=1)
    assert joined["translates"] == "ru"
    assert theirs.translator.asked == []


async def test_the_wish_may_come_in_the_talk(phone: Phone, theirs: FakeEngines) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.send({"type": "translation.set", "on": True})
    await phone.send({"type": "turn.type", "text": "Hello there.", "ref": "12345678"})
    await phone.until("reply.translated", turn=1)


async def test_the_wish_may_be_taken_back(phone: Phone, theirs: FakeEngines, talk: Conversation) -> None:
    await phone.join(translations=True)
    await phone.until("reply.translated", turn=0)
    await phone.send({"type": "translation.set", "on": False})
    await phone.send({"type": "turn.type", "text": "Hello there.", "ref": "12345678"})
    await phone.until("reply.ended", turn=1)
    asked = len(theirs.translator.asked)
    await phone.send({"type": "turn.type", "text": "And more.", "ref": "12345679"})
    await phone.until("reply.ended", turn=2)
    assert len(theirs.translator.asked) == asked == 2  # the two lines of the opening


async def test_where_nobody_translates_the_client_is_told_so(
    phone: Phone, them: FakeEngines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translating, "engines", lambda: them)
    joined = await phone.join(translations=True)
    assert joined["translates"] == ""
    await phone.until("reply.ended", turn=0)


async def test_whose_language_is_english_is_not_translated_for(
    phone: Phone, theirs: FakeEngines, learner: User
) -> None:
    await database_sync_to_async(LearnerProfile.objects.filter(user=learner).update)(native_language="en")
    assert (await phone.join(translations=True))["translates"] == ""


def test_the_page_knows_the_language_and_the_wish(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    client = client_of(learner)
    page = client.get(f"/talks/{talk.pk}/").content.decode()
    assert 'data-translations="off"' in page
    assert 'data-translates="ru"' in page
    assert 'id="english-hold"' in page
    LearnerProfile.objects.update(subtitles_own=True, native_language="fr")  # the instant engine has none
    page = client.get(f"/talks/{talk.pk}/").content.decode()
    assert 'data-translations="on"' in page
    assert "data-translates" not in page
    assert "english-hold" not in page
