"""Erasing somebody leaves nothing of them: not in a table, a file, the cache or the log."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client

from accounts import privacy
from accounts.models import BrowserSession, Consent, Receipt, User
from accounts.receipts import receipts_finish, user_erase
from accounts.services import consent_set
from conversations.models import Conversation
from tests.privacy import markers
from tests.privacy.markers import MARKER
from topics.models import Topic


def test_the_markers_are_found_before(planted: User) -> None:
    """Else nothing would be proved by not finding them."""
    assert markers.left_in_tables() >= {
        "accounts_user",
        "conversations_conversation",
        "conversations_turn",
        "conversations_turnevent",
        "conversations_correction",
        "conversations_buddyreport",
        "django_admin_log",
    }
    assert len(markers.left_in_media(planted.pk)) >= 2
    assert len(markers.left_in_cache(planted.pk)) == 4 or connection.vendor != "sqlite"


def test_after_it_a_scan_of_everything_finds_nothing(
    planted: User, operator: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    key = planted.pk
    receipt = user_erase(planted)
    assert receipt.done_at is not None
    assert markers.left_in_tables() == set()
    assert markers.left_in_media(key) == []
    assert markers.left_in_cache(key) == []
    assert not [session for session in BrowserSession.objects.all() if session.get_decoded().get("said")]
    assert not User.objects.filter(pk=key).exists()
    assert MARKER not in caplog.text


def test_nobody_elses_goes_with_it(planted: User, operator: User, topic: Topic, stranger: User) -> None:
    consent_set(stranger, "practise", True)
    Conversation.objects.create(user=stranger, topic=topic)
    user_erase(planted)
    assert Conversation.objects.get().user == stranger
    assert Consent.objects.get().user == stranger
    (entry,) = LogEntry.objects.all()  # the operator's change of somebody else stays, without the name
    assert (entry.user, entry.change_message) == (operator, "")


def test_the_receipt_counts_and_tells_nothing_about_anybody(planted: User) -> None:
    receipt = user_erase(planted)
    kept = Receipt.objects.get(pk=receipt.pk)
    assert kept.user is None
    assert kept.counts["recordings"] == 1
    assert kept.counts["reports"] == 1
    assert kept.counts["talks"] >= 5
    assert kept.counts["sign_in"] == 2
    assert kept.counts["desk_log"] == 3
    assert kept.done_at >= kept.asked_at
    assert len(kept.number) == 19
    older = Receipt.objects.exclude(pk=receipt.pk)
    assert [each.user for each in older] == [None]  # of what was taken back before


def test_the_account_is_closed_before_anything_goes(planted: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(user: User) -> dict[str, int]:
        assert not User.objects.get(pk=user.pk).is_active
        raise OSError("disk")

    monkeypatch.setattr(privacy, "erase", broken)
    receipt = user_erase(planted)
    assert receipt.done_at is None
    assert User.objects.filter(pk=planted.pk, is_active=False).exists()
    monkeypatch.undo()
    Receipt._base_manager.update(asked_at="2026-01-01T00:00:00Z")
    receipts_finish()
    assert not User.objects.filter(pk=planted.pk).exists()
    assert Receipt.objects.get(pk=receipt.pk).done_at is not None
    assert markers.left_in_tables() == set()


def test_asked_for_twice_it_is_one_receipt(planted: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privacy, "erase", lambda _: 1 // 0)
    first = user_erase(planted)
    assert user_erase(planted).number == first.number


def test_one_that_cannot_be_finished_does_not_hold_up_the_others(
    planted: User, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def some(user: User) -> dict[str, int]:
        if user.pk == planted.pk:
            raise TypeError("a bug")
        return {}

    monkeypatch.setattr(privacy, "erase", some)
    for user in (planted, stranger):
        Receipt.objects.create(
            number=f"n{user.pk}", kind=Receipt.Kind.ERASED, user=user, asked_at="2026-01-01T00:00:00Z"
        )
    assert receipts_finish() == 1
    assert not User.objects.filter(pk=stranger.pk).exists()


def test_from_the_admin_it_is_as_complete(planted: User, operator: User) -> None:
    desk, key = Client(), planted.pk
    desk.force_login(operator)
    desk.post(f"/admin/accounts/user/{key}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=key).exists()
    assert markers.left_in_tables() == set()
    assert markers.left_in_media(key) == []
