"""Audio frames: what a client may send, and how a reply is cut."""

from __future__ import annotations

import pytest

from conversations.frames import (
    FLAG_LAST,
    MIC_HEADER,
    NO_FLOOR,
    REPLY_FRAME_BYTES,
    REPLY_HEADER,
    BadFrame,
    MicFrame,
    pack_reply_frames,
    parse_mic_frame,
)
from conversations.protocol import FRAME_SAMPLES

PCM = bytes(range(200))


@pytest.mark.parametrize(
    "frame",
    [
        MicFrame(1, 0, PCM),
        MicFrame(7, 123_456, PCM, buddy_sounds=True, echo_floor=-41),
        MicFrame(2**32 - 1, 2**32 - 1, PCM, gap=True),
        MicFrame(3, 9, PCM, buddy_sounds=True, gap=True, echo_floor=0),
        MicFrame(1, 0, bytes(FRAME_SAMPLES * 2)),
        MicFrame(1, 0, b"\x01\x02"),
    ],
)
def test_a_frame_comes_out_as_it_went_in(frame: MicFrame) -> None:
    assert parse_mic_frame(frame.pack()) == frame


def test_the_header_is_twelve_little_endian_bytes() -> None:
    data = MicFrame(0x01020304, 0x0A0B0C0D, b"\x11\x22", buddy_sounds=True, echo_floor=-2).pack()
    assert data == bytes([1, 1, 0xFE, 0, 4, 3, 2, 1, 0x0D, 0x0C, 0x0B, 0x0A, 0x11, 0x22])


def test_a_frame_without_a_floor_says_so() -> None:
    assert parse_mic_frame(MicFrame(1, 0, PCM).pack()).echo_floor == NO_FLOOR == -128


def test_a_flag_of_the_future_is_overlooked() -> None:
    data = bytearray(MicFrame(1, 0, PCM).pack())
    data[1] = 0b1000_0001
    frame = parse_mic_frame(bytes(data))
    assert (frame.buddy_sounds, frame.gap) == (True, False)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "audio.header"),
        (b"\x01" * 11, "audio.header"),
        (b"\x02" + MicFrame(1, 0, PCM).pack()[1:], "audio.header"),
        (MicFrame(1, 0, b"").pack(), "audio.size"),
        (MicFrame(1, 0, b"odd").pack(), "audio.size"),
        (MicFrame(1, 0, bytes(FRAME_SAMPLES * 2 + 2)).pack(), "audio.size"),
        (MicFrame(0, 0, PCM).pack(), "audio.turn"),
    ],
)
def test_what_is_no_frame_is_named(data: bytes, code: str) -> None:
    with pytest.raises(BadFrame) as caught:
        parse_mic_frame(data)
    assert caught.value.code == code


def test_samples_are_two_bytes_each() -> None:
    assert parse_mic_frame(MIC_HEADER.pack(1, 0, -128, 0, 1, 0) + PCM).samples == 100


# ------------------------------------------------------------------ the reply


def unpacked(frames: list[bytes]) -> list[tuple[int, int, bytes]]:
    """Flags, sample offset and audio of each frame."""
    found = []
    for frame in frames:
        kind, flags, sentence, turn, revision, offset = REPLY_HEADER.unpack_from(frame)
        assert (kind, sentence, turn, revision) == (2, 3, 4, 5)
        found.append((flags, offset, frame[REPLY_HEADER.size :]))
    return found


def reply(pcm: bytes, *, offset: int = 0, last: bool = True) -> list[tuple[int, int, bytes]]:
    return unpacked(pack_reply_frames(4, 5, 3, offset, pcm, last=last))


SAMPLES = REPLY_FRAME_BYTES // 2
LONG = bytes(i % 251 for i in range(REPLY_FRAME_BYTES * 2 + 100))


def test_a_long_chunk_is_cut_and_loses_nothing() -> None:
    frames = reply(LONG)
    assert len(frames) == 3
    assert b"".join(audio for _, _, audio in frames) == LONG


def test_every_frame_says_where_its_first_sample_is() -> None:
    frames = reply(LONG, offset=1000)
    assert [offset for _, offset, _ in frames] == [1000, 1000 + SAMPLES, 1000 + 2 * SAMPLES]


def test_only_the_last_frame_of_the_last_chunk_is_marked() -> None:
    assert [flags for flags, _, _ in reply(LONG)] == [0, 0, FLAG_LAST]
    assert [flags for flags, _, _ in reply(LONG, last=False)] == [0, 0, 0]


def test_a_chunk_of_just_one_frame_is_one_frame() -> None:
    assert [(flags, len(audio)) for flags, _, audio in reply(bytes(REPLY_FRAME_BYTES))] == [
        (FLAG_LAST, REPLY_FRAME_BYTES)
    ]


def test_an_empty_last_chunk_still_ends_the_sentence() -> None:
    assert reply(b"", offset=77) == [(FLAG_LAST, 77, b"")]
