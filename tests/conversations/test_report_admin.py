"""The operator's view of reports: what is needed to act, and nothing of who it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import demo_users_ensure
from conversations.models import BuddyReport, Conversation, Turn
from tests.conftest import ClientOf
from topics.models import Topic

LIST = "/admin/conversations/buddyreport/"
LINE = "Nobody likes you."
SECRET = "My neighbour is a spy."


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_superuser("operator")


@pytest.fixture
def desk(client_of: ClientOf, operator: User) -> Client:
    return client_of(operator)


@pytest.fixture
def report(learner: User) -> BuddyReport:
    User.objects.filter(pk=learner.pk).update(first_name="Anyuta")
    topic = Topic.objects.create(
        slug="t", title="Dead air", teaser="t", level="B1", category="c", author="a", persona={"name": "Des"}
    )
    talk = Conversation.objects.create(user=learner, topic=topic, level="B2")
    turn = Turn.objects.create(
        conversation=talk, number=7, kind=Turn.Kind.TYPED, text=SECRET, surface=SECRET, buddy_text=LINE
    )
    return BuddyReport.objects.create(
        turn=turn, line=LINE, reason="rude", note="It hurt.", partner="ScriptedPartner"
    )


def mark(desk: Client, report: BuddyReport, action: str) -> HttpResponse:
    return desk.post(LIST, {"action": action, "_selected_action": [report.pk]})


def test_the_list_shows_what_is_needed_to_act(desk: Client, report: BuddyReport) -> None:
    page = desk.get(LIST).content.decode()
    for words in (LINE, "It was rude or frightening", "Dead air", "Des", "ScriptedPartner"):
        assert words in page


def test_one_report_shows_the_whole_of_it(desk: Client, report: BuddyReport) -> None:
    BuddyReport.objects.update(line=f"{LINE} " * 20)
    page = desk.get(f"{LIST}{report.pk}/change/").content.decode()
    assert (f"{LINE} " * 20).strip() in page
    for words in ("It hurt.", "Dead air", "B2", f"{report.turn.conversation_id.hex[:8]} / 7"):
        assert words in page


@pytest.mark.parametrize("path", ["", "{}/change/"])
def test_neither_who_it_was_nor_what_they_said_is_shown(
    desk: Client, learner: User, report: BuddyReport, path: str
) -> None:
    page = desk.get(LIST + path.format(report.pk)).content.decode()
    for secret in (SECRET, "Anyuta", learner.username, learner.email):
        assert secret not in page


def test_a_line_is_text_on_the_page_and_not_more(desk: Client, report: BuddyReport) -> None:
    BuddyReport.objects.update(line="<script>alert(1)</script>", note="<script>alert(2)</script>")
    for path in (LIST, f"{LIST}{report.pk}/change/"):
        assert "<script>alert" not in desk.get(path).content.decode()


def test_the_newest_stands_first(desk: Client, report: BuddyReport) -> None:
    turn = Turn.objects.create(conversation=report.turn.conversation, number=8, kind=Turn.Kind.TYPED)
    older = timezone.now() - timedelta(days=2)
    BuddyReport.objects.create(turn=turn, line="An older line.", reason="other", created_at=older)
    page = desk.get(LIST).content.decode()
    assert page.index(LINE) < page.index("An older line.")


def test_it_is_marked_as_handled_and_opened_again(desk: Client, operator: User, report: BuddyReport) -> None:
    mark(desk, report, "handle")
    report.refresh_from_db()
    handled = report.handled_at
    assert handled is not None
    assert LINE in desk.get(f"{LIST}?handled_at__isempty=0").content.decode()
    assert LINE not in desk.get(f"{LIST}?handled_at__isempty=1").content.decode()
    mark(desk, report, "handle")
    report.refresh_from_db()
    assert report.handled_at == handled, "it keeps its first time"
    mark(desk, report, "reopen")
    report.refresh_from_db()
    assert report.handled_at is None
    assert [entry.user for entry in LogEntry.objects.all()] == [operator, operator]


def test_the_admins_log_has_nothing_of_it(desk: Client, report: BuddyReport) -> None:
    mark(desk, report, "handle")
    (entry,) = LogEntry.objects.all()
    for words in (LINE, "It hurt", "learner"):
        assert words not in f"{entry.object_repr} {entry.change_message}"


def test_nothing_else_can_be_changed(desk: Client, report: BuddyReport) -> None:
    path = f"{LIST}{report.pk}"
    assert desk.post(f"{path}/change/", {"line": "Good morning."}).status_code == 403
    assert desk.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    assert desk.get(f"{LIST}add/").status_code == 403
    assert BuddyReport.objects.get().line == LINE


def test_a_teacher_has_no_business_here(client_of: ClientOf, teacher: User, report: BuddyReport) -> None:
    _learner, demo_teacher = demo_users_ensure()
    for user in (teacher, demo_teacher):
        for path in (LIST, f"{LIST}{report.pk}/change/"):
            assert client_of(user).get(path).status_code == 403


def test_whoever_may_only_look_marks_nothing(client_of: ClientOf, teacher: User, report: BuddyReport) -> None:
    rights = Permission.objects.filter(content_type__app_label="conversations")
    teacher.user_permissions.add(rights.get(codename="view_buddyreport"))
    desk = client_of(teacher)
    assert LINE in desk.get(LIST).content.decode()
    mark(desk, report, "handle")
    assert BuddyReport.objects.get().handled_at is None
    teacher.user_permissions.add(rights.get(codename="change_buddyreport"))
    mark(desk, report, "handle")
    assert BuddyReport.objects.get().handled_at is not None
