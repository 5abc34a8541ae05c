"""The people of a bench: signed in as the server signs people in, and gone afterwards."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.test import Client

from accounts.models import BrowserSession, User
from bench.clips import SPEECH, clips_read
from bench.learners import Cast
from conversations.models import Conversation
from topics.models import Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast(clips_read(SPEECH, 3), "B1", 2)


def test_everybody_is_signed_in(cast: Cast) -> None:
    for person in cast.make():
        browser = Client(headers={"cookie": person.cookie})
        name, _, key = person.cookie.partition("=")
        browser.cookies[name] = key
        request = HttpRequest()
        request.session = browser.session
        assert get_user(request) == person.user


def test_nothing_of_them_stays(cast: Cast) -> None:
    for person in cast.make():
        person.new_talk()
    cast.remove()
    for model in (User, Topic, Conversation, BrowserSession):
        assert not model.objects.exists(), model
