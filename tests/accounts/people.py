"""Help for tests about signing in and up: somebody at the forms, and the mails they get."""

from __future__ import annotations

import re
from typing import Any

import yaml
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import LearnerProfile, User
from conversations.models import Conversation
from topics.models import Topic
from topics.services import CATALOGUE, topic_import

ADDRESS, PASSWORD = "anna@example.com", "a long sentence 7"


def account(email: str = ADDRESS, password: str = PASSWORD, **fields: Any) -> User:
    """Somebody who signed up and confirmed the address."""
    user = User.objects.create_user(
        username=email.partition("@")[0], email=email, password=password, **fields
    )
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    LearnerProfile.objects.get_or_create(user=user)
    return user


def sign_up(client: Client, email: str = ADDRESS, password: str = PASSWORD, **fields: str) -> Any:
    return client.post("/sign-up/", {"email": email, "password1": password, **fields})


def sign_in(client: Client, email: str = ADDRESS, password: str = PASSWORD, **fields: str) -> Any:
    return client.post("/sign-in/", {"login": email, "password": password, **fields})


def link(part: str, which: int = -1) -> str:
    """The path in the newest mail that has ``part`` in it."""
    found = re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", str(mail.outbox[which].body))
    assert found, mail.outbox[which].body
    return found.group(1)


def who(client: Client) -> int | None:
    """The number of whoever is signed in in this browser."""
    number = client.session.get("_auth_user_id")
    return int(number) if number else None


def topic() -> Topic:
    model = CATALOGUE / "butterflies-on-the-night-train.yaml"
    return Topic.objects.first() or topic_import(yaml.safe_load(model.read_text(encoding="utf-8")))


def guest_client(finished: bool = True) -> Client:
    """A guest in a browser, after the first talk or in it."""
    client = Client()
    client.post(f"/t/{topic().slug}/talk/")
    if finished:
        Conversation.objects.filter(user_id=who(client)).update(status="finished", offer={})
    return client
