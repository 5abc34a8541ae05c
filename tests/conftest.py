"""The cast: a learner, a teacher of theirs, and a stranger who has no business with either."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from accounts.models import LearnerProfile, User

ClientOf = Callable[[User], Client]


def _user(name: str, *, staff: bool = False) -> User:
    user = User.objects.create_user(username=name, email=f"{name}@example.com", is_staff=staff)
    LearnerProfile.objects.get_or_create(user=user)
    return user


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    """Limits count in the cache by a user's id, and every test has a user of that id."""
    cache.clear()


@pytest.fixture(autouse=True)
def _nobody_spoke_yet() -> None:
    """A request leaves its language behind in the thread; in a server each request brings its own."""
    translation.deactivate()


@pytest.fixture
def learner(db: None) -> User:
    """Owns what a test is about."""
    return _user("learner")


@pytest.fixture
def teacher(db: None) -> User:
    """May enter the admin; has no special permission yet."""
    return _user("teacher", staff=True)


@pytest.fixture
def stranger(db: None) -> User:
    """Signed in, but nothing here is theirs."""
    return _user("stranger")


@pytest.fixture
def client_of() -> ClientOf:
    """``client_of(learner)``: a browser in which this user is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
