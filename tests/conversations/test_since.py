"""How long ago, in the words that people use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conversations.since import since

NOW = datetime(2026, 5, 14, 15, 0, tzinfo=UTC)  # a Thursday


@pytest.mark.parametrize(
    ("ago", "en", "ru"),
    [
        (timedelta(seconds=20), "just now", "только что"),
        (timedelta(seconds=-20), "just now", "только что"),  # a clock that was set back
        (timedelta(minutes=2), "2 minutes ago", "2 минуты назад"),
        (timedelta(minutes=11), "11 minutes ago", "11 минут назад"),
        (timedelta(minutes=21), "21 minutes ago", "21 минуту назад"),
        (timedelta(minutes=59), "59 minutes ago", "59 минут назад"),
        (timedelta(hours=1), "an hour ago", "час назад"),
        (timedelta(hours=14), "14 hours ago", "14 часов назад"),
        (timedelta(hours=16), "yesterday", "вчера"),
        (timedelta(days=2), "on Tuesday", "во вторник"),
        (timedelta(days=10), "on 4 May", "4 мая"),
        (timedelta(days=140), "on 25 December 2025", "25 декабря 2025 года"),
    ],
)
def test_time_is_told_as_people_tell_it(ago: timedelta, en: str, ru: str) -> None:
    told = since(NOW - ago, NOW)
    assert (told.en, told.ru) == (en, ru)


def test_what_was_begun_before_midnight_is_hours_ago_not_yesterday() -> None:
    night = datetime(2026, 5, 14, 1, 0, tzinfo=UTC)
    assert since(night - timedelta(hours=2), night).en == "2 hours ago"
