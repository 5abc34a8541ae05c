"""Push-to-talk, and how much and how fast a microphone may send."""

from __future__ import annotations

import pytest

from conversations import microphone as module
from conversations.audiostream import LocalAudioStream, Signal
from conversations.frames import BadFrame
from conversations.microphone import Begin
from conversations.protocol import MAX_HELD_SECONDS, MAX_TURN_SECONDS, SAMPLE_RATE
from tests.conversations.microphones import FRAME, Clock, audio, mic, send, signs, started


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


# ------------------------------------------------------------------ push-to-talk


def test_a_held_button_listens_to_no_gate() -> None:
    microphone = mic(hold=True)
    assert send(microphone, "." * 20 + "#" * 40) == []


def test_a_pressed_button_begins_at_the_next_sample() -> None:
    microphone, stream = mic(hold=True), LocalAudioStream()
    send(microphone, "####")
    begin = microphone.press()
    microphone.begin(stream, begin.offset)
    send(microphone, "#.")
    assert begin == Begin(1, 4 * FRAME, interrupts=True)
    assert audio(stream) == "#."
    assert signs(stream) == []


def test_a_released_button_says_where() -> None:
    microphone, stream = mic(hold=True), LocalAudioStream()
    microphone.begin(stream, microphone.press().offset)
    send(microphone, "###")
    microphone.release(3 * FRAME)
    assert signs(stream) == [("released", 3 * FRAME)]


def test_a_release_far_in_the_future_is_not_waited_for() -> None:
    microphone, stream = mic(hold=True), LocalAudioStream()
    microphone.begin(stream, microphone.press().offset)
    send(microphone, "###")
    microphone.release(2**31 - 1)
    assert signs(stream) == [("released", 3 * FRAME + SAMPLE_RATE)]


def test_a_release_without_a_turn_is_nothing() -> None:
    microphone = mic(hold=True)
    microphone.release(100)
    microphone.signal(Signal.CANCELLED)
    assert not microphone.live


# ------------------------------------------------------------------ limits


def test_a_turn_as_long_as_a_turn_may_be_is_ended_once(clock: Clock) -> None:
    microphone, stream, begin = started()
    for _ in range((MAX_TURN_SECONDS + 5) * SAMPLE_RATE // FRAME):
        clock.now += FRAME / SAMPLE_RATE
        send(microphone, "#")
    ceilings = [offset for name, offset in signs(stream) if name == "ceiling"]
    assert len(ceilings) == 1
    assert 0 <= ceilings[0] - begin.offset - MAX_TURN_SECONDS * SAMPLE_RATE < FRAME


def test_more_than_a_stream_holds_ends_the_turn_and_raises_nothing() -> None:
    microphone, stream = mic(), LocalAudioStream(max_seconds=24 * FRAME / SAMPLE_RATE)
    (begin,) = send(microphone, "." * 20 + "###")
    microphone.begin(stream, begin.offset)
    send(microphone, "#" * 20)
    assert [name for name, _ in signs(stream)].count("ceiling") == 1


def test_audio_as_fast_as_it_is_spoken_is_never_too_fast(clock: Clock) -> None:
    microphone = mic()
    for _ in range(120 * SAMPLE_RATE // FRAME):
        clock.now += FRAME / SAMPLE_RATE
        send(microphone, ".")
    assert microphone.expected > 119 * SAMPLE_RATE


def test_audio_three_times_too_fast_is_refused(clock: Clock) -> None:
    microphone = mic()

    def hurry() -> None:
        for _ in range(30 * SAMPLE_RATE // FRAME):
            clock.now += FRAME / SAMPLE_RATE / 3
            send(microphone, ".")

    with pytest.raises(BadFrame) as caught:
        hurry()
    assert caught.value.code == "audio.rate"
    assert 5 * SAMPLE_RATE < microphone.expected < 10 * SAMPLE_RATE


def test_what_was_asked_for_may_come_at_once() -> None:
    microphone, stream, _ = started()
    missing = microphone.expected
    send(microphone, "#", at=missing + FRAME)
    send(microphone, "#" * ((MAX_HELD_SECONDS - 20) * SAMPLE_RATE // FRAME), at=missing)
    assert stream.end > 45 * SAMPLE_RATE


def test_a_turn_that_goes_on_may_be_sent_again_at_once() -> None:
    microphone, stream = mic(), LocalAudioStream()
    microphone.resume(stream, 0, 0)
    send(microphone, "." * (50 * SAMPLE_RATE // FRAME))
    assert stream.end > 49 * SAMPLE_RATE


def test_what_was_said_after_a_late_end_may_come_again_at_once(clock: Clock) -> None:
    microphone = mic(hold=True)
    spoken = 20 * SAMPLE_RATE // FRAME
    for _ in range(spoken):
        clock.now += FRAME / SAMPLE_RATE
        send(microphone, "#")
    microphone.turn_over(1)  # ended long ago, but the machine was busy
    send(microphone, "#" * spoken)
    assert microphone.expected == spoken * FRAME
