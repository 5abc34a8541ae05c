"""Frames survive pipes that give bytes in pieces, and damage is an end, not a hang."""

from __future__ import annotations

import io

import pytest

from ml.host_wire import Closed, read_frame, write_frame


class Trickle(io.RawIOBase):
    """Gives one byte at a time."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, count: int = -1) -> bytes:
        piece, self._data = self._data[:1], self._data[1:]
        return piece


def framed(header: dict[str, object], payload: bytes = b"") -> bytes:
    stream = io.BytesIO()
    write_frame(stream, header, payload)
    return stream.getvalue()


def test_a_frame_comes_back_as_it_was_written() -> None:
    assert read_frame(io.BytesIO(framed({"a": "ж"}, b"\x00\xff"))) == ({"a": "ж"}, b"\x00\xff")


def test_a_frame_may_arrive_byte_by_byte() -> None:
    assert read_frame(Trickle(framed({"a": 1}, b"xyz"))) == ({"a": 1}, b"xyz")


@pytest.mark.parametrize("cut", [0, 3, 8, 10, -1])
def test_a_cut_frame_is_an_end(cut: int) -> None:
    with pytest.raises(Closed):
        read_frame(io.BytesIO(framed({"a": 1}, b"xyz")[:cut]))


@pytest.mark.parametrize(
    "noise", [b"hello, this is a library speaking", b"\x00\x00\x00\x02\x00\x00\x00\x00[]"]
)
def test_what_is_no_frame_is_an_end(noise: bytes) -> None:
    with pytest.raises(Closed):
        read_frame(io.BytesIO(noise))


def test_writing_to_a_closed_pipe_is_an_end() -> None:
    stream = io.BytesIO()
    stream.close()
    with pytest.raises(Closed):
        write_frame(stream, {})
