"""A synthetic learner's microphone, ears and pauses."""

from __future__ import annotations

import random
import statistics
import time

import numpy as np
import pytest

from bench.clips import RATE, Clip, Samples
from bench.learner import HELD_FRAMES, PAUSES, Ears, Mouth, Utterance, hesitant, pause_seconds
from conversations.frames import REPLY_HEADER, MicFrame, parse_mic_frame
from conversations.protocol import FRAME_SAMPLES

QUIET = np.zeros(RATE // 2, np.int16)
VOICE = np.full(RATE // 2, 3000, np.int16)


def heard(mouth: Mouth) -> list[MicFrame]:
    return [parse_mic_frame(data) for data in mouth.frames(buddy_sounds=False)]


def spoken(frames: int) -> Mouth:
    mouth = Mouth(random.Random(1))
    mouth.say(np.arange(frames * FRAME_SAMPLES, dtype=np.int32).astype(np.int16))
    for _ in range(frames):
        mouth.record()
    return mouth


def samples(frames: list[MicFrame]) -> Samples:
    return np.frombuffer(b"".join(frame.pcm for frame in frames), "<i2")


# ---------------------------------------------------------------------- hesitation


@pytest.mark.parametrize("level", PAUSES)
def test_pauses_have_the_median_and_the_90th_percentile_of_their_level(level: str) -> None:
    dice = random.Random(7)
    drawn = sorted(pause_seconds(level, dice) for _ in range(4000))
    median, p90 = PAUSES[level]
    assert statistics.median(drawn) == pytest.approx(median, rel=0.05)
    assert drawn[int(len(drawn) * 0.9)] == pytest.approx(p90, rel=0.07)


def test_the_levels_that_the_figures_are_promised_for() -> None:
    assert (PAUSES["A1"], PAUSES["B1"], PAUSES["C1"]) == ((0.7, 1.6), (0.45, 1.0), (0.3, 0.6))


def test_hesitation_adds_silence_at_boundaries_and_loses_no_speech() -> None:
    clip = Clip("a b c", "s", np.concatenate([VOICE] * 3))
    places = [len(VOICE), 2 * len(VOICE)] * 20  # a place that has passed is passed over
    pcm, count = hesitant(clip, sorted(places), "A1", random.Random(3))
    assert count >= 1
    assert (pcm == 3000).sum() == len(clip.pcm)
    assert len(pcm) > len(clip.pcm)


def test_the_same_seed_hesitates_the_same_way() -> None:
    clip = Clip("a b c", "s", np.concatenate([VOICE] * 3))
    drawn = [hesitant(clip, [100, 9000, 12000], "B1", random.Random(5)) for _ in range(2)]
    assert drawn[0][1] == drawn[1][1]
    assert np.array_equal(drawn[0][0], drawn[1][0])


def test_without_boundaries_nobody_hesitates() -> None:
    clip = Clip("a b c", "s", VOICE)
    assert hesitant(clip, [], "A1", random.Random(1))[1] == 0


# ---------------------------------------------------------------------- microphone


def test_frames_are_labelled_with_turn_and_offset() -> None:
    frames = heard(spoken(3))
    assert [(frame.turn, frame.offset) for frame in frames] == [(1, 0), (1, 1024), (1, 2048)]


def test_what_was_said_after_a_turn_is_the_start_of_the_next() -> None:
    mouth = spoken(4)
    first = samples(heard(mouth))
    mouth.turn_ended(1, 2048)
    again = heard(mouth)
    assert [(frame.turn, frame.offset) for frame in again] == [(2, 0), (2, 1024)]
    assert np.array_equal(samples(again), first[2048:])


def test_an_end_that_is_told_twice_counts_once() -> None:
    mouth = spoken(4)
    mouth.turn_ended(1, 2048)
    mouth.turn_ended(1, 2048)
    assert (mouth.turn, mouth.start) == (2, 2048)


def test_what_the_server_lacks_is_sent_again() -> None:
    mouth = spoken(4)
    first = samples(heard(mouth))
    mouth.resend(1, 1024)
    again = heard(mouth)
    assert again[0].offset == 1024
    assert np.array_equal(samples(again), first[1024:])


def test_a_resend_of_another_turn_changes_nothing() -> None:
    mouth = spoken(2)
    heard(mouth)
    mouth.resend(9, 0)
    assert heard(mouth) == []


def test_audio_that_is_gone_is_said_to_be_gone() -> None:
    mouth = spoken(HELD_FRAMES + 5)
    frames = heard(mouth)
    assert frames[0].offset == 5 * FRAME_SAMPLES
    assert [frame.gap for frame in frames[:2]] == [True, False]


def test_a_turn_that_failed_while_open_leaves_its_audio_behind() -> None:
    mouth = spoken(3)
    mouth.turn_failed(1)
    assert heard(mouth) == []
    mouth.record()
    assert [(frame.turn, frame.offset) for frame in heard(mouth)] == [(2, 0)]


def test_a_turn_that_failed_after_its_end_takes_nothing_from_the_next() -> None:
    mouth = spoken(3)
    mouth.turn_ended(1, 1024)
    mouth.turn_failed(1)
    assert [(frame.turn, frame.offset) for frame in heard(mouth)] == [(2, 0), (2, 1024)]


def test_push_to_talk_starts_with_the_next_sample() -> None:
    mouth = spoken(3)
    first = mouth.say(VOICE)
    mouth.press()
    mouth.record()
    [frame] = heard(mouth)
    assert (first, frame.offset) == (3 * FRAME_SAMPLES, 0)
    assert np.array_equal(samples([frame]), VOICE[:FRAME_SAMPLES])


def test_every_sample_has_the_time_it_was_said_or_will_be() -> None:
    mouth = spoken(2)
    mouth.times = {1024: 10.0, 2048: 20.0}
    assert mouth.said_at(1024) == 10.0
    assert mouth.said_at(1025) == pytest.approx(20 - 1023 / RATE)
    assert mouth.said_at(2048 + RATE) == pytest.approx(21.0)


def test_the_label_of_an_utterance_counts_on_the_microphones_clock() -> None:
    utterance = Utterance(np.concatenate([QUIET, VOICE, QUIET]), first=1000)
    assert (utterance.onset, utterance.last) == (1000 + len(QUIET), 1000 + len(QUIET) + len(VOICE))


# ---------------------------------------------------------------------- ears


def frame(turn: int, sentence: int, pcm: Samples, revision: int = 0, offset: int = 0) -> bytes:
    return REPLY_HEADER.pack(2, 0, sentence, turn, revision, offset) + pcm.tobytes()


def test_only_the_first_sentence_is_the_first_sound() -> None:
    ears = Ears()
    ears.frame(frame(1, 0, QUIET))
    ears.frame(frame(1, 1, VOICE))
    assert 1 not in ears.first_sound, "a mute first sentence is no sound"
    assert 1 in ears.first_frame


def test_silence_before_the_voice_is_heard_as_silence() -> None:
    ears = Ears()
    before = time.perf_counter()
    ears.frame(frame(1, 0, QUIET))
    ears.frame(frame(1, 0, VOICE, offset=len(QUIET)))
    assert ears.first_sound[1] - before == pytest.approx(len(QUIET) / RATE, abs=0.1)


def test_what_was_revised_is_no_sound() -> None:
    ears = Ears()
    ears.frame(frame(1, 0, VOICE))
    ears.revised(1, 1)
    assert 1 not in ears.first_sound
    ears.frame(frame(1, 0, VOICE))
    assert 1 not in ears.first_sound, "a late frame of the void revision"
    ears.frame(frame(1, 0, VOICE, revision=1))
    assert 1 in ears.first_sound


def test_a_stopped_reply_stays_silent_and_the_next_one_sounds() -> None:
    ears = Ears()
    ears.frame(frame(1, 0, VOICE))
    assert ears.hears
    ears.stop(2)
    ears.frame(frame(1, 1, VOICE))
    assert not ears.hears
    ears.frame(frame(2, 0, VOICE))
    assert ears.hears


def test_after_a_false_stop_the_rest_is_heard() -> None:
    ears = Ears()
    ears.frame(frame(1, 0, VOICE))
    ears.stop(2)
    ears.resume()
    assert ears.hears
