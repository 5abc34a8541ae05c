"""A copy of everything: one ZIP that a person can open and read, for whom it is about only."""

from __future__ import annotations

import io
import json
import wave
import zipfile
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts import privacy
from accounts.export import export_write
from accounts.models import User
from conversations import turn_jobs
from conversations.models import Turn
from conversations.runner import Outcome, turn_run
from conversations.services import conversation_start, turn_open
from conversations.streams import streams
from tests.conftest import ClientOf
from tests.conversations.jobs import a_turn
from tests.conversations.reviews import topic_named
from tests.fakes import FakeEngines, FakePartner, FakeRecogniser, Hears, card
from tests.privacy import markers
from tests.privacy.markers import MARKER

SECRET = "correct horse battery"


def opened(response: HttpResponse) -> zipfile.ZipFile:
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    data = async_to_sync(_collected)(response)
    assert int(response["Content-Length"]) == len(data)
    return zipfile.ZipFile(io.BytesIO(data))


async def _collected(response: HttpResponse) -> bytes:
    return b"".join([piece async for piece in response])


def got(user: User) -> zipfile.ZipFile:
    out = io.BytesIO()
    export_write(user, out)
    return zipfile.ZipFile(out)


def test_it_holds_a_page_the_data_and_the_recordings(client_of: ClientOf, planted: User) -> None:
    archive = opened(client_of(planted).post("/privacy/export/"))
    (sound,) = [name for name in archive.namelist() if name.endswith(".wav")]
    assert sorted(set(archive.namelist()) - {sound}) == ["data.json", "index.html", "style.css"]
    assert archive.testzip() is None
    with wave.open(io.BytesIO(archive.read(sound))) as wav:
        assert wav.readframes(wav.getnframes()) == markers.VOICE


def test_the_data_holds_what_every_part_keeps(planted: User) -> None:
    data = json.loads(got(planted).read("data.json"))
    assert data.keys() == {kept.name for kept in privacy.all_kept()}
    (talk,) = data["talks"]["talks"]
    assert talk["turns"][0]["you"] == MARKER
    assert talk["turns"][0]["corrections"][0]["better"] == MARKER
    assert talk["_events"][0]["payload"] == {"text": MARKER}
    assert talk["_state"]["facts"] == {"dog": MARKER}
    (report,) = data["reports"]["reports"]
    assert (report["buddy"], report["reason"]) == (MARKER, "It was rude or frightening")
    assert report["you_added"] == MARKER
    assert data["recordings"]["who_listened"][0]["who"] == "operator"
    assert len(data["account"]["what_you_agreed_to"]) == 4
    assert data["account"]["e_mail"] == planted.email


def test_the_page_reads_in_plain_words(planted: User) -> None:
    page = got(planted).read("index.html").decode()
    assert "Your talks, with all that was said and corrected" in page
    assert "You said" in page
    assert f'src="{Turn.objects.exclude(recording="").get().recording.name}"' in page
    assert "_state" not in page
    assert "state" not in page.lower().replace("statement", "")
    assert "{" not in page


def test_what_somebody_said_is_text_on_the_page_and_not_more(planted: User) -> None:
    Turn.objects.filter(number=1).update(surface="<script>alert(1)</script>")
    assert "<script>" not in got(planted).read("index.html").decode()


def test_no_secret_is_in_it(planted: User) -> None:
    planted.set_password(SECRET)
    planted.save()
    archive = got(planted)
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert planted.password.encode() not in everything
    assert b"token_hash" not in everything
    assert b"session_data" not in everything


def test_nothing_of_anybody_else_is_in_it(planted: User, stranger: User) -> None:
    text = got(stranger).read("data.json").decode()
    assert MARKER not in text
    assert [name for name in got(stranger).namelist() if name.endswith(".wav")] == []


def test_a_recording_that_is_deleted_meanwhile_is_left_out(planted: User) -> None:
    turn = Turn.objects.exclude(recording="").get()
    Path(turn.recording.path).unlink()
    archive = got(planted)
    assert [name for name in archive.namelist() if name.endswith(".wav")] == []
    assert ".wav" not in archive.read("index.html").decode()


def test_nothing_of_it_stays_on_the_disk(
    client_of: ClientOf, planted: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.privacy_views.ASIDE", 1)  # bytes: it goes to a file at once
    before = set(Path(settings.DATA_DIR).iterdir())
    response = client_of(planted).post("/privacy/export/")
    assert set(Path(settings.DATA_DIR).iterdir()) == before
    assert opened(response).testzip() is None
    assert set(Path(settings.DATA_DIR).iterdir()) == before


def test_no_browser_or_proxy_keeps_it(client_of: ClientOf, planted: User) -> None:
    response = client_of(planted).post("/privacy/export/")
    assert response["Cache-Control"] == "no-store"
    assert (
        response["Content-Disposition"] == f'attachment; filename="im4talkin-{timezone.now():%Y-%m-%d}.zip"'
    )


def test_it_can_be_made_while_the_buddy_answers(planted: User, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[zipfile.ZipFile] = []
    partner = FakePartner(before=lambda: made.append(got(planted)))
    engines = FakeEngines(FakeRecogniser(Hears(1, card())), partner)
    monkeypatch.setattr(turn_jobs, "engines", lambda: engines)
    talk = conversation_start(user=planted, topic=topic_named("getting-to-know-you"))
    turn = turn_open(talk.pk, 1, Turn.Kind.SPEECH)
    for batch in a_turn().batches:
        for item in batch:
            streams.open(turn.pk).put(item)
    assert turn_run(turn.pk) is Outcome.DONE
    assert Turn.objects.get(pk=turn.pk).recording
    (archive,) = made
    assert archive.testzip() is None
    under_way = json.loads(archive.read("data.json"))["talks"]["talks"][-1]["turns"][0]
    assert under_way["you"]


# ------------------------------------------------------------------ who gets it, and how often


def test_a_link_does_not_fetch_it(client_of: ClientOf, planted: User) -> None:
    assert client_of(planted).get("/privacy/export/").status_code == 405


def test_so_many_an_hour_and_then_a_kind_word(client_of: ClientOf, learner: User) -> None:
    browser = client_of(learner)
    codes = [browser.post("/privacy/export/").status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert "You have this hour’s copies" in browser.post("/privacy/export/").content.decode()


@pytest.fixture
def with_password(client_of: ClientOf, learner: User) -> Client:
    learner.set_password(SECRET)
    learner.save()
    return client_of(learner)


@pytest.mark.parametrize("path", ["/privacy/export/", "/privacy/erase/"])
@pytest.mark.parametrize("password", [None, "", "guess"])
def test_with_a_password_one_proves_who_one_is(
    with_password: Client, learner: User, path: str, password: str | None
) -> None:
    form = {"sure": "1"} | ({"password": password} if password is not None else {})
    response = with_password.post(path, form)
    assert response.status_code == 422
    assert "The password does not fit" in response.content.decode()
    assert User.objects.filter(pk=learner.pk, is_active=True).exists()


def test_the_right_password_opens_it(with_password: Client) -> None:
    assert opened(with_password.post("/privacy/export/", {"password": SECRET})).testzip() is None


def test_passwords_are_not_guessed_here(with_password: Client) -> None:
    for _ in range(10):
        with_password.post("/privacy/export/", {"password": "guess"})
    response = with_password.post("/privacy/export/", {"password": SECRET})
    assert response.status_code == 422
    assert "Many tries for one hour" in response.content.decode()
