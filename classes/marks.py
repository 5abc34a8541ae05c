"""The mark book as a table: what spreadsheets open without a question, and without running anything."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from classes.guardians import guardians_answered
from classes.models import Assignment, Membership, SchoolClass
from classes.progress import Progress, done_of, progress_of
from classes.selectors import pupils_in

BOM = "\ufeff"  # without it Excel reads letters beyond ASCII as signs
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")  # what a spreadsheet may take for a formula


def marks_csv(school_class: SchoolClass, separator: str = ",") -> str:
    """One row a pupil, one column an assignment. Russian Excel wants ``;`` between the cells."""
    members = list(pupils_in(school_class))
    assignments = list(school_class.assignments.prefetch_related("topics", "memberships"))
    progress = progress_of(members, school_class.created_at)
    papers = guardians_answered([member.pupil_id for member in members])
    file = io.StringIO()
    rows = csv.writer(file, delimiter=separator)
    rows.writerow([_cell(title) for title in (*_head(), *map(_title, assignments))])
    for member in members:
        paper = papers.get(member.pupil_id)
        seen = progress.get(member.pk)
        cells = [
            member.nickname,
            paper.signed_on.isoformat() if paper else "",
            str(seen.minutes) if seen else _("no consent yet"),
            "; ".join(seen.phrases) if seen else "",
            *(_mark(assignment, member, seen) for assignment in assignments),
        ]
        rows.writerow([_cell(cell) for cell in cells])
    return BOM + file.getvalue()


def _head() -> tuple[str, ...]:
    return (_("Pupil"), _("Guardian's consent"), _("Minutes"), _("Phrases used"))


def _title(assignment: Assignment) -> str:
    names = ", ".join(topic.title for topic in assignment.topics.all())
    return f"{names} ({assignment.until.isoformat()})" if assignment.until else names


def _mark(assignment: Assignment, member: Membership, seen: Progress | None) -> str:
    if not assignment.for_all and member not in assignment.memberships.all():
        return ""
    if seen is None:
        return _("no consent yet")
    done = done_of(assignment, seen)
    if done.is_done:
        return _("done late") if done.late else _("done")
    return f"{done.topics}/{done.of}" if done.begun else _("not yet")


def _cell(text: str) -> str:
    """With a quotation mark before what would be taken for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_RUNS) else text


def file_name(school_class: SchoolClass, now: datetime) -> str:
    return f"class-{school_class.pk}-{timezone.localdate(now).isoformat()}.csv"
