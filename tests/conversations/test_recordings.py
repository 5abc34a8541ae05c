"""A learner's voice reaches the disk by their word only, is theirs alone, and goes when they say so."""

from __future__ import annotations

import errno
import io
import os
import shutil
import wave
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import LearnerProfile, User
from accounts.services import consent_set, profile_of, user_delete
from conversations import turn_jobs
from conversations.audiostream import Frame
from conversations.lease import MAX_ATTEMPTS
from conversations.models import Conversation, Turn
from conversations.services import turn_open, turn_waits
from conversations.streams import streams
from conversations.tasks import run_turn
from tests.conftest import ClientOf
from tests.conversations.jobs import MS, Recording, a_turn
from tests.fakes import BROKEN, UNHEARD, FakeEngines, FakePartner, FakeRecogniser, Hears, card

FOLDER = Path(settings.MEDIA_ROOT) / "recordings"
OFFSET = 100 * MS


@pytest.fixture(autouse=True)
def them(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeEngines]:
    engines = FakeEngines(FakeRecogniser(Hears(1, card())))
    monkeypatch.setattr(turn_jobs, "engines", lambda: engines)
    shutil.rmtree(FOLDER, ignore_errors=True)
    yield engines
    shutil.rmtree(FOLDER, ignore_errors=True)


def files() -> list[Path]:
    return [path for path in FOLDER.rglob("*") if path.is_file()]


def spoken(talk: Conversation, recording: Recording | None = None) -> Turn:
    recording = recording or a_turn(OFFSET)
    turn = turn_open(talk.pk, 1, Turn.Kind.SPEECH, offset=OFFSET)
    stream = streams.open(turn.pk)
    for batch in recording.batches:
        for item in batch:
            stream.put(item)
    run_turn(turn.pk)
    turn.refresh_from_db()
    return turn


@pytest.fixture
def kept(talk: Conversation, learner: User) -> Turn:
    """A turn whose recording was kept."""
    consent_set(learner, "keep_recordings", True)
    return spoken(talk)


def address(turn: Turn) -> str:
    return f"/talks/{turn.conversation_id}/recordings/{turn.number}.wav"


def sound_of(data: bytes) -> bytes:
    with wave.open(io.BytesIO(data)) as wav:
        assert (wav.getnchannels(), wav.getsampwidth(), wav.getframerate()) == (1, 2, 16_000)
        return wav.readframes(wav.getnframes())


# ------------------------------------------------------------------ by their word


def test_without_consent_nothing_reaches_the_disk(talk: Conversation) -> None:
    turn = spoken(talk)
    assert turn.status == Turn.Status.DONE
    assert not turn.recording
    assert files() == []


def test_consent_to_practise_is_no_consent_to_keep(talk: Conversation, learner: User) -> None:
    consent_set(learner, "practise", True)
    spoken(talk)
    assert files() == []


def test_with_consent_exactly_the_turns_sound_is_kept(talk: Conversation, learner: User) -> None:
    consent_set(learner, "keep_recordings", True)
    recording = a_turn(OFFSET)
    turn = spoken(talk, recording)
    (file,) = files()
    assert sound_of(file.read_bytes()) == recording.pcm[: (turn.samples - turn.offset) * 2]
    assert turn.samples > turn.offset


def test_sound_after_the_turn_is_not_kept(talk: Conversation, learner: User, them: FakeEngines) -> None:
    """What arrives while the buddy thinks is the start of the next turn."""
    consent_set(learner, "keep_recordings", True)
    recording = Recording(OFFSET).speech(1000).silence(6500)

    def more_arrives() -> None:
        stream = streams.get(Turn.objects.get(number=1).pk)
        assert stream is not None
        stream.put(Frame(recording.at, b"\x77\x77" * 1000))

    them.partner = FakePartner(before=more_arrives)
    turn = spoken(talk, recording)
    assert turn.samples == recording.at
    assert sound_of(files()[0].read_bytes()) == recording.pcm


def test_a_dismissed_turn_is_not_kept(talk: Conversation, learner: User, them: FakeEngines) -> None:
    them.recogniser = FakeRecogniser(Hears(1, UNHEARD))
    consent_set(learner, "keep_recordings", True)
    turn = spoken(talk, Recording(OFFSET).speech(100).silence(6000))
    assert turn.status == Turn.Status.DISMISSED
    assert files() == []


def test_a_recording_is_readable_by_this_server_only(kept: Turn) -> None:
    assert files()[0].stat().st_mode & 0o077 == 0


def test_taking_consent_back_deletes_the_files(kept: Turn, learner: User) -> None:
    consent_set(learner, "keep_recordings", False)
    kept.refresh_from_db()
    assert not kept.recording
    assert files() == []


def test_deleting_the_person_deletes_the_files(kept: Turn, learner: User) -> None:
    assert files()
    user_delete(learner)
    assert not files()
    assert not User.objects.filter(username="learner").exists()


class FullDisk:
    """A file of which the disk takes the beginning."""

    def __init__(self, descriptor: int, mode: str) -> None:
        self._file = os.fdopen(descriptor, mode)

    def write(self, data: bytes) -> None:
        self._file.write(data[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    def close(self) -> None:
        self._file.close()


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    there = SimpleNamespace(**{**vars(os), "fdopen": FullDisk})
    monkeypatch.setattr("django.core.files.storage.filesystem.os", there)


def test_a_full_disk_costs_the_recording_and_not_the_turn(
    talk: Conversation, learner: User, full_disk: None
) -> None:
    consent_set(learner, "keep_recordings", True)
    turn = spoken(talk)
    assert (turn.status, turn.attempt) == (Turn.Status.DONE, 1)
    assert turn.events.filter(type="reply.ended").count() == 1
    assert files() == [], "half a recording is none"
    assert not turn.recording


def test_a_full_disk_is_told_to_the_operator_by_its_code(
    talk: Conversation, learner: User, full_disk: None, caplog: pytest.LogCaptureFixture
) -> None:
    consent_set(learner, "keep_recordings", True)
    turn = spoken(talk)
    assert turn.trouble == "recording.disk_full"
    assert f"turn {turn.pk}: its recording was not kept (recording.disk_full)" in caplog.messages


def test_without_consent_a_full_disk_is_nobodys_affair(talk: Conversation, full_disk: None) -> None:
    assert spoken(talk).trouble == ""


def test_a_pause_is_learned_although_the_disk_is_full(
    talk: Conversation, learner: User, full_disk: None
) -> None:
    consent_set(learner, "keep_recordings", True)
    before = profile_of(learner).pause_ms
    spoken(talk, Recording(OFFSET).speech(800).silence(250).speech(900).silence(200, 200, 7000))
    assert LearnerProfile.objects.get(user=learner).pause_ms != before


# ------------------------------------------------------------------ a turn that nobody could answer


def test_what_could_not_be_answered_is_kept_for_the_operator_by_the_learners_word(
    talk: Conversation, learner: User, them: FakeEngines
) -> None:
    consent_set(learner, "keep_recordings", True)
    them.recogniser = FakeRecogniser(failures=(("feed", 0, BROKEN),) * 9)
    recording = a_turn(OFFSET)
    turn = spoken(talk, recording)
    assert turn.status == Turn.Status.FAILED
    assert turn.trouble == BROKEN.code
    assert sound_of(files()[0].read_bytes()) == recording.pcm


def test_without_that_word_it_is_forgotten(talk: Conversation, them: FakeEngines) -> None:
    them.recogniser = FakeRecogniser(failures=(("feed", 0, BROKEN),) * 9)
    turn = spoken(talk)
    assert turn.status == Turn.Status.FAILED
    assert files() == []
    assert streams.get(turn.pk) is None


def test_what_its_workers_died_of_is_kept_by_the_learners_word_too(talk: Conversation, learner: User) -> None:
    consent_set(learner, "keep_recordings", True)
    turn = turn_open(talk.pk, 1, Turn.Kind.SPEECH, offset=OFFSET)
    stream = streams.open(turn.pk)
    recording = a_turn(OFFSET)
    for batch in recording.batches:
        for item in batch:
            stream.put(item)
    Turn.objects.filter(pk=turn.pk).update(
        attempt=MAX_ATTEMPTS, lease_until=timezone.now() - timedelta(seconds=1)
    )
    assert not turn_waits(turn.pk)
    assert sound_of(files()[0].read_bytes()) == recording.pcm
    assert streams.get(turn.pk) is None


def test_taking_consent_back_touches_nobody_elses(kept: Turn, stranger: User) -> None:
    consent_set(stranger, "keep_recordings", True)
    consent_set(stranger, "keep_recordings", False)
    assert len(files()) == 1


# ------------------------------------------------------------------ who may hear it


def test_the_learner_can_play_it(client_of: ClientOf, learner: User, kept: Turn) -> None:
    response = client_of(learner).get(address(kept))
    assert (response.status_code, response["Content-Type"]) == (200, "audio/wav")
    assert response.getvalue() == files()[0].read_bytes()


def test_no_browser_keeps_a_copy(client_of: ClientOf, learner: User, kept: Turn) -> None:
    assert "no-store" in client_of(learner).get(address(kept))["Cache-Control"]


def test_it_is_not_there_for_anybody_else(
    client_of: ClientOf, stranger: User, teacher: User, kept: Turn
) -> None:
    assert [client_of(user).get(address(kept)).status_code for user in (stranger, teacher)] == [404, 404]


def test_who_is_not_signed_in_is_asked_to(client: Client, kept: Turn) -> None:
    response = client.get(address(kept))
    assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next={address(kept)}")


def test_it_is_not_there_under_the_address_of_media(client_of: ClientOf, learner: User, kept: Turn) -> None:
    assert client_of(learner).get(f"/media/{kept.recording.name}").status_code == 404


def test_a_turn_that_was_not_kept_has_no_recording(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    assert client_of(learner).get(address(spoken(talk))).status_code == 404


def test_after_consent_was_taken_back_it_is_not_there(client_of: ClientOf, learner: User, kept: Turn) -> None:
    consent_set(learner, "keep_recordings", False)
    assert client_of(learner).get(address(kept)).status_code == 404
