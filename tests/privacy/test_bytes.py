"""SQLite forgets a row by marking its place as free; what stood there is overwritten all the same."""

from __future__ import annotations

from django.db import connection

from accounts.models import User
from accounts.receipts import user_erase
from conversations.models import Turn
from tests.privacy import markers


def test_what_is_deleted_is_overwritten(planted: User) -> None:
    assert connection.vendor == "sqlite"
    markers.checkpoint()
    assert markers.left_in_the_database_file()
    user_erase(planted)
    assert markers.left_in_the_database_file() == []


def test_so_is_what_was_changed_before(planted: User) -> None:
    """A row that moved leaves its old place behind."""
    for turn in Turn.objects.all():
        turn.text = turn.text * 400  # it outgrows its page
        turn.save(update_fields=["text"])
    markers.checkpoint()
    user_erase(planted)
    assert markers.left_in_the_database_file() == []
