"""Lines that somebody recorded: played as they are, whoever speaks the others."""

from __future__ import annotations

import logging
import re
import wave
from itertools import accumulate
from pathlib import Path

from django.conf import settings

from conversations.wav_files import UNREADABLE
from ml.types import AudioChunk, Mark

logger = logging.getLogger(__name__)

LEAST_RATE, MOST_RATE = 8_000, 48_000  # Hz
MOST_SECONDS = 60
_missed: set[tuple[str, str]] = set()  # topic and name: each is complained about once


class Unplayable(Exception):
    """Why a file is no recording that can be played."""


def recorded(topic: str, name: str, text: str) -> AudioChunk | None:
    """The recording of a line, with estimated marks; None when there is none that can be played.

    ``name`` is a WAV file (mono PCM16, at its own rate) in the topic's audio folder: ``TOPIC_AUDIO``/slug.
    """
    folder = Path(settings.TOPIC_AUDIO) / topic
    try:
        if Path(name).name != name:
            raise Unplayable("its name leads out of the folder")
        pcm, rate = _read(folder / name)
    except (Unplayable, OSError, *UNREADABLE) as error:
        if (topic, name) not in _missed:
            _missed.add((topic, name))
            logger.warning("a recording of %s cannot be played: %s (%s)", topic, name, type(error).__name__)
        return None
    return AudioChunk(pcm, rate, _marks(text, len(pcm) // 2 * 1000 // rate))


def _read(file: Path) -> tuple[bytes, int]:
    with wave.open(str(file), "rb") as wav:
        rate, frames = wav.getframerate(), wav.getnframes()
        if (wav.getnchannels(), wav.getsampwidth()) != (1, 2):
            raise Unplayable("it is not mono PCM16")
        if not LEAST_RATE <= rate <= MOST_RATE or not 0 < frames <= MOST_SECONDS * rate:
            raise Unplayable("its rate or its length is out of bounds")
        pcm = wav.readframes(frames)
    if not pcm:
        raise Unplayable("it is empty")
    return pcm[: len(pcm) // 2 * 2], rate


def _marks(text: str, ms: int) -> tuple[Mark, ...]:
    """When each word begins, as if every letter took as long as the others."""
    words = list(re.finditer(r"\S+", text))
    ends = list(accumulate(len(word.group()) + 1 for word in words))
    return tuple(
        Mark(ms * before // ends[-1], word.start(), word.end())
        for word, before in zip(words, [0, *ends[:-1]], strict=True)
    )
