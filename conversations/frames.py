"""Audio frames on the socket: a fixed little-endian header, then mono PCM16.

Microphone (client → server), 12 bytes: kind 1 · flags · echo floor (dBFS, signed; -128 = none) ·
reserved 0 · turn · sample offset within the turn. Flags: 1 = the buddy is sounding at this moment,
2 = audio before this offset is gone (the client's memory is bounded), go on from here.

Reply (server → client), 16 bytes: kind 2 · flags · sentence · turn · revision · sample offset within
the sentence. Flags: 1 = last frame of the sentence.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from conversations.protocol import FRAME_SAMPLES

MIC_HEADER = struct.Struct("<BBbBII")
REPLY_HEADER = struct.Struct("<BBHIII")
KIND_MIC, KIND_REPLY = 1, 2
FLAG_BUDDY_SOUNDS, FLAG_GAP = 1, 2
FLAG_LAST = 1
NO_FLOOR = -128
REPLY_FRAME_BYTES = 4_096  # 93 ms of eSpeak NG: over 400 kbit/s one plays while the next is on its way


class BadFrame(Exception):
    """A binary message that is no microphone frame; ``code`` is for ``error.raised``."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class MicFrame:
    turn: int
    offset: int  # samples
    pcm: bytes
    buddy_sounds: bool = False
    gap: bool = False
    echo_floor: int = NO_FLOOR  # dBFS

    @property
    def samples(self) -> int:
        return len(self.pcm) // 2

    def pack(self) -> bytes:
        flags = FLAG_BUDDY_SOUNDS * self.buddy_sounds | FLAG_GAP * self.gap
        return MIC_HEADER.pack(KIND_MIC, flags, self.echo_floor, 0, self.turn, self.offset) + self.pcm


def parse_mic_frame(data: bytes) -> MicFrame:
    """A binary message as a frame; raises BadFrame."""
    if len(data) < MIC_HEADER.size or data[0] != KIND_MIC:
        raise BadFrame(
            "audio.header", "An audio frame starts with 12 bytes: kind 1, flags, floor, 0, turn, offset."
        )
    _, flags, floor, _, turn, offset = MIC_HEADER.unpack_from(data)
    size = len(data) - MIC_HEADER.size
    if size == 0 or size % 2 or size > FRAME_SAMPLES * 2:
        raise BadFrame("audio.size", f"A frame holds 1 to {FRAME_SAMPLES} samples of 16 bits.")
    if turn == 0:
        raise BadFrame("audio.turn", "Turns count from 1.")
    return MicFrame(
        turn=turn,
        offset=offset,
        pcm=data[MIC_HEADER.size :],
        buddy_sounds=bool(flags & FLAG_BUDDY_SOUNDS),
        gap=bool(flags & FLAG_GAP),
        echo_floor=floor,
    )


def pack_reply_frames(
    turn: int, revision: int, sentence: int, offset: int, pcm: bytes, *, last: bool
) -> list[bytes]:
    """A chunk of a sentence as frames that a slow link can interleave; ``offset`` in samples."""
    frames = []
    for start in range(0, max(len(pcm), 1), REPLY_FRAME_BYTES):
        piece = pcm[start : start + REPLY_FRAME_BYTES]
        flags = FLAG_LAST if last and start + REPLY_FRAME_BYTES >= len(pcm) else 0
        header = REPLY_HEADER.pack(KIND_REPLY, flags, sentence, turn, revision, offset + start // 2)
        frames.append(header + piece)
    return frames


def reply_turn(frame: bytes) -> int:
    """The turn that a reply's frame belongs to."""
    turn: int = REPLY_HEADER.unpack_from(frame)[3]
    return turn
