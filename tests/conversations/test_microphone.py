"""One socket's audio: put in order, asked for again where it is missing, handed to the open turn."""

from __future__ import annotations

import pytest

from conversations import microphone as module
from conversations.audiostream import LocalAudioStream
from conversations.frames import BadFrame, MicFrame
from conversations.microphone import LEAD_SECONDS, Begin, Resend
from conversations.protocol import SAMPLE_RATE
from tests.conversations.microphones import (
    FRAME,
    LEAD_IN,
    LOUD,
    Clock,
    audio,
    frames,
    mic,
    send,
    signs,
    started,
)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


# ------------------------------------------------------------------ a turn begins


def test_silence_asks_for_nothing() -> None:
    assert send(mic(), "." * 100) == []


def test_speech_begins_the_open_turn_at_its_lead_in() -> None:
    assert send(mic(turn=4), "." * 20 + "###") == [Begin(4, 20 * FRAME - LEAD_IN, interrupts=False)]


def test_the_turn_gets_what_was_said_since_it_began() -> None:
    _, stream, begin = started()
    assert frames(stream)[0].offset == begin.offset
    assert stream.end == 23 * FRAME
    assert audio(stream) == "." * 10 + "###"


def test_the_turn_is_told_where_its_speech_began() -> None:
    _, stream, _ = started()
    assert signs(stream) == [("speech", 20 * FRAME)]


def test_a_turn_that_a_button_begins_is_begun_once_also_with_the_open_microphone() -> None:
    microphone, stream = mic(), LocalAudioStream()
    send(microphone, ".." * 5)
    begin = microphone.press()
    microphone.begin(stream, begin.offset)
    assert send(microphone, "..###.....##") == []
    assert audio(stream) == "..###.....##"
    assert [kind for kind, _ in signs(stream)][-3:] == ["speech", "silence", "speech"]


def test_a_press_that_is_refused_leaves_the_open_microphone_waiting() -> None:
    microphone = mic()
    microphone.press()
    microphone.refuse()
    assert [type(action) for action in send(microphone, "." * 20 + "###")] == [Begin]


def test_later_frames_and_signs_go_to_the_turn() -> None:
    microphone, stream, _ = started()
    assert send(microphone, "##....##") == []
    assert audio(stream) == "." * 10 + "#####....##"
    assert signs(stream) == [("speech", 20 * FRAME), ("silence", 25 * FRAME), ("speech", 29 * FRAME)]


def test_what_lies_longer_back_than_the_lead_is_forgotten() -> None:
    microphone, stream = mic(), LocalAudioStream()
    (begin,) = send(microphone, "." * 140 + "###")
    microphone.begin(stream, 0)
    kept = LEAD_SECONDS * SAMPLE_RATE
    assert kept - FRAME <= stream.end - frames(stream)[0].offset <= kept + FRAME
    assert begin.offset == 140 * FRAME - LEAD_IN


def test_a_turn_never_begins_before_audio_that_is_there() -> None:
    microphone = mic()
    (begin,) = send(microphone, "###", at=5000)
    assert begin.offset == 5000


def test_while_the_buddy_sounds_a_long_run_interrupts() -> None:
    microphone = mic()
    assert send(microphone, "." * 20 + "#" * 10, buddy_sounds=True) == []
    assert send(microphone, "#" * 10, buddy_sounds=True) == [Begin(1, 20 * FRAME - LEAD_IN, interrupts=True)]


# ------------------------------------------------------------------ order


def test_a_frame_that_came_before_is_dropped() -> None:
    microphone, stream, _ = started()
    send(microphone, "##")
    before = audio(stream)
    assert send(microphone, "....", at=microphone.expected - 4 * FRAME) == []
    assert audio(stream) == before


def test_of_a_frame_that_came_in_part_the_rest_is_taken() -> None:
    microphone, stream, _ = started()
    end = microphone.expected
    assert microphone.take(MicFrame(1, end - 100, LOUD)) == []
    assert (frames(stream)[-1].offset, stream.end) == (end, end - 100 + FRAME)
    assert len(frames(stream)[-1].pcm) == (FRAME - 100) * 2


def test_a_missing_frame_is_asked_for_once() -> None:
    microphone, stream, _ = started()
    missing = microphone.expected
    assert send(microphone, "##", at=missing + FRAME) == [Resend(1, missing)]
    assert stream.end == missing


def test_what_was_asked_for_closes_the_gap() -> None:
    microphone, stream, _ = started()
    missing = microphone.expected
    send(microphone, "#", at=missing + FRAME)
    assert send(microphone, "###", at=missing) == []
    assert stream.end == missing + 3 * FRAME


def test_a_second_gap_is_asked_for_too() -> None:
    microphone, _, _ = started()
    first = microphone.expected
    send(microphone, "#", at=first + FRAME)
    send(microphone, "##", at=first)
    second = microphone.expected
    assert send(microphone, "#", at=second + FRAME) == [Resend(1, second)]


def test_audio_that_the_client_lost_is_gone_without_a_question() -> None:
    microphone, stream, _ = started()
    place = microphone.expected + 10 * FRAME
    assert send(microphone, "#", at=place, gap=True) == []
    assert frames(stream)[-1].offset == place


def test_after_lost_audio_signs_are_still_in_the_right_place() -> None:
    microphone, stream, _ = started()
    place = microphone.expected + 10 * FRAME
    send(microphone, "#", at=place, gap=True)
    send(microphone, "....")
    assert signs(stream)[-1] == ("silence", place + FRAME)


def test_a_client_may_come_to_a_turn_that_nobody_speaks_in_at_any_place() -> None:
    assert send(mic(), "....", at=700_000) == []


def test_a_frame_of_a_turn_that_is_over_is_only_late() -> None:
    microphone = mic(turn=3)
    assert microphone.take(MicFrame(2, 900, LOUD)) == []
    assert microphone.expected == 0


def test_a_frame_of_a_turn_to_come_is_refused() -> None:
    with pytest.raises(BadFrame) as caught:
        mic(turn=3).take(MicFrame(4, 0, LOUD))
    assert caught.value.code == "audio.turn"


# ------------------------------------------------------------------ the next turn


def test_after_a_turn_the_next_number_is_open_and_counts_from_nought() -> None:
    microphone, stream, _ = started()
    microphone.turn_over(1)
    assert (microphone.turn, microphone.expected, microphone.live) == (2, 0, False)
    assert send(microphone, "." * 20 + "###") == [Begin(2, 20 * FRAME - LEAD_IN, interrupts=False)]
    assert stream.end == 23 * FRAME


def test_the_end_of_an_older_turn_changes_nothing() -> None:
    microphone, _, _ = started()
    microphone.turn_over(0)
    assert (microphone.turn, microphone.live) == (1, True)


def test_speech_that_goes_on_over_the_end_is_the_next_turn() -> None:
    microphone, _, _ = started()
    microphone.turn_over(1)
    assert send(microphone, "###") == [Begin(2, 0, interrupts=False)]


def test_a_turn_that_was_open_before_goes_on_from_its_next_sample() -> None:
    microphone, stream = mic(turn=2), LocalAudioStream()
    microphone.resume(stream, 1000, 50 * FRAME)
    assert send(microphone, "##...", at=49 * FRAME) == []
    assert frames(stream)[0].offset == 50 * FRAME
    assert signs(stream) == [("silence", 51 * FRAME)]
