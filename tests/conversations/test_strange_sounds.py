"""Sounds that are no answer, and answers that are no line: nobody is taken at words they did not say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
import yaml
from django.conf import LazySettings

import topics
from accounts.models import User
from accounts.services import consent_set
from conversations.audiostream import Frame, Sign, Signal
from conversations.engines import engines, engines_close
from conversations.models import Conversation, Turn, TurnEvent
from conversations.runner import turn_run
from conversations.selectors import scenario_of
from conversations.services import conversation_start, turn_open
from conversations.streams import streams
from im4talkin.engines import engine_specs
from ml.types import VoiceSpec
from topics.services import topic_import

RATE = 16_000
MODEL = Path(topics.__file__).parent / "catalogue" / "butterflies-on-the-night-train.yaml"


def seconds(number: float) -> np.ndarray:
    return np.arange(int(number * RATE)) / RATE


def voiced(hertz: np.ndarray | float, time: np.ndarray) -> np.ndarray:
    """A buzz with harmonics, as a throat or a string makes it."""
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(hertz, time.shape)) / RATE
    return sum(np.sin(phase * harmonic) / harmonic for harmonic in range(1, 12))


def laughter() -> np.ndarray:
    """Ha-ha-ha: five bursts a second, falling."""
    time = seconds(2)
    bursts = np.clip(np.sin(2 * np.pi * 5 * time), 0, 1) ** 0.5
    breath = np.random.default_rng(1).normal(0, 0.4, len(time))
    return (voiced(320 - 50 * time, time) + breath) * bursts * 4000


def music() -> np.ndarray:
    """Chords, half a second each."""
    time = seconds(2)
    roots = np.array([262, 349, 392, 330, 294, 262])[(time * 2).astype(int)]
    return sum(voiced(roots * step, time) for step in (1, 1.25, 1.5)) * 2500


def babble() -> np.ndarray:
    """Noise in the shape of speech, four syllables a second."""
    time = seconds(2)
    noise = np.convolve(np.random.default_rng(2).normal(0, 1, len(time)), np.ones(6) / 6, "same")
    return noise * (1 + np.sin(2 * np.pi * 4 * time)) * 4000


def clapping() -> np.ndarray:
    time = seconds(2)
    return np.random.default_rng(3).normal(0, 9000, len(time)) * np.exp(-12 * (time % 0.25))


def siren() -> np.ndarray:
    time = seconds(2)
    return voiced(600 + 250 * np.sin(2 * np.pi * time / 2), time) * 5000


SOUNDS = {sound.__name__: sound for sound in (laughter, music, babble, clapping, siren)}


@pytest.fixture(autouse=True)
def helpers() -> Iterator[None]:
    """Helpers of the embedded engines, and none of them left for other tests."""
    engines.cache_clear()
    yield
    engines_close()
    engines.cache_clear()


@pytest.fixture
def talk(settings: LazySettings, transactional_db: None, learner: User) -> Conversation:
    """A talk about butterflies with the engines that a newcomer has, opened."""
    settings.SPEECH_ENGINES = engine_specs("embedded")
    consent_set(learner, "practise", True)
    topic = topic_import(yaml.safe_load(MODEL.read_text(encoding="utf-8")))
    talk = conversation_start(user=learner, topic=topic)
    turn_run(turn_open(talk.pk, 0, Turn.Kind.OPENING).pk)
    return talk


def heard(talk: Conversation, number: int, samples: np.ndarray) -> Turn:
    """A turn of which the gate took these samples for speech, and then silence."""
    pcm = np.concatenate([samples, np.random.default_rng(4).normal(0, 8, 4 * RATE)])
    turn = turn_open(talk.pk, number, Turn.Kind.SPEECH)
    stream = streams.open(turn.pk)
    stream.put(Sign(Signal.SPEECH, 0))
    data = np.clip(pcm, -32768, 32767).astype("<i2")
    for start in range(0, len(data), 1024):
        stream.put(Frame(start, data[start : start + 1024].tobytes()))
        if start < len(samples) <= start + 1024:
            stream.put(Sign(Signal.SILENCE, len(samples)))
    turn_run(turn.pk)
    turn.refresh_from_db()
    return turn


def parts(turn: Turn) -> list[str]:
    told = TurnEvent.objects.filter(turn=turn, type="reply.sentence").order_by("seq")
    return [payload["part"] for payload in told.values_list("payload", flat=True)]


def texts(turn: Turn) -> list[str]:
    told = TurnEvent.objects.filter(turn=turn, type="reply.sentence").order_by("seq")
    return [payload["text"] for payload in told.values_list("payload", flat=True)]


@pytest.mark.parametrize("name", SOUNDS)
def test_a_sound_is_never_a_line(talk: Conversation, name: str) -> None:
    turn = heard(talk, 1, SOUNDS[name]())
    assert (turn.reply_key, turn.move, turn.text) == ("", "", "")
    assert turn.evidence in {"own_words", ""}
    if turn.status == Turn.Status.DONE:
        assert parts(turn)[0] == "unsure", "the buddy blames the room, not the learner"
    else:
        assert turn.status == Turn.Status.DISMISSED
    assert not turn.corrections.exists()


def test_after_two_strange_sounds_the_talk_goes_on(talk: Conversation) -> None:
    talk.refresh_from_db()
    began = talk.state["beat"]
    turns = [heard(talk, number, music()) for number in (1, 2, 3)]
    assert [turn.status for turn in turns] == [Turn.Status.DONE] * 3
    assert [parts(turn)[0] for turn in turns[:2]] == ["unsure", "unsure"]
    talk.refresh_from_db()
    assert talk.state["beat"] != began
    assert talk.offer["read_cards"] is True


# ------------------------------------------------------------------ words


def read_aloud(text: str, sex: Literal["f", "m"] = "m") -> np.ndarray:
    """The text as a machine reads it, at the microphone's rate."""
    chunks = list(engines().get("voice").speak(text, VoiceSpec(sex=sex)))
    pcm = np.concatenate([np.frombuffer(chunk.pcm, "<i2") for chunk in chunks])
    places = np.arange(0, len(pcm), chunks[0].sample_rate / RATE)
    return np.interp(places, np.arange(len(pcm)), pcm)


def test_the_same_card_five_times_is_taken_once(talk: Conversation) -> None:
    talk.refresh_from_db()
    line = talk.offer["replies"][1]
    sound = read_aloud(line["text"])
    turns = [heard(talk, number, sound) for number in range(1, 6)]
    assert turns[0].reply_key == line["key"]
    assert [turn.reply_key for turn in turns[1:]] == [""] * 4
    assert {turn.status for turn in turns} == {Turn.Status.DONE}
    said = [text for turn in turns for text in texts(turn)]
    assert len(said) == len(set(said)), "no line is said twice"


@pytest.mark.parametrize("beat", ["trick", "tears", "blank"])
def test_a_line_of_another_beat_is_no_line_of_this_one(talk: Conversation, beat: str) -> None:
    theirs = scenario_of(talk).beat(beat)
    assert theirs is not None
    turn = heard(talk, 1, read_aloud(theirs.replies[1].say))
    assert (turn.evidence, turn.reply_key, turn.text) == ("own_words", "", "")
    assert not turn.corrections.exists()
    assert turn.status == Turn.Status.DONE, "and it is answered"


def test_half_of_one_line_and_half_of_another_is_neither(talk: Conversation) -> None:
    talk.refresh_from_db()
    first, _, last = (read_aloud(line["text"]) for line in talk.offer["replies"])
    turn = heard(talk, 1, np.concatenate([first[: len(first) // 2], last[len(last) // 2 :]]))
    assert (turn.evidence, turn.reply_key, turn.text) == ("own_words", "", "")
    assert turn.status == Turn.Status.DONE


def test_two_people_at_once_are_taken_at_the_word_of_neither(talk: Conversation) -> None:
    one = read_aloud("Have you seen my blue umbrella anywhere around here?")
    other = read_aloud("The soup is on the table and it is getting cold.", "f")
    length = min(len(one), len(other))
    turn = heard(talk, 1, one[:length] + other[:length])
    assert (turn.evidence, turn.reply_key, turn.move, turn.text) == ("own_words", "", "", "")
    assert parts(turn)[0] == "unsure"


def test_a_foreign_language_is_no_line(talk: Conversation) -> None:
    turn = heard(talk, 1, read_aloud("Ya ne znayu, chto skazat, izvinite pozhaluysta, mne ochen stydno."))
    assert (turn.evidence, turn.reply_key, turn.text) == ("own_words", "", "")
    assert parts(turn)[0] == "unsure"
    assert not turn.corrections.exists()
