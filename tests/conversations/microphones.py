"""A microphone whose sound is written down: ``#`` loud, ``.`` quiet, 32 ms each."""

from __future__ import annotations

from typing import Any

import numpy as np

from conversations.audiostream import Frame, LocalAudioStream, Sign
from conversations.frames import MicFrame
from conversations.gate import LEAD_IN_MS, SpeechGate
from conversations.microphone import Begin, Microphone
from conversations.protocol import SAMPLE_RATE
from tests.conversations.sounds import Loudness

FRAME = 512
LEAD_IN = LEAD_IN_MS * SAMPLE_RATE // 1000
LOUD = np.tile(np.array([4000, -4000], dtype="<i2"), FRAME // 2).tobytes()
QUIET = bytes(FRAME * 2)


class Clock:
    """Time that passes only when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


def mic(turn: int = 1, **options: Any) -> Microphone:
    return Microphone(SpeechGate(Loudness()), turn, **options)


def send(microphone: Microphone, pattern: str, at: int | None = None, **flags: Any) -> list[Any]:
    """Frames of 512 samples, ``#`` loud and ``.`` quiet, from a place on; what is to be done about them."""
    offset = microphone.expected if at is None else at
    actions: list[Any] = []
    for letter in pattern:
        pcm = LOUD if letter == "#" else QUIET
        actions += microphone.take(MicFrame(microphone.turn, offset, pcm, **flags))
        offset += FRAME
    return actions


def started(pattern: str = "." * 20 + "###", **options: Any) -> tuple[Microphone, LocalAudioStream, Begin]:
    """A microphone in the middle of a turn."""
    microphone, stream = mic(**options), LocalAudioStream()
    (begin,) = send(microphone, pattern)
    microphone.begin(stream, begin.offset)
    return microphone, stream, begin


def frames(stream: LocalAudioStream) -> list[Frame]:
    return [item for item in stream.read(0, 0) if isinstance(item, Frame)]


def signs(stream: LocalAudioStream) -> list[tuple[str, int]]:
    return [(item.signal.value, item.offset) for item in stream.read(0, 0) if isinstance(item, Sign)]


def audio(stream: LocalAudioStream) -> str:
    """The stream's samples in the letters of ``send``, whole frames only."""
    pcm = b"".join(frame.pcm for frame in frames(stream))
    return "".join("#" if pcm[at : at + 2] != b"\0\0" else "." for at in range(0, len(pcm), FRAME * 2))
