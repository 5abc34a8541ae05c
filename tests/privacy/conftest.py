"""Somebody with something everywhere, and an operator who has changed and heard them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from accounts.models import User
from conversations.recordings import recordings_root
from tests.privacy import markers
from topics.models import Topic


@pytest.fixture
def operator(transactional_db: None) -> User:
    return User.objects.create_superuser("operator")


@pytest.fixture
def topic(transactional_db: None) -> Topic:
    return Topic.objects.create(slug="t", title="T", teaser="t", level="B1", category="c", author="a")


@pytest.fixture
def planted(topic: Topic, operator: User) -> Iterator[User]:
    """Somebody with something everywhere."""
    yield markers.plant(topic.pk, operator)
    shutil.rmtree(recordings_root(), ignore_errors=True)
