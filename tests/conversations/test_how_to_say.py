""" "How do I say…?": a question aloud in the learner's own language, answered in English and kept."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings as django_settings
from django.test import Client

from accounts.models import LearnerProfile, User
from accounts.services import consent_set
from conversations import translating
from conversations.limits import speech_counted
from conversations.models import AskedPhrase, Conversation, Turn
from conversations.recordings import wav_bytes
from conversations.services import conversation_start
from conversations.texts import REVIEW_TEXTS
from ml.engines.instant import MEANT
from ml.errors import EngineError
from ml.types import Capabilities, Translation
from tests.conftest import ClientOf
from tests.conversations.reviews import topic_named
from tests.fakes import DIED, FakeEngines, FakeTranslator

SECOND = 16_000


def speech(seconds: float = 1.0, rate: int = SECOND) -> bytes:
    tone = 8000 * np.sin(np.arange(int(seconds * SECOND)) / 5)
    return wav_bytes(tone.astype("<i2").tobytes(), rate)


def silence(seconds: float) -> bytes:
    return wav_bytes(bytes(int(seconds * SECOND) * 2))


@pytest.fixture
def talk(learner: User) -> Conversation:
    consent_set(learner, "practise", True)
    return conversation_start(user=learner, topic=topic_named("butterflies-on-the-night-train"))


def ask(client: Client, talk: Conversation, body: bytes | None = None) -> Any:
    sound = speech() if body is None else body
    return client.post(f"/talks/{talk.pk}/how/", sound, content_type="audio/wav")


def speaks(user: User, language: str) -> None:
    LearnerProfile.objects.filter(user=user).update(native_language=language)


@pytest.fixture
def them(monkeypatch: pytest.MonkeyPatch) -> FakeEngines:
    engines = FakeEngines(translator=FakeTranslator())
    monkeypatch.setattr(translating, "engines", lambda: engines)
    return engines


# ------------------------------------------------------------------ asked and answered


def test_a_question_is_answered_in_english_with_what_was_understood(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    response = ask(client_of(learner), talk)
    phrase = AskedPhrase.objects.get()
    assert response.status_code == 200
    assert response.json() == {
        "text": MEANT,
        "said": f"[ru] {MEANT}",
        "language": "ru",
        "audio_url": f"/talks/{talk.pk}/how/{phrase.pk}.wav",
    }


def test_the_english_is_spoken_in_the_personas_voice(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    client = client_of(learner)
    sound = client.get(ask(client, talk).json()["audio_url"])
    assert (sound.status_code, sound["Content-Type"]) == (200, "audio/wav")
    assert len(sound.content) > SECOND // 10
    assert "private" in sound["Cache-Control"]


def test_the_answer_is_kept_as_a_phrase_of_the_learners(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    ask(client_of(learner), talk)
    phrase = AskedPhrase.objects.get()
    kept = (phrase.user, phrase.conversation, phrase.text, phrase.said, phrase.language)
    assert kept == (learner, talk, MEANT, f"[ru] {MEANT}", "ru")


def test_the_engine_is_asked_from_the_learners_language_into_english(
    client_of: ClientOf, learner: User, talk: Conversation, them: FakeEngines
) -> None:
    speaks(learner, "es")
    assert ask(client_of(learner), talk).json()["text"] == them.translator.means.text
    (asked,) = them.translator.heard
    assert (asked.source, asked.target) == ("es", "en")
    assert asked.pcm == speech()[44:]


def test_an_engine_that_died_is_asked_once_more(
    client_of: ClientOf, learner: User, talk: Conversation, them: FakeEngines
) -> None:
    them.translator.failures = [DIED]
    assert ask(client_of(learner), talk).status_code == 200


def test_no_turn_comes_of_a_question(client_of: ClientOf, learner: User, talk: Conversation) -> None:
    consent_set(learner, "keep_recordings", True)
    ask(client_of(learner), talk)
    assert not Turn.objects.exists()
    assert not list(Path(django_settings.MEDIA_ROOT).rglob("*.wav"))


# ------------------------------------------------------------------ refused


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "how.short"),
        (b"not a sound at all", 415, "how.format"),
        (b"RIFF....nonsense", 415, "how.format"),
        (speech(rate=44_100), 415, "how.format"),
        (speech()[:4] + b"\1\0\0\0" + speech()[8:], 415, "how.format"),  # shorter than its own header
        (speech(0.1), 400, "how.short"),
        (speech(15.5), 413, "how.long"),
        (speech(60), 413, "how.long"),
        (silence(2), 422, "how.none"),
    ],
)
def test_a_sound_that_is_no_question_is_told_why(
    client_of: ClientOf, learner: User, talk: Conversation, body: bytes, status: int, code: str
) -> None:
    response = ask(client_of(learner), talk, body)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.json()["detail"] == REVIEW_TEXTS[code]["detail"]
    assert not AskedPhrase.objects.exists()


def test_fifteen_seconds_are_taken(client_of: ClientOf, learner: User, talk: Conversation) -> None:
    assert ask(client_of(learner), talk, speech(15)).status_code == 200


@pytest.mark.parametrize("language", ["en", "fr", "und"])
def test_who_cannot_be_translated_is_told(
    client_of: ClientOf, learner: User, talk: Conversation, language: str
) -> None:
    speaks(learner, language)
    response = ask(client_of(learner), talk)
    assert (response.status_code, response.json()["code"]) == (404, "how.unknown")


def test_without_a_translator_there_is_no_such_help(
    client_of: ClientOf, learner: User, talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translating, "engines", FakeEngines)
    assert ask(client_of(learner), talk).json()["code"] == "how.unknown"


def test_without_consent_nobody_listens(
    client_of: ClientOf, learner: User, talk: Conversation, them: FakeEngines
) -> None:
    consent_set(learner, "practise", False)
    response = ask(client_of(learner), talk)
    assert (response.status_code, response.json()["code"]) == (403, "how.consent")
    assert not them.translator.heard


def test_nothing_is_asked_in_a_talk_that_is_over(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    Conversation.objects.update(status=Conversation.Status.FINISHED)
    response = ask(client_of(learner), talk)
    assert (response.status_code, response.json()["code"]) == (409, "talk.over")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (EngineError("engine.broken"), 503, "how.busy"),
        (EngineError("language.unknown"), 404, "how.unknown"),
        (EngineError("speech.none"), 422, "how.none"),
        (EngineError("speech.unclear"), 422, "how.none"),
    ],
)
def test_an_engine_that_fails_is_told(
    client_of: ClientOf,
    learner: User,
    talk: Conversation,
    them: FakeEngines,
    error: EngineError,
    status: int,
    code: str,
) -> None:
    them.translator.failures = [error, error]
    response = ask(client_of(learner), talk)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert not AskedPhrase.objects.exists()


def test_an_engine_without_words_heard_nobody(
    client_of: ClientOf, learner: User, talk: Conversation, them: FakeEngines
) -> None:
    them.translator.means = Translation("  ")
    assert ask(client_of(learner), talk).json()["code"] == "how.none"


def test_an_engine_that_never_answers_is_not_waited_for(
    client_of: ClientOf, learner: User, talk: Conversation, them: FakeEngines, monkeypatch: pytest.MonkeyPatch
) -> None:
    them.translator.go.clear()
    monkeypatch.setattr(translating, "WAIT_SECONDS", 0.2)
    began = time.monotonic()
    response = ask(client_of(learner), talk)
    them.translator.go.set()
    assert (response.status_code, response.json()["code"]) == (503, "how.busy")
    assert time.monotonic() - began < 5


def test_a_question_counts_as_speech_and_as_a_turn(
    client_of: ClientOf, learner: User, talk: Conversation, settings: Any
) -> None:
    client = client_of(learner)
    ask(client, talk, speech(4))
    assert speech_counted(learner.pk, 0) == 4
    settings.TURNS_A_MINUTE = 1
    response = ask(client, talk)
    assert (response.status_code, response.json()["code"]) == (429, "limit.turns")


def test_who_spoke_enough_today_is_told(
    client_of: ClientOf, learner: User, talk: Conversation, settings: Any, them: FakeEngines
) -> None:
    speech_counted(learner.pk, settings.SPEECH_MINUTES_A_DAY * 60)
    assert ask(client_of(learner), talk).json()["code"] == "limit.speech"
    assert not them.translator.heard


def test_somebody_elses_talk_is_unknown(client_of: ClientOf, stranger: User, talk: Conversation) -> None:
    consent_set(stranger, "practise", True)
    assert ask(client_of(stranger), talk).status_code == 404


def test_who_is_not_signed_in_is_asked_to(talk: Conversation) -> None:
    response = ask(Client(), talk)
    assert response.status_code == 302
    assert "sign-in" in response["Location"]


def test_another_site_cannot_ask(learner: User, talk: Conversation) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner)
    assert ask(client, talk).status_code == 403
    assert not AskedPhrase.objects.exists()


def test_the_texts_are_russian_for_who_reads_russian(
    client_of: ClientOf, learner: User, talk: Conversation
) -> None:
    response = client_of(learner).post(
        f"/talks/{talk.pk}/how/", silence(2), content_type="audio/wav", headers={"Accept-Language": "ru"}
    )
    assert response.json()["title"] == REVIEW_TEXTS["how.none"]["title_ru"]


def test_languages_are_of_the_class_of_the_engine_without_loading_it(
    learner: User, them: FakeEngines
) -> None:
    them.translator.capabilities = Capabilities(languages=("en", "ru"))
    assert translating.first_language(learner) == "ru"
    them.translator.capabilities = Capabilities(languages=("en", "ru"), sample_rate=8_000)
    assert translating.first_language(learner) == ""
    them.translator.capabilities = Capabilities(languages=("ru", "es"))  # English is not among them
    assert translating.first_language(learner) == ""
