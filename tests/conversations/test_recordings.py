"""A learner's voice reaches the disk by their word only, is theirs alone, and goes when they say so."""

from __future__ import annotations

import io
import shutil
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from accounts.services import consent_set, user_delete
from conversations import runner, turn_jobs
from conversations.audiostream import Frame
from conversations.models import Conversation, Turn
from conversations.runner import turn_run
from conversations.services import turn_open
from conversations.streams import streams
from tests.conftest import ClientOf
from tests.conversations.jobs import MS, Recording, a_turn
from tests.fakes import UNHEARD, FakeEngines, FakePartner, FakeRecogniser, Hears, card

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
    turn_run(turn.pk)
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


def test_a_full_disk_costs_the_recording_and_not_the_turn(
    talk: Conversation, learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    consent_set(learner, "keep_recordings", True)
    monkeypatch.setattr(runner, "_keep_recording", full)
    turn = spoken(talk)
    assert (turn.status, turn.attempt) == (Turn.Status.DONE, 1)
    assert turn.events.filter(type="reply.ended").count() == 1


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
