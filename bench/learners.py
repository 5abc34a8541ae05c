"""Makes a bench's learners, their topic and their sessions, and removes all of it again."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase

from accounts.models import User
from accounts.services import consent_set, profile_of
from bench.clips import Clip, topic_document
from conversations.models import Conversation
from conversations.services import conversation_start
from topics.models import Topic
from topics.services import topic_import


@dataclass(frozen=True)
class Person:
    """One learner as the socket sees them."""

    user: User
    topic: Topic
    cookie: str

    def new_talk(self) -> str:
        return str(conversation_start(user=self.user, topic=self.topic).pk)


class Cast:
    """Everybody of one run."""

    def __init__(self, clips: list[Clip], level: str, size: int) -> None:
        self._clips, self._level, self._size = clips, level, size
        self._run = secrets.token_hex(4)
        self._sessions: list[str] = []

    def make(self) -> list[Person]:
        document = topic_document(self._clips, f"bench-{self._run}", self._level)
        topic = topic_import(document, is_hidden=True)
        return [self._person(topic, number) for number in range(self._size)]

    def remove(self) -> None:
        Conversation.objects.filter(user__username__startswith=f"bench-{self._run}-").delete()
        User.objects.filter(username__startswith=f"bench-{self._run}-").delete()
        for key in self._sessions:
            _sessions(key).delete()
        Topic.objects.filter(slug=f"bench-{self._run}").delete()

    def _person(self, topic: Topic, number: int) -> Person:
        user = User.objects.create_user(username=f"bench-{self._run}-{number}")
        profile = profile_of(user)
        profile.level = self._level
        profile.save(update_fields=["level"])
        consent_set(user, "practise", True)
        session = _sessions()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        assert session.session_key is not None
        self._sessions.append(session.session_key)
        return Person(user, topic, f"{settings.SESSION_COOKIE_NAME}={session.session_key}")


def _sessions(key: str | None = None) -> SessionBase:
    """A session of the server's own kind: it lets nobody in by another."""
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return store
