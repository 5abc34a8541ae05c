"""A turn's audio on its way: in order, bounded, and there again for a second attempt."""

from __future__ import annotations

import threading

import pytest

from conversations.audiostream import (
    Frame,
    LocalAudioStream,
    LocalStreams,
    Sign,
    Signal,
    StreamFull,
)
from conversations.protocol import MAX_HELD_SECONDS, SAMPLE_RATE

ITEMS = (
    Frame(100, b"\x01\x00" * 10),
    Sign(Signal.SILENCE, 105),
    Frame(110, b"\x02\x00" * 10),
    Sign(Signal.SPEECH, 115),
)


def filled() -> LocalAudioStream:
    stream = LocalAudioStream()
    for item in ITEMS:
        stream.put(item)
    return stream


def test_items_come_in_the_order_they_were_put() -> None:
    assert filled().read(0, 0) == ITEMS


def test_reading_goes_on_from_an_index() -> None:
    assert filled().read(2, 0) == ITEMS[2:]


def test_a_second_reader_gets_everything_again() -> None:
    stream = filled()
    assert stream.read(0, 0) == stream.read(0, 0) == ITEMS


def test_the_end_is_the_sample_after_the_newest() -> None:
    assert filled().end == 120


def test_a_sign_moves_no_end() -> None:
    stream = filled()
    stream.put(Sign(Signal.CEILING, 9000))
    assert stream.end == 120


def test_a_stream_without_audio_ends_at_nought() -> None:
    assert LocalAudioStream().end == 0


def test_waiting_for_nothing_ends_with_nothing() -> None:
    assert filled().read(len(ITEMS), 0.01) == ()


def test_who_waits_is_woken_by_the_next_item() -> None:
    stream = LocalAudioStream()
    got: list[tuple[object, ...]] = []
    readers = [threading.Thread(target=lambda: got.append(stream.read(0, 10))) for _ in range(2)]
    for reader in readers:
        reader.start()
    stream.put(ITEMS[0])
    for reader in readers:
        reader.join(5)
    assert got == [(ITEMS[0],)] * 2


def test_what_was_read_does_not_change_any_more() -> None:
    stream = LocalAudioStream()
    stream.put(ITEMS[0])
    before = stream.read(0, 0)
    stream.put(ITEMS[1])
    assert before == (ITEMS[0],)


def test_a_frame_beyond_the_bound_is_refused_and_the_rest_kept() -> None:
    stream = LocalAudioStream(max_seconds=20 / SAMPLE_RATE)
    stream.put(ITEMS[0])
    stream.put(ITEMS[2])
    with pytest.raises(StreamFull):
        stream.put(Frame(120, b"\x03\x00"))
    assert stream.read(0, 0) == (ITEMS[0], ITEMS[2])
    assert stream.end == 120


def test_a_full_stream_still_takes_signs() -> None:
    stream = LocalAudioStream(max_seconds=10 / SAMPLE_RATE)
    stream.put(ITEMS[0])
    stream.put(Sign(Signal.CEILING, 110))
    assert stream.read(1, 0) == (Sign(Signal.CEILING, 110),)


def test_a_stream_holds_as_much_as_the_page_may_send_again() -> None:
    stream = LocalAudioStream()
    second = bytes(SAMPLE_RATE * 2)
    for number in range(MAX_HELD_SECONDS):
        stream.put(Frame(number * SAMPLE_RATE, second))
    with pytest.raises(StreamFull):
        stream.put(Frame(MAX_HELD_SECONDS * SAMPLE_RATE, second))


# ------------------------------------------------------------------ all streams


def test_a_turn_has_one_stream() -> None:
    streams = LocalStreams()
    assert streams.open(1) is streams.open(1) is streams.get(1)
    assert streams.open(1) is not streams.open(2)


def test_a_stream_that_nobody_opened_is_not_there() -> None:
    assert LocalStreams().get(1) is None


def test_a_closed_stream_is_forgotten() -> None:
    streams = LocalStreams()
    streams.open(1).put(ITEMS[0])
    streams.close(1)
    streams.close(1)
    assert streams.get(1) is None
    assert streams.open(1).read(0, 0) == ()


def test_when_the_process_ends_every_listener_hears_of_it() -> None:
    streams = LocalStreams()
    first, second = streams.open(1), streams.open(2)
    first.put(ITEMS[0])
    streams.stop()
    assert first.read(1, 0) == (Sign(Signal.STOPPED, 110),)
    assert second.read(0, 0) == (Sign(Signal.STOPPED, 0),)
    assert streams.get(1) is None
