"""Who speaks into a reply is told to whoever still makes it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.cache import cache

from conversations import barge_in
from conversations.barge_in import Stopped, stopped_note
from conversations.replies import reply_heard

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(barge_in, "LOOK_SECONDS", 0.0)
    return uuid4()


def test_a_stop_reaches_its_own_turn_only(talk) -> None:
    ours, next_one, other = Stopped(talk.hex, 3), Stopped(talk.hex, 4), Stopped(uuid4().hex, 3)
    assert not ours()
    reply_heard(talk, 3, sentence=1, played_ms=200)
    assert ours()
    assert not next_one()
    assert not other()


def test_a_reply_heard_to_its_end_was_not_stopped(talk) -> None:
    reply_heard(talk, 3, sentence=None)
    assert not Stopped(talk.hex, 3)()


def test_it_does_not_ask_for_every_token(talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(barge_in, "LOOK_SECONDS", 60.0)
    stopped = Stopped(talk.hex, 3)
    stopped_note(talk.hex, 3)
    assert not stopped()


def test_without_a_cache_the_reply_is_made_to_its_end(talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(cache, "get", away)
    monkeypatch.setattr(cache, "set", away)
    stopped_note(talk.hex, 3)
    assert not Stopped(talk.hex, 3)()
