"""The mark book: opens in any spreadsheet, runs nothing there, shows only what was agreed to."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from accounts.purposes import TEACHER_SEES_PROGRESS
from accounts.services import consent_set
from classes.guardians import guardian_consent_record
from classes.models import Assignment, Membership, SchoolClass
from classes.services import assignment_save
from tests.classes.conftest import TalkOf
from topics.models import Topic


def marks(client: Client, school_class: SchoolClass, language: str = "en") -> list[list[str]]:
    response = client.get(f"/classes/{school_class.pk}/marks.csv", headers={"accept-language": language})
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";" if language == "ru" else ","))


def test_it_says_who_did_what(
    as_teacher: Client,
    teacher: User,
    school_class: SchoolClass,
    pupils: list[Membership],
    topic: Topic,
    talk_of: TalkOf,
) -> None:
    anya, boris, _ = pupils
    assignment_save(Assignment(school_class=school_class, until=date(2020, 1, 1)), [topic], [])
    assignment_save(Assignment(school_class=school_class, for_all=False), [topic], [boris])
    guardian_consent_record(anya.pupil, date(2026, 9, 1), "folder", teacher)
    for member in (anya, boris):
        consent_set(member.pupil, TEACHER_SEES_PROGRESS, True)
    talk_of(anya, closed=True, phrases=["p1"])
    talk_of(boris, beat="card")
    head, *rows = marks(as_teacher, school_class)
    assert head == [
        *("Pupil", "Guardian's consent", "Minutes", "Phrases used"),
        *("A table on Tuesday", "A table on Tuesday (2020-01-01)"),
    ]
    assert rows == [
        ["Anya", "2026-09-01", "0", "over the moon", "", "done late"],
        ["Boris", "", "0", "", "0/1", "0/1"],
        ["Vera", "", "no consent yet", "", "", "no consent yet"],
    ]


def test_it_is_a_file_for_excel_in_any_alphabet(
    as_teacher: Client, school_class: SchoolClass, anya: Membership
) -> None:
    Membership.objects.filter(pk=anya.pk).update(nickname="Аня")
    response = as_teacher.get(f"/classes/{school_class.pk}/marks.csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert marks(as_teacher, school_class)[1][0] == "Аня"
    assert marks(as_teacher, school_class, "ru")[1][0] == "Аня"


@pytest.mark.parametrize("name", ["=1+1x", "+cmd", "-2x", "@SUM", "  =1x", "|calc", "%x"])
def test_a_name_that_a_spreadsheet_would_run_is_only_text(
    as_teacher: Client, school_class: SchoolClass, anya: Membership, name: str
) -> None:
    Membership.objects.filter(pk=anya.pk).update(nickname=name)
    cell = marks(as_teacher, school_class)[1][0]
    assert cell == f"'{name}"


def test_names_with_quotation_marks_and_separators_stay_in_their_cell(
    as_teacher: Client, school_class: SchoolClass, anya: Membership
) -> None:
    Membership.objects.filter(pk=anya.pk).update(nickname='A "B", C; D')
    assert marks(as_teacher, school_class)[1][0] == 'A "B", C; D'
    assert marks(as_teacher, school_class, "ru")[1][0] == 'A "B", C; D'
