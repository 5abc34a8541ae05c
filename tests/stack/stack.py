"""The server profile as processes, and a way to prepare a learner's talk in its database."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bench.stack import Process
from bench.stack import Stack as Processes

__all__ = ["Process", "Seat", "Stack"]

PREPARE = """
import json, sys
from django.conf import settings
from django.test import Client
from accounts.models import User
from accounts.services import consent_set
from bench.clips import SPEECH, clips_read, topic_document
from conversations.services import conversation_start
from topics.models import Topic
from topics.services import topic_import

clips = clips_read(SPEECH, 3)
topic = Topic.objects.filter(slug="stack-topic").first() or topic_import(
    topic_document(clips, "stack-topic", "B1"), is_hidden=True
)
user = User.objects.create_user(f"learner-{User.objects.count()}")
for purpose in PURPOSES:
    consent_set(user, purpose, True)
talk = conversation_start(user=user, topic=topic)
browser = Client()
browser.force_login(user)
print(json.dumps({"talk": str(talk.pk), "cookie": browser.cookies[settings.SESSION_COOKIE_NAME].value}))
"""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who may come to a talk."""

    talk: str
    cookie: str


class Stack(Processes):
    def seat(self, *purposes: str) -> Seat:
        """A new learner with a new talk, who agreed to practise, and to the ``purposes``."""
        agreed = f"PURPOSES = {('practise', *purposes)!r}"
        out = self.manage("shell", "--no-imports", "-c", agreed + PREPARE)
        return Seat(**json.loads(out.strip().splitlines()[-1]))
