"""A learner reports a line of the buddy's; whoever runs the server reads it in the admin."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from conversations.db import writing
from conversations.engines import engines
from conversations.limits import report_allowed
from conversations.models import BuddyReport, Conversation, Turn
from conversations.report_models import MOST_NOTE


class LineUnknown(Exception):
    """The buddy said nothing in that turn, or there is none."""


class ReportInvalid(Exception):
    """No such reason, or too long a note."""


def line_report(conversation: Conversation, number: int, reason: str, note: str) -> BuddyReport:
    """Keep what a learner says of the line of turn ``number``; said again, it takes the first one's place,
    and waits for the operator once more if it is different.

    Raises ReportInvalid, LineUnknown, or LimitReached.
    """
    note = note.replace("\r\n", "\n").strip()  # as the field counted it, before it was sent
    if reason not in BuddyReport.Reason.values or len(note) > MOST_NOTE or "\0" in note:
        raise ReportInvalid
    report_allowed(conversation.user_id)
    with writing():
        # Locked: two reports at once are one row, and a talk that is being erased gets none.
        turns = Turn.objects.select_for_update(of=("self",)).filter(conversation=conversation)
        turn = turns.filter(number=number).first()
        line = _line(turn) if turn else ""
        if turn is None or not line:
            raise LineUnknown
        report = BuddyReport.objects.filter(turn=turn).first() or BuddyReport(turn=turn)
        if (report.line, report.reason, report.note) != (line, reason, note):
            report.handled_at = None
        report.line, report.reason, report.note = line, reason, note
        report.partner = report.partner or engines().names().get("partner", "")
        report.save()
    return report


def _line(turn: Turn) -> str:
    """The whole reply. While it is spoken, and after it was taken back, only its events have it."""
    if turn.buddy_text:
        return turn.buddy_text
    events = turn.events.filter(type="reply.sentence").order_by("seq").values_list("payload", flat=True)
    newest = max((each["revision"] for each in events), default=0)
    return " ".join(each["text"] for each in events if each["revision"] == newest)


def reports_by_turn(conversation: Conversation) -> dict[int, BuddyReport]:
    """What the learner has reported of a talk, by the turn's number."""
    reports = BuddyReport.objects.filter(turn__conversation=conversation).select_related("turn")
    return {report.turn.number: report for report in reports}


def reports_open() -> int:
    """How many wait for the operator."""
    return BuddyReport.objects.filter(handled_at__isnull=True).count()


def reports_handle(reports: QuerySet[BuddyReport], *, handled: bool) -> list[BuddyReport]:
    """Mark reports as handled, or open them again; gives those that were changed."""
    changed = list(reports.filter(handled_at__isnull=handled))
    now = timezone.now() if handled else None
    with writing():
        BuddyReport.objects.filter(pk__in=[report.pk for report in changed]).update(handled_at=now)
    return changed
