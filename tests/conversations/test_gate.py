"""Where speech begins and ends, and that nothing else is taken for it."""

from __future__ import annotations

import numpy as np
import pytest

from bench.clips import Clip
from conversations.gate import (
    LEAD_IN_MS,
    SILENCE_AFTER_MS,
    GateEvent,
    Marked,
    NoiseFloor,
    SpeechGate,
)
from ml.vad import CHUNK_SAMPLES, voice_activity
from tests.conversations.sounds import (
    CLIPS,
    MS,
    Loudness,
    burst,
    first_voiced,
    hear,
    join,
    of,
    room,
    syllable,
)

BEFORE = 1000 * MS
EARLY, LATE = 128 * MS, 160 * MS  # it lets go of a fading last sound early; its memory holds a little


def tone(chunks: int) -> np.ndarray:
    return np.tile([4000.0, -4000.0], chunks * CHUNK_SAMPLES // 2)


def quiet(chunks: int) -> np.ndarray:
    return np.zeros(chunks * CHUNK_SAMPLES)


def places(marks: list[Marked]) -> list[tuple[str, int]]:
    """Events with their places in chunks."""
    assert all(mark.position % CHUNK_SAMPLES == 0 for mark in marks)
    return [(mark.event.value, mark.position // CHUNK_SAMPLES) for mark in marks]


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.text)
def test_a_sentence_is_one_turn_from_its_first_to_its_last_sound(clip: Clip) -> None:
    marks = hear(join(room(1000), clip.pcm, room(1000)))
    onsets = of(marks, GateEvent.ONSET)
    speech, silence = of(marks, GateEvent.SPEECH)[0], of(marks, GateEvent.SILENCE)[-1]
    assert len(onsets) == 1
    assert onsets[0].position < BEFORE + first_voiced(clip)
    assert abs(speech.position - BEFORE - first_voiced(clip)) <= LATE
    assert -EARLY <= silence.position - BEFORE - clip.last_voiced <= LATE


def test_most_sentences_end_within_a_tenth_of_a_second_of_the_label() -> None:
    late = []
    for clip in CLIPS:
        marks = hear(join(room(1000), clip.pcm, room(1000)))
        late.append(of(marks, GateEvent.SILENCE)[-1].position - BEFORE - clip.last_voiced)
    assert float(np.median(np.abs(late))) <= 100 * MS


def test_the_lead_in_is_part_of_the_turn() -> None:
    marks = hear(join(quiet(40), tone(20), quiet(20)), SpeechGate(Loudness()))
    onset, speech = marks[0], marks[1]
    assert speech.position - onset.position == LEAD_IN_MS * MS


def test_a_turn_at_the_very_beginning_has_no_lead_in() -> None:
    marks = hear(join(tone(20), quiet(20)), SpeechGate(Loudness()))
    assert places(marks) == [("onset", 0), ("speech", 0), ("silence", 20)]


def test_silence_counts_from_the_last_voiced_sample() -> None:
    marks = hear(join(quiet(40), tone(20), quiet(20)), SpeechGate(Loudness()))
    assert places(marks)[-1] == ("silence", 60)


def test_silence_is_announced_no_sooner_than_it_is_sure() -> None:
    gate = SpeechGate(Loudness())
    hear(join(quiet(40), tone(20)), gate)
    wait = SILENCE_AFTER_MS * MS // CHUNK_SAMPLES
    assert hear(quiet(wait - 1), gate) == []
    assert places(hear(quiet(1), gate)) == [("silence", 60)]


def test_a_pause_within_a_turn_begins_no_second_turn() -> None:
    marks = hear(join(quiet(40), tone(20), quiet(30), tone(20), quiet(20)), SpeechGate(Loudness()))
    assert places(marks) == [("onset", 30), ("speech", 40), ("silence", 60), ("speech", 90), ("silence", 110)]


def test_a_click_begins_nothing() -> None:
    sound = room(3000)
    sound[BEFORE : BEFORE + 16] += 20_000
    assert hear(sound) == []


@pytest.mark.parametrize("ms", [60, 120, 250])
def test_a_cough_begins_nothing(ms: int) -> None:
    assert hear(join(room(1000), burst(ms), room(1000))) == []


def test_a_sound_of_two_windows_begins_nothing_and_one_of_three_does() -> None:
    assert hear(join(quiet(20), tone(2), quiet(20)), SpeechGate(Loudness())) == []
    assert hear(join(quiet(20), tone(3), quiet(20)), SpeechGate(Loudness())) != []


def test_clicks_far_apart_do_not_add_up() -> None:
    clicks = [part for _ in range(20) for part in (tone(1), quiet(10))]
    assert hear(join(*clicks), SpeechGate(Loudness())) == []


def test_one_short_word_is_enough() -> None:
    assert of(hear(join(room(1000), syllable(250), room(1000))), GateEvent.ONSET)


def test_a_quiet_room_costs_nothing() -> None:
    detector = Loudness()
    hear(room(10_000), SpeechGate(detector))
    assert detector.asked == 0


# ------------------------------------------------------------------ frames and turns


@pytest.mark.parametrize(
    "sizes", [(1,), (3, 7), (160,), (511,), (512, 513), (1024, 1, 1000), (1023,)], ids=str
)
def test_the_size_of_the_frames_changes_nothing(sizes: tuple[int, ...]) -> None:
    sound = join(room(500), syllable(500), room(400), syllable(300), room(500))
    marks = hear(sound, sizes=sizes)
    assert marks == hear(sound, sizes=(1024,))
    assert of(marks, GateEvent.ONSET)


def test_samples_that_fill_no_window_wait_for_the_next_frame() -> None:
    gate = SpeechGate(Loudness())
    hear(np.zeros(700), gate)
    assert (gate.position, gate.taken) == (512, 700)


def test_a_turn_that_is_ended_in_the_middle_of_speech_is_followed_by_a_new_one() -> None:
    gate = SpeechGate(voice_activity())
    clip = CLIPS[5].pcm
    assert of(hear(join(room(1000), clip[: len(clip) // 2]), gate), GateEvent.ONSET)
    gate.turn_over()
    here = gate.position
    onset = of(hear(join(clip[len(clip) // 2 :], room(500)), gate), GateEvent.ONSET)
    assert [here - LEAD_IN_MS * MS <= mark.position <= here + 300 * MS for mark in onset] == [True]


def test_after_a_turn_silence_says_nothing() -> None:
    gate = SpeechGate(voice_activity())
    hear(join(room(1000), CLIPS[0].pcm, room(1000)), gate)
    gate.turn_over()
    assert hear(room(3000), gate) == []


def test_a_turn_that_goes_on_after_a_lost_connection_needs_no_new_onset() -> None:
    gate = SpeechGate(Loudness())
    gate.turn_opened()
    assert places(hear(join(tone(5), quiet(20)), gate)) == [("silence", 5)]


def test_a_turn_that_was_silent_after_a_lost_connection_is_said_to_be() -> None:
    gate = SpeechGate(Loudness())
    gate.turn_opened()
    assert places(hear(quiet(20), gate)) == [("silence", 0)]


# ------------------------------------------------------------------ the room


def test_a_noisy_room_begins_nothing() -> None:
    assert hear(room(6000, level=330)) == []


@pytest.mark.parametrize("level", [100, 330])
def test_speech_in_a_noisy_room_is_found(level: float) -> None:
    clip = CLIPS[0]
    noise = room(9000, level=level)
    noise[6000 * MS : 6000 * MS + len(clip.pcm)] += clip.pcm
    onset = of(hear(noise), GateEvent.ONSET)
    assert [abs(mark.position - 6000 * MS) <= 300 * MS for mark in onset] == [True]


def test_once_a_noisy_room_is_known_the_detector_rests() -> None:
    detector = Loudness()
    gate = SpeechGate(detector)
    hear(room(12_000, level=200), gate)
    assert detector.asked > 0
    detector.asked = 0
    hear(room(4000, level=200, seed=8), gate)
    assert detector.asked == 0


def test_the_floor_rises_by_three_decibels_a_second() -> None:
    floor = NoiseFloor()
    for _ in range(1000 // 32):
        floor.update(-30.0, speech=False)
    assert floor.level == pytest.approx(-57.0, abs=0.2)


def test_the_floor_does_not_rise_with_speech() -> None:
    floor = NoiseFloor()
    floor.update(-20.0, speech=True)
    assert floor.level == -60.0


def test_the_floor_falls_at_once_and_stays_in_bounds() -> None:
    floor = NoiseFloor()
    floor.update(-70.0, speech=True)
    assert floor.level == pytest.approx(-63.0)
    for _ in range(1000):
        floor.update(-96.0, speech=False)
    assert floor.level == -75.0
    for _ in range(10_000):
        floor.update(-10.0, speech=False)
    assert floor.level == -30.0
