"""The English of an answer on a server: said by the worker that gave it, in the buddy's own voice."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.core.cache import cache

from accounts.models import User
from conversations import asked_sound, audio_views, translating, translator
from conversations.asked_sound import Aloud, sound_make, sound_of, sound_promise
from conversations.models import Conversation
from conversations.selectors import persona_voice, scenario_of
from tests.conftest import ClientOf
from tests.conversations.test_how_to_say import ask
from tests.conversations.test_how_to_say import talk as talk
from tests.fakes import FakeEngines, FakeTranslator, FakeVoice

LINE = FakeTranslator().means.text


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> FakeEngines:
    """The server profile, with a worker that takes each question at once."""
    engines = FakeEngines(translator=FakeTranslator())

    def queued(args: tuple[str], **_: Any) -> None:
        translator.question_heard(engines, args[0])

    monkeypatch.setattr(translating.settings, "PROFILE", "server", raising=False)
    monkeypatch.setattr(translating, "engines", lambda: engines)
    monkeypatch.setattr(translating.question_answer, "apply_async", queued)
    return engines


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> FakeVoice:
    """The voice of the web process."""
    voice = FakeVoice()
    monkeypatch.setattr(audio_views, "engines", lambda: FakeEngines(voice=voice))
    return voice


def aloud(talk: Conversation) -> Aloud:
    return Aloud(talk.pk, persona_voice(scenario_of(talk)), 1.0)


def test_the_worker_that_answers_says_it_at_the_talks_pace(
    client_of: ClientOf, learner: User, talk: Conversation, worker: FakeEngines, light: FakeVoice
) -> None:
    Conversation.objects.update(state={**talk.state, "pace": 0.85})
    client = client_of(learner)
    sound = client.get(ask(client, talk).json()["audio_url"])
    assert (sound.status_code, sound["Content-Type"]) == (200, "audio/wav")
    assert b"much" in sound.content  # the words that a fake voice gives for sound
    assert (worker.voice.spoken, worker.voice.paces) == ([LINE], [0.85])
    assert light.spoken == []


@pytest.mark.parametrize("gone", ["its time is over", "another pace"])
def test_where_that_sound_is_gone_the_web_process_says_it(
    client_of: ClientOf, learner: User, talk: Conversation, worker: FakeEngines, light: FakeVoice, gone: str
) -> None:
    client = client_of(learner)
    url = ask(client, talk).json()["audio_url"]
    if gone == "its time is over":
        cache.clear()
    else:
        url += "?pace=0.7"
    assert client.get(url).status_code == 200
    assert light.spoken == [LINE]


def test_a_worker_whose_voice_fails_leaves_it_to_the_web_process(
    client_of: ClientOf, learner: User, talk: Conversation, worker: FakeEngines, light: FakeVoice
) -> None:
    worker.voice = FakeVoice("much")
    client = client_of(learner)
    began = time.monotonic()
    assert client.get(ask(client, talk).json()["audio_url"]).status_code == 200
    assert light.spoken == [LINE]
    assert time.monotonic() - began < asked_sound.MAKING_SECONDS


def test_who_asks_while_it_is_being_said_waits_for_it(talk: Conversation) -> None:
    sound_promise(aloud(talk), LINE)
    making = threading.Timer(0.3, sound_make, (FakeEngines(), aloud(talk), LINE))
    making.start()
    found = sound_of(talk.pk, LINE)
    making.join()
    assert found is not None
    assert found.sample_rate == 16_000


def test_a_promise_that_is_not_kept_is_not_waited_for_long(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked_sound, "MAKING_SECONDS", 0.3)
    sound_promise(aloud(talk), LINE)
    assert sound_of(talk.pk, LINE) is None


def test_nothing_is_said_where_nobody_waits_any_more(talk: Conversation) -> None:
    engines = FakeEngines(translator=FakeTranslator())
    waiting = translator.Waiting("ru", b"", time.time() + 5, aloud(talk))
    cache.set(translator.question_key("left", "sound"), waiting)
    translator.question_heard(engines, "left")
    assert engines.voice.spoken == []
    assert sound_of(talk.pk, LINE) is None
