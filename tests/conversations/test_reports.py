"""A line of the buddy's is reported: by whoever it was said to, once a line, and the talk goes on."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from conversations import limits
from conversations.models import BuddyReport, Conversation, Turn, TurnEvent
from conversations.report_models import MOST_NOTE
from conversations.reports import LineUnknown, ReportInvalid, line_report, reports_handle, reports_open
from conversations.services import conversation_start
from conversations.withdrawal import turn_withdraw
from tests.conftest import ClientOf
from tests.conversations.reviews import said, topic_named

RUDE = BuddyReport.Reason.RUDE
LINE = "Nobody likes you."
JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def talk(learner: User) -> Conversation:
    return conversation_start(user=learner, topic=topic_named("getting-to-know-you"))


@pytest.fixture
def turn(talk: Conversation) -> Turn:
    return said(talk, 3, "typed", "Hello.", buddy_text=LINE)


def spoken(turn: Turn, revision: int, *sentences: str) -> None:
    """Sentences of a reply as the page was told them."""
    for number, text in enumerate(sentences):
        payload = {"turn": turn.number, "revision": revision, "sentence": number, "text": text}
        seq = turn.conversation.events.count() + 1
        TurnEvent.objects.create(
            conversation=turn.conversation, turn=turn, seq=seq, type="reply.sentence", payload=payload
        )


def post(browser: Client, talk: Conversation, how: dict[str, str] = JSON, **data: Any) -> HttpResponse:
    return browser.post(f"/talks/{talk.pk}/report/", {"turn": 3, "reason": "rude"} | data, headers=how)


# ------------------------------------------------------------------ what is kept


def test_the_line_is_copied_with_the_reason_and_the_note(talk: Conversation, turn: Turn) -> None:
    line_report(talk, 3, RUDE, "  It hurt.\r\nA lot. ")
    report = BuddyReport.objects.get()
    assert (report.turn, report.line, report.reason) == (turn, LINE, "rude")
    assert report.note == "It hurt.\nA lot."
    assert report.handled_at is None
    Turn.objects.filter(pk=turn.pk).update(buddy_text="")
    assert BuddyReport.objects.get().line == LINE


def test_which_partner_answered_is_kept(
    talk: Conversation, turn: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    line_report(talk, 3, RUDE, "")
    first = BuddyReport.objects.get().partner
    assert first
    monkeypatch.setattr("conversations.reports.engines", lambda: pytest.fail("asked again"))
    line_report(talk, 3, "other", "")
    assert BuddyReport.objects.get().partner == first


def test_the_whole_reply_is_copied_though_it_was_interrupted(talk: Conversation, turn: Turn) -> None:
    Turn.objects.filter(pk=turn.pk).update(played_text="Nobody")
    assert line_report(talk, 3, RUDE, "").line == LINE


def test_a_reply_that_is_still_spoken_can_be_reported(talk: Conversation) -> None:
    turn = said(talk, 4, "typed", "Hello.", status=Turn.Status.ANSWERING)
    spoken(turn, 0, "Let me think.")
    spoken(turn, 1, "Nobody.", "Likes you.")
    assert line_report(talk, 4, RUDE, "").line == "Nobody. Likes you."


def test_so_can_the_reply_to_a_turn_that_was_taken_back(talk: Conversation) -> None:
    turn = said(talk, 4, "heard", "Hello.", buddy_text=LINE)
    spoken(turn, 0, LINE)
    Conversation.objects.filter(pk=talk.pk).update(last_seq=1)
    assert turn_withdraw(talk.pk, 4)
    assert Turn.objects.get(pk=turn.pk).buddy_text == ""
    assert line_report(talk, 4, RUDE, "").line == LINE


def test_the_talk_and_its_turn_stay_as_they_are(talk: Conversation, turn: Turn) -> None:
    tables = (Conversation, Turn, TurnEvent)
    before = [list(table.objects.values()) for table in tables]
    line_report(talk, 3, RUDE, "It hurt.")
    assert [list(table.objects.values()) for table in tables] == before


def test_the_same_line_again_is_one_report(talk: Conversation, turn: Turn) -> None:
    first = line_report(talk, 3, RUDE, "It hurt.")
    line_report(talk, 3, "untrue", "")
    report = BuddyReport.objects.get()
    assert (report.pk, report.created_at) == (first.pk, first.created_at)
    assert (report.reason, report.note) == ("untrue", "")


def test_said_differently_it_waits_for_the_operator_once_more(talk: Conversation, turn: Turn) -> None:
    line_report(talk, 3, RUDE, "It hurt.")
    assert reports_open() == 1
    reports_handle(BuddyReport.objects.all(), handled=True)
    line_report(talk, 3, RUDE, "It hurt.")
    assert reports_open() == 0, "the same once more is nothing new"
    line_report(talk, 3, RUDE, "It hurt, and it came again.")
    assert reports_open() == 1


@pytest.mark.parametrize("number", [4, 5])
def test_without_a_line_there_is_nothing_to_report(talk: Conversation, turn: Turn, number: int) -> None:
    said(talk, 4, "typed", "Hello?")
    with pytest.raises(LineUnknown):
        line_report(talk, number, RUDE, "")
    assert not BuddyReport.objects.exists()


@pytest.mark.parametrize(
    ("reason", "note"), [("", ""), ("nonsense", ""), (RUDE, "x" * (MOST_NOTE + 1)), (RUDE, "\0")]
)
def test_what_does_not_fit_changes_nothing(talk: Conversation, turn: Turn, reason: str, note: str) -> None:
    with pytest.raises(ReportInvalid):
        line_report(talk, 3, reason, note)
    assert not BuddyReport.objects.exists()


def test_lines_end_in_a_form_as_they_were_counted(talk: Conversation, turn: Turn) -> None:
    note = "x\r\n" * (MOST_NOTE // 2)
    assert len(line_report(talk, 3, RUDE, note).note) == MOST_NOTE - 1


def test_a_page_gone_wild_is_stopped(talk: Conversation, turn: Turn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REPORTS_AN_HOUR", 2)
    for _ in range(2):
        line_report(talk, 3, RUDE, "")
    with pytest.raises(limits.LimitReached) as stopped:
        line_report(talk, 3, "other", "")
    assert stopped.value.code == "report.many"
    assert BuddyReport.objects.get().reason == "rude"


# ------------------------------------------------------------------ the address


def test_a_script_gets_a_short_answer(client_of: ClientOf, learner: User, turn: Turn) -> None:
    answer = post(client_of(learner), turn.conversation)
    assert (answer.status_code, answer.json()) == (200, {"reported": 3})
    assert BuddyReport.objects.get().line == LINE


def test_a_guest_may_report_too(client_of: ClientOf, learner: User, turn: Turn) -> None:
    User.objects.filter(pk=learner.pk).update(is_guest=True)
    assert post(client_of(learner), turn.conversation).status_code == 200


def test_nobody_else_reports_in_somebodys_name(
    client_of: ClientOf, stranger: User, teacher: User, turn: Turn
) -> None:
    browsers = (Client(), client_of(stranger), client_of(teacher))
    assert [post(browser, turn.conversation).status_code for browser in browsers] == [302, 404, 404]
    assert not BuddyReport.objects.exists()


def test_a_link_reports_nothing(client_of: ClientOf, learner: User, turn: Turn) -> None:
    assert client_of(learner).get(f"/talks/{turn.conversation_id}/report/").status_code == 405


def test_a_foreign_page_reports_nothing(learner: User, turn: Turn) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(learner)
    assert post(browser, turn.conversation).status_code == 403


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        ({"reason": "nonsense"}, 400, "report.invalid"),
        ({"turn": ""}, 400, "report.invalid"),
        ({"turn": "three"}, 400, "report.invalid"),
        ({"turn": "-1"}, 404, "report.unknown"),
        ({"turn": "9" * 30}, 404, "report.unknown"),
        ({"note": "x" * (MOST_NOTE + 1)}, 400, "report.invalid"),
        ({"turn": "8"}, 404, "report.unknown"),
    ],
)
def test_what_does_not_fit_is_told_with_what_to_do(
    client_of: ClientOf, learner: User, turn: Turn, data: dict[str, str], status: int, code: str
) -> None:
    browser = client_of(learner)
    answer = post(browser, turn.conversation, **data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"]
    page = post(browser, turn.conversation, HTML, **data)
    assert page.status_code == status
    assert answer.json()["detail"] in page.content.decode()


def test_too_many_are_told_so(
    client_of: ClientOf, learner: User, turn: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REPORTS_AN_HOUR", 0)
    answer = post(client_of(learner), turn.conversation)
    assert (answer.status_code, answer.json()["code"]) == (429, "report.many")


def test_what_was_reported_is_not_in_the_log(
    client_of: ClientOf, learner: User, turn: Turn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    post(client_of(learner), turn.conversation, note="It hurt.")
    assert LINE not in caplog.text
    assert "It hurt" not in caplog.text


# ------------------------------------------------------------------ the pages


def test_without_a_script_the_reviews_form_leads_back_to_the_line(
    client_of: ClientOf, learner: User, turn: Turn
) -> None:
    browser = client_of(learner)
    answer = post(browser, turn.conversation, HTML, note="It hurt.")
    review = f"/talks/{turn.conversation_id}/review/"
    assert (answer.status_code, answer["Location"]) == (302, f"{review}?reported=3#turn-3")
    page = browser.get(answer["Location"]).content.decode()
    assert '<details class="said" open>' in page
    assert 'id="turn-3"' in page
    assert "You reported this line" in page
    assert "Thank you." in page
    assert 'value="rude" required checked' in page
    assert "It hurt.</textarea>" in page


def test_each_line_of_the_review_has_its_form(client_of: ClientOf, learner: User, turn: Turn) -> None:
    talk = turn.conversation
    Turn.objects.create(
        conversation=talk, number=0, kind=Turn.Kind.OPENING, status=Turn.Status.DONE, buddy_text="Hi!"
    )
    said(talk, 4, "typed", "Bye.")  # the buddy has nothing to say to that
    page = client_of(learner).get(f"/talks/{talk.pk}/review/").content.decode()
    assert page.count(f'action="/talks/{talk.pk}/report/"') == 2
    for number in (0, 3):
        assert f'name="turn" value="{number}"' in page
    assert "You reported this line" not in page


def test_the_talks_page_has_a_form_for_whatever_is_said(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    page = client_of(learner).get(f"/talks/{talk.pk}/").content.decode()
    assert page.count(f'action="/talks/{talk.pk}/report/"') == 1
    assert 'id="report-open"' in page
    assert page.count('type="radio" name="reason"') == len(BuddyReport.Reason)


def test_both_pages_say_it_in_russian(client_of: ClientOf, learner: User, turn: Turn) -> None:
    browser = client_of(learner)
    for path in ("", "review/"):
        path = f"/talks/{turn.conversation_id}/{path}"
        page = browser.get(path, headers={"Accept-Language": "ru"}).content.decode()
        assert "Пожаловаться на эту реплику" in page
        assert "Это было грубо или страшно" in page
