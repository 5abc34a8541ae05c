"""A better line said now, the sounds of the review, and the learner's own ticks."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from accounts.models import User
from accounts.services import consent_set
from conversations import review_views
from conversations.models import Conversation, Turn
from conversations.recordings import wav_bytes
from conversations.services import conversation_start
from conversations.texts import REVIEW_TEXTS
from ml.errors import EngineError
from ml.types import Evidence, Heard, Slip
from tests.conftest import ClientOf
from tests.conversations.reviews import corrected, said, topic_named
from tests.fakes import FakeEngines, FakeRecogniser, FakeVoice

SECOND = 16_000


@pytest.fixture
def talk(learner: User) -> Conversation:
    consent_set(learner, "practise", True)
    talk = conversation_start(user=learner, topic=topic_named("butterflies-on-the-night-train"))
    corrected(said(talk, 1, "typed", "He go home."))
    return talk


def speech(seconds: float = 1.0, rate: int = SECOND) -> bytes:
    tone = 8000 * np.sin(np.arange(int(seconds * SECOND)) / 5)
    return wav_bytes(tone.astype("<i2").tobytes(), rate)


def say(client_of: ClientOf, user: User, talk: Conversation, body: bytes, where: str = "turn=1&at=0") -> Any:
    return client_of(user).post(f"/talks/{talk.pk}/say/?{where}", body, content_type="audio/wav")


def hears(heard: Heard | EngineError) -> Any:
    """The recogniser, for one saying."""
    if isinstance(heard, EngineError):
        fake = FakeRecogniser(failures=(("close", 0, heard),))
    else:
        fake = FakeRecogniser(final=heard)
    return fake, patch.object(review_views, "engines", lambda: {"recogniser": fake})


# ------------------------------------------------------------------ said now


@pytest.mark.parametrize(
    ("heard", "right"),
    [
        (Heard(Evidence.CARD, text="He goes home.", reply="better"), True),
        (Heard(Evidence.OWN_WORDS), False),
        (Heard(Evidence.HEARD, text="he goes home"), True),
        (Heard(Evidence.HEARD, text="he go home"), False),
        (
            Heard(
                Evidence.CARD,
                reply="better",
                slip=Slip("better", "He go home.", "He goes home.", "R:VERB:SVA", 20.0),
            ),
            False,
        ),
    ],
)
def test_a_saying_is_heard_against_the_better_line_only(
    client_of: ClientOf, learner: User, talk: Conversation, heard: Heard, right: bool
) -> None:
    fake, patched = hears(heard)
    with patched:
        response = say(client_of, learner, talk, speech())
    assert (response.status_code, response.json()) == (200, {"said": right})
    assert [reply.text for reply in fake.listens[0].replies] == ["He goes home."]


def test_nothing_of_a_saying_is_kept(
    client_of: ClientOf, learner: User, talk: Conversation, settings: Any, tmp_path: Any
) -> None:
    consent_set(learner, "keep_recordings", True)
    settings.MEDIA_ROOT = tmp_path
    before = list(Turn.objects.values())
    _, patched = hears(Heard(Evidence.CARD, text="He goes home.", reply="better"))
    with patched:
        say(client_of, learner, talk, speech())
    assert list(Turn.objects.values()) == before
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    ("body", "where", "status", "code"),
    [
        (speech(), "turn=2&at=0", 404, "say.unknown"),
        (speech(), "turn=1&at=5", 404, "say.unknown"),
        (speech(), "", 404, "say.unknown"),
        (speech(), "turn=x&at=0", 404, "say.unknown"),
        (b"", "turn=1&at=0", 415, "say.format"),
        (b"RIFF....nonsense", "turn=1&at=0", 415, "say.format"),
        (speech(rate=44_100), "turn=1&at=0", 415, "say.format"),
        (speech()[:4] + b"\1\0\0\0" + speech()[8:], "turn=1&at=0", 415, "say.format"),
        (speech(0.1), "turn=1&at=0", 400, "say.short"),
        (speech(10.5), "turn=1&at=0", 413, "say.long"),
        (speech(60), "turn=1&at=0", 413, "say.long"),
    ],
)
def test_a_saying_that_cannot_be_used_is_told_why(
    client_of: ClientOf, learner: User, talk: Conversation, body: bytes, where: str, status: int, code: str
) -> None:
    response = say(client_of, learner, talk, body, where)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.json()["detail"] == REVIEW_TEXTS[code]["detail"]


def test_without_consent_nobody_listens(client_of: ClientOf, learner: User, talk: Conversation) -> None:
    consent_set(learner, "practise", False)
    response = say(client_of, learner, talk, speech())
    assert (response.status_code, response.json()["code"]) == (403, "say.consent")


def test_a_recogniser_that_is_away_leaves_it_to_the_learner(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    fake, patched = hears(EngineError("engine.busy", retryable=True))
    with patched:
        response = say(client_of, learner, talk, speech())
    assert (response.status_code, response.json()["code"]) == (503, "say.busy")
    assert fake.sessions[0].abandoned


@pytest.mark.parametrize("path", ["say/?turn=1&at=0", "ticks/", "postcard/"])
def test_only_ones_own_talk_and_only_by_post(
    client_of: ClientOf, learner: User, stranger: User, talk: Conversation, path: str
) -> None:
    assert client_of(stranger).post(f"/talks/{talk.pk}/{path}").status_code == 404
    assert client_of(learner).get(f"/talks/{talk.pk}/{path}").status_code == 405


def test_a_forged_request_changes_nothing(learner: User, talk: Conversation) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(learner)
    for path in ("say/?turn=1&at=0", "ticks/", "postcard/"):
        assert client.post(f"/talks/{talk.pk}/{path}").status_code == 403


# ------------------------------------------------------------------ sounds


@pytest.mark.parametrize("path", ["better/1/0.wav", "model.wav"])
def test_the_better_line_and_the_model_can_be_heard(
    client_of: ClientOf, learner: User, stranger: User, talk: Conversation, path: str
) -> None:
    response = client_of(learner).get(f"/talks/{talk.pk}/{path}")
    assert (response.status_code, response["Content-Type"]) == (200, "audio/wav")
    assert response.content[:4] == b"RIFF"
    assert client_of(stranger).get(f"/talks/{talk.pk}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["better/1/0.wav", "model.wav"])
def test_a_voice_without_a_sound_is_told_and_asked_again(
    client_of: ClientOf, learner: User, talk: Conversation, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = FakeVoice()
    monkeypatch.setattr(review_views, "engines", lambda: FakeEngines(voice=voice))
    with monkeypatch.context() as nothing:
        nothing.setattr(voice, "speak", lambda *_, **__: iter(()))
        response = client_of(learner).get(f"/talks/{talk.pk}/{path}")
        assert (response.status_code, response.json()["code"]) == (503, "voice.away")
    assert client_of(learner).get(f"/talks/{talk.pk}/{path}").status_code == 200


def test_a_line_nobody_mended_has_no_sound(client_of: ClientOf, learner: User, talk: Conversation) -> None:
    said(talk, 2, "card", "He goes home.")
    assert client_of(learner).get(f"/talks/{talk.pk}/better/2/0.wav").status_code == 404


# ------------------------------------------------------------------ ticks


def test_ticks_are_kept_by_a_script_and_by_a_form(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    client = client_of(learner)
    said(talk, 2, "typed", "I met Moira on a train.", beat="retell")
    path = f"/talks/{talk.pk}/ticks/"
    response = client.post(path, {"tick": ["2", "0"]}, headers={"Accept": "application/json"})
    assert response.json() == {"ticks": ["who she was and where we met", "what I would do"]}
    page = client.get(f"/talks/{talk.pk}/review/").content.decode()
    assert page.count('name="tick"') == 3
    assert page.count(" checked") == 2
    response = client.post(path, {"tick": ["1"]}, headers={"Accept": "text/html"})
    assert response.url == f"/talks/{talk.pk}/review/#retelling"
    talk.refresh_from_db()
    assert talk.ticks == ["what she was afraid of"]


def test_all_ticks_can_be_taken_back(client_of: ClientOf, learner: User, talk: Conversation) -> None:
    Conversation.objects.filter(pk=talk.pk).update(ticks=["what I would do"])
    client_of(learner).post(f"/talks/{talk.pk}/ticks/")
    talk.refresh_from_db()
    assert talk.ticks == []


@pytest.mark.parametrize("tick", ["3", "-1", "x"])
def test_a_tick_that_is_not_there_is_refused(
    client_of: ClientOf, learner: User, talk: Conversation, tick: str
) -> None:
    response = client_of(learner).post(f"/talks/{talk.pk}/ticks/", {"tick": [tick]})
    assert (response.status_code, response.json()["code"]) == (400, "ticks.unknown")


def test_a_typed_story_stands_beside_the_model(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    said(talk, 2, "typed", "I met Moira on a train.", beat="retell")
    page = client_of(learner).get(f"/talks/{talk.pk}/review/").content.decode()
    assert "I met Moira on a train." in page
    assert "On the night train I met a woman called Moira." in page
