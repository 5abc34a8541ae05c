"""While the buddy sounds: her own echo and "mm" do not interrupt her, a learner who means it does."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bench.clips import Clip
from conversations.frames import NO_FLOOR
from conversations.gate import ABOVE_ECHO_DB, GateEvent, Marked, SpeechGate
from ml.vad import voice_activity
from tests.conversations.sounds import CLIPS, MS, hear, join, louder, loudest, of, room, syllable

COUPLING_DB = -12
DELAY = 150 * MS
FRAME = 1024
FLOOR = -60


def between_pauses(sound: np.ndarray) -> np.ndarray:
    return join(room(1000), sound, room(1500))


def floor_of(played: np.ndarray, at: int) -> int:
    """What a page measures: the loudest of the last half second, less the coupling, rounded up."""
    return max(math.ceil(loudest(played[max(at - 500 * MS, 0) : at + FRAME]) + COUPLING_DB), -90)


def hear_over(
    played: np.ndarray, learner: np.ndarray | None = None, echo: float = COUPLING_DB
) -> list[Marked]:
    """A gate in a room in which ``played`` sounds and comes back, and the learner perhaps speaks."""
    size = len(played) + DELAY
    sound = room(size // MS + 1)[:size]
    sound[DELAY:] += louder(played, echo)
    if learner is not None:
        sound[: len(learner)] += learner[:size]
    gate, marks, pcm = SpeechGate(voice_activity()), [], join(sound)
    for at in range(0, size, FRAME):
        piece = pcm[at : at + FRAME].tobytes()
        marks += gate.feed(piece, buddy_sounds=True, echo_floor=floor_of(played, at))
    return marks


@pytest.mark.parametrize("ms", [100, 200, 300, 400, 500])
def test_a_sound_of_listening_does_not_interrupt(ms: int) -> None:
    assert hear(between_pauses(syllable(ms)), buddy_sounds=True, echo_floor=FLOOR) == []


def test_the_same_sound_is_a_turn_when_the_buddy_is_still() -> None:
    onset = of(hear(between_pauses(syllable(500))), GateEvent.ONSET)
    assert [mark.interrupts for mark in onset] == [False]


def test_several_sounds_of_listening_do_not_add_up() -> None:
    sounds = [part for _ in range(5) for part in (syllable(300), room(700))]
    assert hear(join(room(1000), *sounds), buddy_sounds=True, echo_floor=FLOOR) == []


@pytest.mark.parametrize("clip", CLIPS[:6], ids=lambda clip: clip.text)
def test_a_sentence_interrupts(clip: Clip) -> None:
    marks = hear(between_pauses(clip.pcm), buddy_sounds=True, echo_floor=FLOOR)
    assert [mark.interrupts for mark in of(marks, GateEvent.ONSET)] == [True]


def test_an_interruption_begins_where_its_first_word_began() -> None:
    clip = CLIPS[1]
    still = of(hear(between_pauses(clip.pcm)), GateEvent.ONSET)
    over = of(hear(between_pauses(clip.pcm), buddy_sounds=True, echo_floor=NO_FLOOR), GateEvent.ONSET)
    assert over[0].position == still[0].position


@pytest.mark.parametrize("above", [-20, 0, 3, 5])
def test_speech_that_is_hardly_above_the_echo_never_interrupts(above: int) -> None:
    clip = CLIPS[1]
    speech = louder(clip.pcm.astype(float), -30 - loudest(clip.pcm))
    assert above < ABOVE_ECHO_DB
    marks = hear(between_pauses(speech), buddy_sounds=True, echo_floor=-30 - above)
    assert marks == []


def test_the_same_speech_well_above_the_echo_interrupts() -> None:
    clip = CLIPS[1]
    speech = louder(clip.pcm.astype(float), -30 - loudest(clip.pcm))
    assert of(hear(between_pauses(speech), buddy_sounds=True, echo_floor=-60), GateEvent.ONSET)


@pytest.mark.parametrize("clip", CLIPS[:8], ids=lambda clip: clip.text)
def test_the_buddys_own_echo_does_not_interrupt_her(clip: Clip) -> None:
    played = np.concatenate([clip.pcm.astype(float), np.zeros(500 * MS)])
    assert hear_over(played) == []


def test_without_a_floor_the_echo_would_interrupt() -> None:
    """The test above means something: the gate hears this echo."""
    played = louder(CLIPS[0].pcm.astype(float), COUPLING_DB)
    assert of(hear(between_pauses(played), buddy_sounds=True, echo_floor=NO_FLOOR), GateEvent.ONSET)


def test_a_learner_is_heard_over_the_echo() -> None:
    buddy = np.concatenate([CLIPS[0].pcm, CLIPS[2].pcm]).astype(float)
    learner = np.concatenate([np.zeros(1000 * MS), CLIPS[1].pcm]).astype(float)
    onset = of(hear_over(louder(buddy, -6), learner), GateEvent.ONSET)
    assert [mark.interrupts for mark in onset] == [True]
    assert onset[0].position >= 500 * MS


def test_speech_that_outlasts_the_buddy_is_a_turn_and_no_interruption() -> None:
    gate = SpeechGate(voice_activity())
    word = join(room(1000), syllable(400))
    assert hear(word, gate, buddy_sounds=True, echo_floor=FLOOR) == []
    onset = of(hear(join(CLIPS[1].pcm, room(500)), gate), GateEvent.ONSET)
    assert [mark.interrupts for mark in onset] == [False]
    assert onset[0].position < 1000 * MS
