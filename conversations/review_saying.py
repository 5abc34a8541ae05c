"""A better line, said once more on the review: heard, answered with yes or no, and kept nowhere."""

from __future__ import annotations

import io
import wave

from conversations.protocol import FRAME_SAMPLES, SAMPLE_RATE
from conversations.wav_files import UNREADABLE
from ml.registry import Engines
from ml.scenario_text import spelled_out
from ml.types import Heard, ListenFor, OfferedReply

MOST_SECONDS = 10
LEAST_SECONDS = 0.3
_KEY = "better"
# What Python's module raises over a file that lies about its lengths; only the first is its own.


def most_bytes(seconds: int) -> int:
    """Of a file so long, its header included."""
    return (seconds + 1) * SAMPLE_RATE * 2


MOST_BYTES = most_bytes(MOST_SECONDS)


class BadSound(Exception):
    """A file that is no saying; ``code`` is one of texts.yaml."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def pcm_of(data: bytes, most_seconds: int = MOST_SECONDS) -> bytes:
    """The samples of a WAV file, 16 kHz mono PCM16, from 0.3 s to ``most_seconds``; raises BadSound."""
    if len(data) > most_bytes(most_seconds):
        raise BadSound("say.long")
    try:
        with wave.open(io.BytesIO(data)) as wav:
            if (wav.getnchannels(), wav.getsampwidth(), wav.getframerate()) != (1, 2, SAMPLE_RATE):
                raise BadSound("say.format")
            pcm: bytes = wav.readframes(wav.getnframes())
    except UNREADABLE as error:
        raise BadSound("say.format") from error
    seconds = len(pcm) / 2 / SAMPLE_RATE
    if seconds > most_seconds:
        raise BadSound("say.long")
    if seconds < LEAST_SECONDS:
        raise BadSound("say.short")
    return pcm[: len(pcm) // 2 * 2]


def was_said(engines: Engines, line: str, pcm: bytes) -> bool:
    """Whether the line was said, whole and in this form; raises EngineError."""
    return _is(heard_in(engines, ListenFor(replies=(OfferedReply(_KEY, line),)), pcm), line)


def heard_in(engines: Engines, listen: ListenFor, pcm: bytes) -> Heard:
    """What the recogniser makes of the samples; raises EngineError. Nothing of them is kept."""
    session = engines.get("recogniser").open(listen)
    try:
        for start in range(0, len(pcm), FRAME_SAMPLES * 2):
            session.feed(pcm[start : start + FRAME_SAMPLES * 2])
        heard: Heard = session.close()
        return heard
    except BaseException:
        session.abandon()
        raise


def _is(heard: Heard, line: str) -> bool:
    if heard.reply == _KEY:
        return heard.slip is None
    return bool(heard.text) and spelled_out(heard.text) == spelled_out(line)
