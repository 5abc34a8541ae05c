"""The server profile as processes, and a way to prepare a learner's talk in its database."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bench.stack import Process
from bench.stack import Stack as Processes

__all__ = ["Process", "Seat", "Stack"]

TOPIC = "stack-topic"
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
topic = Topic.objects.filter(slug=TOPIC).first() or topic_import(
    topic_document(clips, TOPIC, "B1"), is_hidden=True
)
seats = []
for _ in range(SEATS):
    user = User.objects.create_user(f"learner-{User.objects.count()}")
    for purpose in PURPOSES:
        consent_set(user, purpose, True)
    talk = conversation_start(user=user, topic=topic)
    browser = Client()
    browser.force_login(user)
    seats.append({"talk": str(talk.pk), "cookie": browser.cookies[settings.SESSION_COOKIE_NAME].value})
print(json.dumps(seats))
"""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who may come to a talk."""

    talk: str
    cookie: str


class Stack(Processes):
    def seat(self, *purposes: str, topic: str = TOPIC) -> Seat:
        """A new learner with a new talk, who agreed to practise, and to the ``purposes``."""
        return self.seats(1, *purposes, topic=topic)[0]

    def seats(self, number: int, *purposes: str, topic: str = TOPIC) -> list[Seat]:
        """The same for several; ``topic`` by its slug, where it is another than the clips' own."""
        given = f"PURPOSES, TOPIC, SEATS = {('practise', *purposes)!r}, {topic!r}, {number}"
        out = self.manage("shell", "--no-imports", "-c", given + PREPARE)
        return [Seat(**seat) for seat in json.loads(out.strip().splitlines()[-1])]
