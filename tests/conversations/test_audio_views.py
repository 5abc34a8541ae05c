"""The buddy's lines and the cards as sound: again, slower, and for the learner alone."""

from __future__ import annotations

import io
import wave

import pytest
from django.test import Client

from accounts.models import User
from conversations import audio_views, turn_jobs
from conversations.models import Conversation, Turn
from conversations.runner import turn_run
from conversations.services import turn_open
from conversations.texts import TEXTS
from tests.conftest import ClientOf
from tests.fakes import FakeEngines, FakePartner, FakeVoice


@pytest.fixture
def opened(talk: Conversation) -> Conversation:
    """A talk whose opening was spoken by the instant engines."""
    turn_run(turn_open(talk.pk, 0, Turn.Kind.OPENING).pk)
    talk.refresh_from_db()
    return talk


@pytest.fixture
def get(client_of: ClientOf, learner: User, opened: Conversation):
    browser = client_of(learner)
    return lambda path: browser.get(f"/talks/{opened.pk}/{path}")


def first_card(talk: Conversation) -> str:
    return talk.offer["replies"][0]["key"]


def seconds(response) -> float:
    with wave.open(io.BytesIO(response.content)) as wav:
        assert (wav.getnchannels(), wav.getsampwidth()) == (1, 2)
        return wav.getnframes() / wav.getframerate()


def test_a_sentence_of_the_buddys_is_a_wav_file(get) -> None:
    response = get("audio/0/1.wav")
    assert (response.status_code, response["Content-Type"]) == (200, "audio/wav")
    assert seconds(response) == pytest.approx(7 * 0.06)  # seven words of the instant voice


def test_a_card_is_a_wav_file(get, opened: Conversation) -> None:
    response = get(f"cards/{first_card(opened)}.wav")
    assert (response.status_code, response["Content-Type"]) == (200, "audio/wav")
    assert seconds(response) > 0.2


def test_a_slower_pace_takes_longer(get) -> None:
    usual, slow = seconds(get("audio/0/1.wav")), seconds(get("audio/0/1.wav?pace=0.5"))
    assert slow == pytest.approx(2 * usual, abs=0.01)


@pytest.mark.parametrize("pace", ["0.5", "1.5", "1"])
def test_the_bounds_of_the_pace_are_allowed(get, pace: str) -> None:
    assert get(f"audio/0/0.wav?pace={pace}").status_code == 200


@pytest.mark.parametrize("pace", ["0.49", "1.51", "0", "-1", "nan", "inf", "slow", ""])
@pytest.mark.parametrize("path", ["audio/0/0.wav", "cards/{card}.wav"])
def test_another_pace_is_refused_with_its_bounds(get, opened: Conversation, path: str, pace: str) -> None:
    response = get(path.format(card=first_card(opened)) + f"?pace={pace}")
    assert response.status_code == 400
    assert response.json() == {"code": "audio.pace", "detail": "pace is a number from 0.5 to 1.5."}


@pytest.mark.parametrize(
    "path", ["audio/0/9.wav", "audio/7/0.wav", "cards/b0.nothing.wav", "recordings/0.wav"]
)
def test_what_was_never_said_is_not_there(get, path: str) -> None:
    assert get(path).status_code == 404


@pytest.fixture(params=["audio/0/0.wav", "cards/{card}.wav"])
def path(request: pytest.FixtureRequest, opened: Conversation) -> str:
    return f"/talks/{opened.pk}/" + request.param.format(card=first_card(opened))


def test_it_is_not_there_for_anybody_else(
    client_of: ClientOf, stranger: User, teacher: User, path: str
) -> None:
    assert [client_of(user).get(path).status_code for user in (stranger, teacher)] == [404, 404]


def test_who_is_not_signed_in_is_asked_to(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next={path}")


def test_nothing_can_be_sent_there(client_of: ClientOf, learner: User, path: str) -> None:
    assert client_of(learner).post(path).status_code == 405


def test_a_browser_may_keep_a_line_for_itself(client_of: ClientOf, learner: User, path: str) -> None:
    kept = client_of(learner).get(path)["Cache-Control"]
    assert "private" in kept
    assert "max-age" in kept


def test_a_refusal_is_never_kept(client_of: ClientOf, learner: User, path: str) -> None:
    assert "max-age" not in client_of(learner).get(f"{path}?pace=9").get("Cache-Control", "")


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    engines = FakeEngines(voice=FakeVoice("This", "I"))
    monkeypatch.setattr(audio_views, "engines", lambda: engines)


def test_a_voice_that_is_away_says_so(client_of: ClientOf, learner: User, path: str, silent: None) -> None:
    response = client_of(learner).get(path)
    title, detail = TEXTS["voice.silent"]
    assert response.status_code == 503
    assert response.json() == {"code": "voice.silent", "title": title, "detail": detail}
    assert "max-age" not in response.get("Cache-Control", "")


def test_a_voice_without_a_sound_is_away_and_asked_again(
    client_of: ClientOf, learner: User, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = FakeVoice()
    monkeypatch.setattr(audio_views, "engines", lambda: FakeEngines(voice=voice))
    with monkeypatch.context() as nothing:
        nothing.setattr(voice, "speak", lambda *_, **__: iter(()))
        response = client_of(learner).get(path)
        assert (response.status_code, response.json()["code"]) == (503, "voice.silent")
    assert client_of(learner).get(path).status_code == 200


def test_a_line_without_words_has_no_sound(
    client_of: ClientOf, learner: User, talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines = FakeEngines(partner=FakePartner(lines=("…",)))
    monkeypatch.setattr(turn_jobs, "engines", lambda: engines)
    turn_run(turn_open(talk.pk, 0, Turn.Kind.OPENING).pk)
    assert client_of(learner).get(f"/talks/{talk.pk}/audio/0/0.wav").status_code == 404


def test_after_a_second_attempt_the_newest_words_are_spoken(get, opened: Conversation) -> None:
    event = opened.events.get(type="reply.sentence", payload__sentence=1)
    event.pk, event.seq = None, opened.last_seq + 1
    event.payload = {**event.payload, "revision": 1, "text": "Two words."}
    event.save()
    assert seconds(get("audio/0/1.wav")) == pytest.approx(2 * 0.06)
