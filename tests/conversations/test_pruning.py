"""Recordings go after a time, and files that nobody's row leads to."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.tasks import kept_long_enough
from conversations.models import Conversation, Turn
from conversations.pruning import FRESH_SECONDS, recordings_prune
from conversations.recordings import recordings_root, wav_bytes
from im4talkin.chores import Chores
from im4talkin.prepare import kept_prepare


@pytest.fixture(autouse=True)
def _no_files() -> Iterator[None]:
    shutil.rmtree(recordings_root(), ignore_errors=True)
    yield
    shutil.rmtree(recordings_root(), ignore_errors=True)


def kept(talk: Conversation, days: float, number: int = 1) -> Path:
    """A recording of so many days ago."""
    turn = Turn(conversation=talk, number=number, kind=Turn.Kind.SPEECH)
    turn.recording.save("", ContentFile(wav_bytes(b"\1\0")), save=True)
    Turn.objects.filter(pk=turn.pk).update(created_at=timezone.now() - timedelta(days=days))
    return Path(turn.recording.path)


def orphan(seconds: float, name: str = "9/talk/1.wav") -> Path:
    path = recordings_root() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    before = time.time() - seconds
    os.utime(path, (before, before))
    return path


def test_what_is_older_than_the_setting_goes_and_the_turn_stays(talk: Conversation) -> None:
    old, young = kept(talk, 366, 1), kept(talk, 364, 2)
    assert recordings_prune() == 1
    assert (old.exists(), young.exists()) == (False, True)
    assert [bool(turn.recording) for turn in Turn.objects.order_by("number")] == [False, True]


def test_with_zero_days_they_stay_until_they_are_taken_back(
    talk: Conversation, settings: LazySettings
) -> None:
    settings.RECORDINGS_DAYS = 0
    old = kept(talk, 4000)
    assert recordings_prune() == 0
    assert old.exists()


def test_a_file_that_no_row_leads_to_goes(talk: Conversation) -> None:
    theirs, lost = kept(talk, 1), orphan(FRESH_SECONDS + 60)
    before = time.time() - FRESH_SECONDS - 60
    os.utime(theirs, (before, before))
    assert recordings_prune() == 1
    assert (theirs.exists(), lost.exists()) == (True, False)


def test_a_file_that_was_written_just_now_waits_for_its_row(talk: Conversation) -> None:
    lost = orphan(FRESH_SECONDS - 60)
    assert recordings_prune() == 0
    assert lost.exists()


def test_empty_folders_go_when_nobody_writes_there_any_more(talk: Conversation) -> None:
    empty = recordings_root() / "7" / "talk"
    empty.mkdir(parents=True)
    recordings_prune()
    assert empty.exists()
    before = time.time() - FRESH_SECONDS - 60
    os.utime(empty, (before, before))
    recordings_prune()
    assert not empty.exists()


def test_a_missing_folder_is_nothing_to_prune(talk: Conversation) -> None:
    assert recordings_prune() == 0


def test_the_command_says_how_many(talk: Conversation, capsys: pytest.CaptureFixture[str]) -> None:
    kept(talk, 10)
    call_command("prune_recordings", days=9)
    assert capsys.readouterr().out == "1 recording deleted.\n"


@pytest.mark.parametrize("days", [-1, 40_000])
def test_the_command_refuses_a_number_out_of_bounds(talk: Conversation, days: int) -> None:
    old = kept(talk, 10)
    with pytest.raises(CommandError, match="Nothing was deleted"):
        call_command("prune_recordings", days=days)
    assert old.exists()


@pytest.mark.parametrize("way", [kept_prepare, kept_long_enough], ids=["a start", "the clock"])
def test_it_is_done_by_itself(talk: Conversation, way: object) -> None:
    old = kept(talk, 400)
    way()
    assert not old.exists()


def test_where_there_is_one_process_a_thread_is_the_clock(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, chores = kept(talk, 400), Chores()
    for _ in range(24 * 60 - 1):
        chores._minutes += 1
    monkeypatch.setattr("im4talkin.chores.close_old_connections", lambda: None)
    chores.do()
    assert not old.exists()


def test_a_chore_that_breaks_does_not_end_the_clock(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("im4talkin.chores.receipts_finish", lambda: 1 // 0)
    Chores().do()
    assert "ZeroDivisionError" in caplog.text
