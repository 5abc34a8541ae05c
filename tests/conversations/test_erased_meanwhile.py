"""Somebody is erased while their turn is heard or answered: whoever works on it leaves nothing behind."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from channels.db import database_sync_to_async
from django.conf import settings
from django.core.cache import cache

from accounts.models import BrowserSession, User
from accounts.receipts import user_erase
from accounts.services import consent_set
from conversations import kept, presence, pruning, runner
from conversations.audiostream import Frame, Sign, Signal
from conversations.limits import limit_keys
from conversations.models import Conversation, Turn, TurnEvent
from conversations.presence import gone_because
from conversations.runner import Outcome, turn_run
from conversations.services import turn_open
from conversations.streams import streams
from tests.conversations.conftest import Phone, said
from tests.conversations.jobs import a_turn
from tests.fakes import FakeEngines, FakePartner

FOLDER = Path(settings.MEDIA_ROOT) / "recordings"


@pytest.fixture(autouse=True)
def _no_files() -> Iterator[None]:
    shutil.rmtree(FOLDER, ignore_errors=True)
    yield
    shutil.rmtree(FOLDER, ignore_errors=True)


@pytest.fixture
def keeps(learner: User) -> User:
    consent_set(learner, "keep_recordings", True)
    return learner


def begun(talk: Conversation) -> Turn:
    """A spoken turn whose audio has arrived."""
    turn = turn_open(talk.pk, 1, Turn.Kind.SPEECH)
    for batch in a_turn().batches:
        for item in batch:
            streams.open(turn.pk).put(item)
    return turn


def nothing_is_left(turn: Turn, user_id: int) -> None:
    assert not User.objects.filter(pk=user_id).exists()
    assert not Conversation.objects.exists()
    assert not Turn.objects.exists()
    assert not TurnEvent.objects.exists()
    assert list(FOLDER.rglob("*.wav")) == []
    assert list(FOLDER.rglob("*")) == []
    assert cache.get_many(limit_keys(user_id)) == {}
    assert streams.get(turn.pk) is None


def erased(user: User) -> None:
    assert user_erase(user).done_at is not None


def test_while_the_buddy_thinks(talk: Conversation, keeps: User, them: FakeEngines) -> None:
    them.partner = FakePartner(before=lambda: erased(keeps))
    turn, key = begun(talk), keeps.pk
    assert turn_run(turn.pk) is Outcome.NOT_OURS
    nothing_is_left(turn, key)


@pytest.mark.parametrize("moment", ["_finish", "recording_keep", "_learn_pause", "speech_counted"])
def test_when_the_answer_is_given_and_the_rest_is_not(
    talk: Conversation, keeps: User, them: FakeEngines, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual: Callable[..., None] = getattr(runner, moment)

    def late(*args: object, **kwargs: object) -> None:
        erased(keeps)
        usual(*args, **kwargs)

    monkeypatch.setattr(runner, moment, late)
    turn, key = begun(talk), keeps.pk
    turn_run(turn.pk)
    nothing_is_left(turn, key)


def test_between_the_file_and_its_row(
    talk: Conversation, keeps: User, them: FakeEngines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is written after the folder was emptied, and before the row would lead to it."""
    usual = kept.ContentFile

    def late(data: bytes) -> object:
        erased(keeps)
        return usual(data)

    monkeypatch.setattr(kept, "ContentFile", late)
    turn, key = begun(talk), keeps.pk
    turn_run(turn.pk)
    nothing_is_left(turn, key)


def test_a_consent_that_is_taken_back_while_a_file_is_written_leaves_no_file(
    talk: Conversation, keeps: User, them: FakeEngines, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = kept.ContentFile

    def late(data: bytes) -> object:
        consent_set(keeps, "keep_recordings", False)
        return usual(data)

    monkeypatch.setattr(kept, "ContentFile", late)
    turn = begun(talk)
    turn_run(turn.pk)
    turn.refresh_from_db()
    assert (turn.status, turn.recording.name) == (Turn.Status.DONE, "")
    assert list(FOLDER.rglob("*.wav")) == []


def test_while_it_is_still_heard(talk: Conversation, keeps: User, them: FakeEngines) -> None:
    turn, key = turn_open(talk.pk, 1, Turn.Kind.SPEECH), keeps.pk
    streams.open(turn.pk).put(Frame(0, b"\1\0" * 1024))
    outcomes: list[Outcome] = []
    worker = threading.Thread(target=lambda: outcomes.append(_run(turn.pk)))
    worker.start()
    erased(keeps)
    worker.join(20)
    assert outcomes == [Outcome.NOT_OURS]
    nothing_is_left(turn, key)


def _run(turn_id: int) -> Outcome:
    from django.db import connection

    try:
        return turn_run(turn_id)
    finally:
        connection.close()


def test_taking_back_the_word_for_listening_ends_the_turn_that_is_heard(
    talk: Conversation, learner: User
) -> None:
    turn = turn_open(talk.pk, 1, Turn.Kind.SPEECH)
    stream = streams.open(turn.pk)
    receipt = consent_set(learner, "practise", False)
    assert receipt is not None
    assert receipt.counts == {"talks": 1}
    assert stream.read(0, 0) == (Sign(Signal.CANCELLED, 0),)
    streams.close(turn.pk)


def test_a_file_that_cannot_be_deleted_is_tried_again(
    talk: Conversation, keeps: User, them: FakeEngines, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_run(begun(talk).pk)

    def locked(turn: Turn) -> None:
        raise PermissionError(13, "in use")

    with monkeypatch.context() as patched:
        patched.setattr(pruning, "recording_delete", locked)
        receipt = user_erase(keeps)
        assert receipt.done_at is None
        assert not User.objects.get(pk=keeps.pk).is_active
    erased(keeps)
    assert list(FOLDER.rglob("*")) == []


# ------------------------------------------------------------------ the open socket


async def test_the_open_page_is_told_and_closed(phone: Phone, learner: User) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.speak(said(0)[:16_000])
    await phone.until("turn.started")
    await database_sync_to_async(user_erase)(learner)
    assert await phone.closed() == 4410
    (told,) = [event for event in phone.events if event["type"] == "error.raised"]
    assert (told["code"], told["fatal"]) == ("account.erased", True)
    assert not await Turn.objects.aexists()


@pytest.mark.parametrize(
    ("change", "code", "close"),
    [
        (lambda user: User.objects.filter(pk=user.pk).update(is_active=False), "account.closed", 4403),
        (lambda user: user.delete(), "account.erased", 4410),
    ],
    ids=["deactivated", "gone"],
)
async def test_who_may_not_be_there_any_more_is_sent_away(
    phone: Phone,
    learner: User,
    change: Callable[[User], object],
    code: str,
    close: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(presence, "LOOK_SECONDS", 0.05)
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await database_sync_to_async(change)(learner)
    assert await phone.closed() == close
    assert phone.of("error.raised")[-1]["code"] == code


async def test_who_was_signed_out_elsewhere_has_to_come_back_and_cannot(
    phone: Phone, talk: Conversation, learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "LOOK_SECONDS", 0.05)
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await BrowserSession.objects.all().adelete()
    assert await phone.closed() == 1012
    nobody = Phone(talk, None)
    await nobody.connect()
    assert await nobody.closed() == 4401


async def test_who_signed_in_anew_comes_back(
    phone: Phone, talk: Conversation, learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "LOOK_SECONDS", 0.05)
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await BrowserSession.objects.all().adelete()
    assert await phone.closed() == 1012
    again = Phone(talk, learner)
    assert (await again.join())["state"] == "talking"
    await again.leave()


def test_it_is_asked_often_enough_for_a_minute() -> None:
    assert presence.LOOK_SECONDS <= 30


def test_who_may_be_there_stays(learner: User) -> None:
    assert gone_because(learner.pk, "") is None


def test_somebody_elses_session_is_none(learner: User) -> None:
    assert gone_because(learner.pk, "no-such-session") == ("", presence.COME_BACK)
