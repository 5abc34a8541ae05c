"""Answers said aloud: proposals and times, nothing kept of the sound, and by hand where that does not go."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from accounts.models import LearnerProfile, User
from accounts.purposes import PURPOSES
from accounts.services import consent_set, first_name_set
from conversations.recordings import wav_bytes
from ml.errors import EngineError
from ml.types import Capabilities, Evidence, Heard
from ml.vad import LevelActivity
from practice import hearing, views
from practice.models import Onboarding
from practice.texts import TEXTS
from practice.views import STATUS
from tests.conftest import ClientOf
from tests.fakes import FakeEngines, FakeRecogniser

RATE = 16_000


class Hearing(FakeEngines):
    """The recogniser that hears this, with or without free speech."""

    def capabilities(self, role: str) -> Capabilities:
        capabilities: Capabilities = self.get(role).capabilities
        return capabilities


def hears(heard: Heard | EngineError, *, free: bool = False) -> Any:
    if isinstance(heard, EngineError):
        fake = FakeRecogniser(failures=(("close", 0, heard),))
    else:
        fake = FakeRecogniser(final=heard)
    fake.capabilities = Capabilities(streams=True, free_speech=free)
    return patch.object(views, "engines", lambda: Hearing(recogniser=fake))


@pytest.fixture(autouse=True)
def _by_level(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "voice_activity", LevelActivity)


@pytest.fixture
def speaker(learner: User) -> User:
    consent_set(learner, "practise", True)
    return learner


def sound(seconds: float = 2.0, rate: int = RATE) -> bytes:
    rng = np.random.default_rng(3)
    tone = 8000 * np.sin(np.arange(int(seconds * RATE)) / 5)
    tone[: RATE // 4] = rng.normal(0, 8, len(tone[: RATE // 4]))
    return wav_bytes(tone.astype("<i2").tobytes(), rate)


def answer(client_of: ClientOf, user: User, step: str, body: bytes = b"") -> Any:
    return client_of(user).post(f"/hello/{step}/voice/", body or sound(), content_type="audio/wav")


def test_a_line_that_was_read_is_proposed_and_not_kept(client_of: ClientOf, speaker: User) -> None:
    with hears(Heard(Evidence.CARD, text="I need it for my work.", reply="work")):
        response = answer(client_of, speaker, "goals")
    assert (response.status_code, response.json()) == (200, {"picked": "work"})
    assert LearnerProfile.objects.get(user=speaker).goals == []


def test_what_was_not_understood_is_no_answer(client_of: ClientOf, speaker: User) -> None:
    with hears(Heard(Evidence.OWN_WORDS)):
        assert answer(client_of, speaker, "can1").json() == {"picked": ""}


def test_free_words_are_proposed_where_they_are_understood(client_of: ClientOf, speaker: User) -> None:
    said = "I'm Anna, I like cooking and I need English for my job"
    with hears(Heard(Evidence.HEARD, text=said, confidence=0.9), free=True):
        proposal = answer(client_of, speaker, "name").json()
    assert proposal == {
        "picked": "",
        "heard": said,
        "name": "Anna",
        "goals": ["work"],
        "interests": ["food"],
    }
    kept = LearnerProfile.objects.get(user=speaker)
    assert (kept.user.first_name, kept.goals, kept.interests) == ("", [], [])
    assert not Onboarding.objects.filter(user=speaker, answers__icontains="Anna").exists()


@pytest.mark.parametrize("step", ["name", "interests"])
def test_names_and_long_lists_are_not_asked_aloud_where_only_lines_are_followed(
    client_of: ClientOf, speaker: User, step: str
) -> None:
    with hears(Heard(Evidence.HEARD, text="Anna")):
        assert "data-say-it" not in client_of(speaker).get(f"/hello/{step}/").content.decode()
        assert answer(client_of, speaker, step).status_code == 404
    with hears(Heard(Evidence.HEARD, text="Anna"), free=True):
        assert 'data-how="free"' in client_of(speaker).get(f"/hello/{step}/").content.decode()


@pytest.mark.parametrize(("reply", "said"), [("better", True), (None, False)])
def test_a_line_read_aloud_leaves_times_only(
    client_of: ClientOf, speaker: User, reply: str | None, said: bool
) -> None:
    with hears(Heard(Evidence.CARD, text="a line", reply=reply)):
        found = answer(client_of, speaker, "read1").json()
    assert found["said"] is said
    assert Onboarding.objects.get(user=speaker).answers["read1"] == found
    assert set(found) == {"said", "start", "speech", "pause"}


def test_own_words_leave_speech_time_and_pauses_only(client_of: ClientOf, speaker: User) -> None:
    with hears(Heard(Evidence.OWN_WORDS)):
        found = answer(client_of, speaker, "own", sound(15)).json()
    assert set(found) == {"start", "speech", "pause"}
    assert found["speech"] > 14
    assert Onboarding.objects.get(user=speaker).answers == {"own": found}


def test_silence_leaves_nothing(client_of: ClientOf, speaker: User) -> None:
    quiet = wav_bytes(np.zeros(2 * RATE, "<i2").tobytes(), RATE)
    with hears(Heard(Evidence.OWN_WORDS)):
        answer(client_of, speaker, "own", quiet)
    assert not Onboarding.objects.filter(user=speaker).exists()


# ------------------------------------------------------------------ not heard


def test_without_consent_nothing_is_heard(client_of: ClientOf, learner: User) -> None:
    with hears(Heard(Evidence.CARD, reply="work")) as patched:
        response = answer(client_of, learner, "goals")
        assert not patched().recogniser.sessions
    assert (response.status_code, response.json()["code"]) == (403, "hello.consent")


def test_consent_is_asked_on_the_page_and_leads_back_to_it(client_of: ClientOf, learner: User) -> None:
    me = client_of(learner)
    page = me.get("/hello/goals/").content.decode()
    assert "Recordings are not kept" in page
    assert "data-say-it" not in page
    assert f'name="version" value="{PURPOSES["practise"].version}"' in page
    yes = {"purpose": "practise", "give": "1", "version": PURPOSES["practise"].version}
    back = me.post("/choices/", yes | {"next": "/hello/goals/"})
    assert back["Location"] == "/hello/goals/"
    assert "data-say-it" in me.get("/hello/goals/").content.decode()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"RIFF nonsense", "hello.format"),
        (sound(2, 8000), "hello.format"),
        (sound(0.1), "hello.short"),
        (sound(10.5), "hello.long"),
        (sound(12), "hello.long"),
    ],
)
def test_a_sound_that_cannot_be_used_is_explained(
    client_of: ClientOf, speaker: User, body: bytes, code: str
) -> None:
    with hears(Heard(Evidence.CARD, reply="work")):
        response = answer(client_of, speaker, "goals", body)
    assert (response.status_code, response.json()["code"]) == (STATUS[code], code)
    assert response.json()["detail"] == TEXTS[code].text


def test_a_recogniser_that_is_away_is_explained(client_of: ClientOf, speaker: User) -> None:
    with hears(EngineError("engine.died", retryable=True)):
        assert answer(client_of, speaker, "can1").json()["code"] == "hello.busy"


@pytest.mark.parametrize("step", ["language", "listen", "show"])
def test_what_is_chosen_by_hand_only_has_no_ear(client_of: ClientOf, speaker: User, step: str) -> None:
    with hears(Heard(Evidence.OWN_WORDS), free=True):
        assert answer(client_of, speaker, step).status_code == 404


@pytest.mark.parametrize(("step", "what"), [("name", "say"), ("listen", "tell"), ("show", "say")])
def test_the_hosts_lines_can_be_heard(client_of: ClientOf, learner: User, step: str, what: str) -> None:
    response = client_of(learner).get(f"/hello/{step}/{what}.wav")
    assert response["Content-Type"] == "audio/wav"
    assert response.content.startswith(b"RIFF")
    assert "private" in response["Cache-Control"]


def test_a_name_that_no_voice_can_say_is_left_out_of_the_sound(client_of: ClientOf, learner: User) -> None:
    first_name_set(learner, "Ксения")
    with patch.object(views, "spoken", wraps=views.spoken) as spoken:
        client_of(learner).get("/hello/language/say.wav")
    assert spoken.call_args.args[1].startswith("Nice to meet you. ")
