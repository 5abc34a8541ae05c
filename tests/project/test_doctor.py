"""The doctor: each finding in words, and an exit code that says how bad it is."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from accounts.models import User
from conversations.engines import _light as page_engines_of
from conversations.engines import engines as engines_of
from conversations.engines import engines_close
from conversations.models import BuddyReport, Conversation, Turn
from im4talkin.doctor import engines, examination, house, mail, turns
from im4talkin.doctor.examination import Examined, examine
from im4talkin.doctor.findings import Finding, State, ill, look, well
from im4talkin.engines import engine_specs
from im4talkin.management.commands import doctor
from ml.errors import EngineError
from ml.registry import Engines
from ml.types import AudioChunk
from topics.models import Topic
from topics.services import topics_load


def states(found: Iterator[Finding]) -> list[State]:
    return [finding.state for finding in found]


@pytest.fixture
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


# ------------------------------------------------------------------ the house


@pytest.mark.django_db
def test_a_database_without_topics_is_ill_and_with_them_well() -> None:
    assert states(house.tables()) == [State.ILL]
    topics_load()
    assert states(house.tables()) == [State.WELL]


def test_a_database_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> list[str]:
        raise OperationalError

    monkeypatch.setattr(house, "pending", away)
    (found,) = house.tables()
    assert found.state is State.ILL
    assert "does not answer" in found.en


def test_old_tables_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "pending", lambda: ["topics.0009_more"])
    (found,) = house.tables()
    assert "upgrade" in found.en
    assert "upgrade" in found.ru


@pytest.mark.django_db
@pytest.mark.parametrize(("free_mb", "state"), [(100, State.ILL), (50_000, State.WELL)])
def test_a_full_disk_is_told(data: Path, monkeypatch: pytest.MonkeyPatch, free_mb: int, state: State) -> None:
    monkeypatch.setattr(
        house.shutil, "disk_usage", lambda path: type("Usage", (), {"free": free_mb * 1_000_000})
    )
    assert states(house.disk()) == [state]


@pytest.mark.django_db
def test_days_left_are_told_before_it_is_too_late(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "days_left", lambda free: 12)
    (found,) = house.disk()
    assert found.state is State.LOOK
    assert "12 days" in found.en


def test_a_missing_and_an_old_backup_are_told(data: Path) -> None:
    assert states(house.backup()) == [State.LOOK]
    (data / "backups").mkdir()
    made = data / "backups" / "im4talkin-1.zip"
    made.write_bytes(b"")
    assert states(house.backup()) == [State.WELL]
    long_ago = time.time() - 20 * 86_400
    os.utime(made, (long_ago, long_ago))
    assert states(house.backup()) == [State.LOOK]


# ------------------------------------------------------------------ engines


def test_the_engines_of_this_version_understand_each_other() -> None:
    assert states(engines.engines_at_work()) == [State.WELL, State.WELL]


def test_a_servers_doctor_tries_light_engines_and_its_workers_their_own(settings: Any) -> None:
    nobody = {"BACKEND": "no.such.Voice", "OPTIONS": {}}
    settings.SPEECH_ENGINES = {**engine_specs("embedded"), "voice": nobody}
    settings.PAGE_ENGINES = {"voice": engine_specs("embedded")["voice"]}
    page_engines_of.cache_clear()
    engines_of.cache_clear()
    try:
        assert states(engines.engines_here()) == [State.WELL, State.WELL]
        assert states(engines.engines_at_work()) == [State.ILL, State.WELL]
    finally:
        engines_close()
        page_engines_of.cache_clear()
        engines_of.cache_clear()


def test_a_voice_that_says_nothing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_speech", lambda tried: [AudioChunk(bytes(32_000), 16_000)])
    assert states(engines.engines_at_work())[0] is State.LOOK


def test_an_engine_that_is_gone_is_ill(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(tried: Engines) -> list[AudioChunk]:
        raise EngineError("engine.missing", "no voice")

    monkeypatch.setattr(engines, "_speech", gone)
    found = next(engines.engines_at_work())
    assert found.state is State.ILL
    assert "engine.missing" in found.en


# ------------------------------------------------------------------ mail


def test_mail_is_tried_where_an_address_is_given(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert states(mail.mail(None)) == [State.LOOK]
    assert states(mail.mail("admin@school.example")) == [State.WELL]
    assert outbox.outbox[0].to == ["admin@school.example"]


def test_a_mail_server_that_is_away_is_told(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert states(mail.mail("admin@school.example")) == [State.ILL]


def test_one_computer_needs_no_mail(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert states(mail.mail(None)) == []
    settings.PROFILE = "server"
    assert states(mail.mail(None)) == [State.LOOK]


# ------------------------------------------------------------------ the command


def answer(monkeypatch: pytest.MonkeyPatch, *checks: Callable[[], Iterator[Finding]], **options: Any) -> int:
    monkeypatch.setattr(examination, "CHECKS", tuple(Examined(check) for check in checks))
    monkeypatch.setattr(doctor, "engines_close", lambda: None)
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", **options)
    return int(ended.value.code or 0)


def test_the_worst_finding_is_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    fine, doubtful, broken = well("Fine.", "Да."), look("Hm.", "Хм."), ill("No.", "Нет.")
    assert answer(monkeypatch, lambda: iter([fine]), language="en") == 0
    assert capsys.readouterr().out.splitlines() == ["✓ Fine.", "All well."]
    assert answer(monkeypatch, lambda: iter([fine, doubtful]), language="ru") == 1
    assert capsys.readouterr().out.splitlines() == ["✓ Да.", "! Хм."]
    assert answer(monkeypatch, lambda: iter([broken, fine]), language="en") == 2


def test_a_check_that_breaks_does_not_hide_the_others(
    monkeypatch: pytest.MonkeyPatch, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    def breaks() -> Iterator[Finding]:
        raise RuntimeError("learner@example.org")
        yield

    code = answer(monkeypatch, breaks, lambda: iter([well("Fine.", "Да.")]), language="en")
    said = capsys.readouterr().out
    assert code == 2
    assert "✓ Fine." in said
    assert "RuntimeError" in said
    assert "learner@example.org" not in said


def test_a_database_that_is_away_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question would wait as long as the first."""

    def away() -> Iterator[Finding]:
        yield ill("Away.", "Нет.")

    def asked() -> Iterator[Finding]:
        raise AssertionError("asked again")
        yield

    monkeypatch.setattr(house, "database", away)
    checks = (
        Examined(away),
        Examined(asked, asks_database=True),
        Examined(lambda: iter([well("Rest.", "")])),
    )
    monkeypatch.setattr(examination, "CHECKS", checks)
    assert [finding.en for finding in examine(whole=True)] == ["Away.", "Rest."]


def test_what_takes_its_time_is_left_out_of_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow() -> Iterator[Finding]:
        yield well("Slow.", "")

    monkeypatch.setattr(examination, "CHECKS", (Examined(slow, takes_time=True),))
    assert list(examine(whole=False)) == []
    assert [finding.en for finding in examine(whole=True)] == ["Slow."]


# ------------------------------------------------------------------ turns


@pytest.fixture
def turn(learner: User) -> Turn:
    topic = Topic.objects.create(slug="t", title="T", teaser="t", level="B1", category="c", author="a")
    talk = Conversation.objects.create(user=learner, topic=topic)
    return Turn.objects.create(conversation=talk, number=1, kind=Turn.Kind.SPEECH)


def test_a_day_on_which_everybody_was_answered_is_well(turn: Turn) -> None:
    assert states(turns.unanswered()) == [State.WELL]


def test_turns_that_nobody_could_answer_are_told_by_their_codes(turn: Turn) -> None:
    Turn.objects.update(status=Turn.Status.FAILED, trouble="partner.away")
    (found,) = turns.unanswered()
    assert found.state is State.LOOK
    assert "partner.away 1" in found.en
    Turn.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert states(turns.unanswered()) == [State.WELL], "of the last day"


def test_reported_lines_are_told_until_somebody_has_looked_at_them(turn: Turn) -> None:
    assert states(turns.reported()) == []
    BuddyReport.objects.create(turn=turn, line="Nobody likes you.", reason=BuddyReport.Reason.RUDE)
    (found,) = turns.reported()
    assert found.state is State.LOOK
    assert found.en.count("1") == found.ru.count("1") == 1
    assert "Nobody" not in found.en + found.ru
    BuddyReport.objects.update(handled_at=timezone.now())
    assert states(turns.reported()) == []


def test_recordings_for_which_there_was_no_room_are_told(turn: Turn) -> None:
    Turn.objects.update(status=Turn.Status.DONE, trouble="recording.disk_full")
    assert states(turns.unanswered()) == [State.ILL, State.WELL]
