"""A teacher listens only where a pupil agreed, and never unseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from accounts.purposes import KEEP_RECORDINGS, TEACHER_MAY_LISTEN, TEACHER_SEES_PROGRESS
from accounts.services import consent_set
from classes import listening
from classes.guardians import guardian_consent_record
from classes.models import Membership, SchoolClass
from conversations.models import Turn
from tests.classes.conftest import TalkOf
from tests.conftest import ClientOf

Heard = list[tuple[int, int]]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """Who listened to what, as an audit writes it down."""
    rows: Heard = []
    monkeypatch.setattr(listening, "_audits", [])
    listening.on_listened(lambda teacher, turn: rows.append((teacher.pk, turn.pk)))
    return rows


@pytest.fixture
def turn(anya: Membership, teacher: User, talk_of: TalkOf) -> Iterator[Turn]:
    """Anya keeps recordings, and has said nothing about her teacher yet."""
    guardian_consent_record(anya.pupil, date(2026, 9, 1), "folder", teacher)
    consent_set(anya.pupil, KEEP_RECORDINGS, True)
    turn = Turn.objects.create(conversation=talk_of(anya), number=1, kind="speech")
    turn.recording.save("1.wav", ContentFile(b"RIFFsound"))
    yield turn
    turn.recording.delete(save=False)


def path(anya: Membership, turn: Turn) -> str:
    return f"/classes/{anya.school_class_id}/pupils/{anya.pk}/recordings/{turn.pk}.wav"


def test_with_the_pupils_consent_the_own_teacher_listens_and_it_is_written_down(
    client_of: ClientOf, teacher: User, anya: Membership, turn: Turn, heard: Heard
) -> None:
    consent_set(anya.pupil, TEACHER_MAY_LISTEN, True)
    client = client_of(teacher)
    response = client.get(path(anya, turn))
    assert b"".join(response) == b"RIFFsound"
    assert "no-store" in response["Cache-Control"]
    assert heard == [(teacher.pk, turn.pk)]
    page = client.get(f"/classes/{anya.school_class_id}/pupils/{anya.pk}/").content.decode()
    assert path(anya, turn) in page


def test_without_it_nobody_listens(
    client_of: ClientOf, teacher: User, operator: User, anya: Membership, turn: Turn, heard: Heard
) -> None:
    consent_set(anya.pupil, TEACHER_SEES_PROGRESS, True)  # another question
    for user in (teacher, operator):
        client = client_of(user)
        assert client.get(path(anya, turn)).status_code == 404
        page = client.get(f"/classes/{anya.school_class_id}/pupils/{anya.pk}/").content.decode()
        assert ".wav" not in page
    assert heard == []


@pytest.mark.parametrize("purpose", [TEACHER_MAY_LISTEN, KEEP_RECORDINGS])
def test_what_was_taken_back_closes_at_once(
    client_of: ClientOf, teacher: User, anya: Membership, turn: Turn, heard: Heard, purpose: str
) -> None:
    consent_set(anya.pupil, TEACHER_MAY_LISTEN, True)
    consent_set(anya.pupil, purpose, False)
    assert client_of(teacher).get(path(anya, turn)).status_code == 404


def test_a_stranger_a_classmate_and_another_teacher_hear_nothing(
    client_of: ClientOf,
    stranger: User,
    colleague: User,
    others_class: SchoolClass,
    pupils: list[Membership],
    turn: Turn,
    heard: Heard,
) -> None:
    anya, boris, _ = pupils
    consent_set(anya.pupil, TEACHER_MAY_LISTEN, True)
    statuses = [
        client_of(user).get(path(anya, turn)).status_code for user in (stranger, boris.pupil, colleague)
    ]
    assert statuses == [403, 403, 404]
    assert heard == []


def test_who_has_left_the_class_is_heard_no_more(
    client_of: ClientOf, teacher: User, anya: Membership, turn: Turn, heard: Heard
) -> None:
    consent_set(anya.pupil, TEACHER_MAY_LISTEN, True)
    Membership.objects.filter(pk=anya.pk).update(left_at=timezone.now())
    assert client_of(teacher).get(path(anya, turn)).status_code == 404


def test_through_one_pupil_no_other_pupil_is_heard(
    client_of: ClientOf, teacher: User, pupils: list[Membership], turn: Turn, heard: Heard
) -> None:
    anya, boris, _ = pupils
    consent_set(anya.pupil, TEACHER_MAY_LISTEN, True)
    guardian_consent_record(boris.pupil, date(2026, 9, 1), "folder", teacher)
    for purpose in (KEEP_RECORDINGS, TEACHER_MAY_LISTEN):
        consent_set(boris.pupil, purpose, True)
    assert client_of(teacher).get(path(boris, turn)).status_code == 404


def test_where_nobody_writes_it_down_nobody_listens(
    client_of: ClientOf, teacher: User, anya: Membership, turn: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "_audits", [])
    consent_set(anya.pupil, TEACHER_MAY_LISTEN, True)
    assert client_of(teacher).get(path(anya, turn)).status_code == 404
