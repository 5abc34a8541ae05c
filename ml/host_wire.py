"""Frames between the host and its helper processes: a JSON header and a binary payload.

One frame is two unsigned 32-bit big-endian lengths, then the header, then the payload. It is the
only thing that travels on the pipes, in both directions, on every system.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any

_LENGTHS = struct.Struct(">II")
MOST_BYTES = 64 * 1024 * 1024  # of one header or payload: a longer length means a damaged stream


class Closed(Exception):
    """The other side has gone, or what it wrote is no frame."""


def write_frame(stream: IO[bytes], header: dict[str, Any], payload: bytes = b"") -> None:
    """Write one frame and flush it; Closed when nobody reads any more."""
    head = json.dumps(header).encode()
    try:
        stream.write(_LENGTHS.pack(len(head), len(payload)) + head + payload)
        stream.flush()
    except (OSError, ValueError) as error:  # ValueError: the pipe was closed on this side
        raise Closed from error


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Wait for one frame; Closed at the end of the stream or on anything that is not a frame."""
    head_bytes, payload_bytes = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    if head_bytes > MOST_BYTES or payload_bytes > MOST_BYTES:
        raise Closed
    try:
        header = json.loads(_exactly(stream, head_bytes))
    except ValueError as error:
        raise Closed from error
    if not isinstance(header, dict):
        raise Closed
    return header, _exactly(stream, payload_bytes)


def _exactly(stream: IO[bytes], count: int) -> bytes:
    """``count`` bytes; a pipe may give them in pieces."""
    pieces: list[bytes] = []
    while count:
        try:
            piece = stream.read(count)
        except (OSError, ValueError) as error:
            raise Closed from error
        if not piece:
            raise Closed
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)
