"""What learners noticed: turns that nobody could answer, recordings that the disk did not take, lines of the
buddies' that were not all right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from conversations.models import Conversation, Turn
from conversations.reports import reports_open
from im4talkin.doctor.findings import Finding, ill, look, well


def unanswered() -> Iterator[Finding]:
    lately = Turn.objects.filter(created_at__gte=timezone.now() - timedelta(days=1))
    full = lately.filter(trouble="recording.disk_full").count()
    if full:
        yield ill(
            f"The disk was full for {full} recordings of the last day: make room. The talks went on.",
            f"За сутки на диске не хватило места для записей: {full}. Освободите место.",
        )
    failed = lately.filter(status=Turn.Status.FAILED)
    codes = failed.values_list("trouble").annotate(count=Count("pk")).order_by("-count")
    told = ", ".join(f"{code or 'turn.failed'} {count}" for code, count in codes)
    if told:
        yield look(
            f"Turns of the last day that could not be answered: {failed.count()} ({told}). "
            "The admin's Turns tell more.",
            f"Реплики за сутки, на которые не удалось ответить: {failed.count()} ({told}). "
            "Подробнее в разделе Turns админки.",
        )
    else:
        yield well("Every turn of the last day was answered.", "За сутки ответ получила каждая реплика.")


def reported() -> Iterator[Finding]:
    if waiting := reports_open():
        yield look(
            f"Lines of the buddies that learners reported and nobody has looked at: {waiting}. "
            "They stand in the admin, under Talks.",
            f"Жалобы учеников на слова собеседников, которых ещё никто не смотрел: {waiting}. "
            "Они в админке, в разделе «Разговоры».",
        )


def talks_today() -> int:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return Conversation.objects.filter(started_at__gte=today).count()
