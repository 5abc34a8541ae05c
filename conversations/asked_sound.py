"""The English of an answer in the buddy's voice, from the worker that gave it: in the cache, for a minute.

Web processes of a server have no such voice. Whoever asks for the sound while it is made waits a little.
"""

from __future__ import annotations

import hashlib
import logging
import time
from dataclasses import dataclass
from uuid import UUID

import redis
from django.core.cache import cache

from conversations.asked_models import MOST_PHRASE
from conversations.voice import spoken
from ml.errors import EngineError, where
from ml.registry import Engines
from ml.types import AudioChunk, VoiceSpec

logger = logging.getLogger(__name__)

KEPT_SECONDS = 60  # the page asks for it at once, and keeps it itself
MAKING_SECONDS = 8
LOOK_SECONDS = 0.1
_MAKING = "making"


@dataclass(frozen=True, slots=True)
class Aloud:
    """How an answer is to be said: in which talk, by whom, how fast."""

    talk: UUID
    voice: VoiceSpec
    pace: float


def phrase_text(text: str) -> str:
    """English as it is kept, and said."""
    return text.strip()[:MOST_PHRASE]


def sound_promise(aloud: Aloud, text: str) -> None:
    """Say that the sound is on its way."""
    cache.set(_key(aloud.talk, phrase_text(text)), _MAKING, timeout=MAKING_SECONDS)


def sound_make(engines: Engines, aloud: Aloud, text: str) -> None:
    """Keep the promise; where the voice fails, take it back."""
    phrase = phrase_text(text)
    key = _key(aloud.talk, phrase)
    try:
        chunks = list(spoken(engines, phrase, aloud.voice, aloud.pace))
    except EngineError:
        chunks = []
    except Exception as error:  # a bug costs one sound, and says where it is
        logger.error("an answer could not be said: %s", where(error))
        chunks = []
    if chunks:
        sound = (chunks[0].sample_rate, b"".join(chunk.pcm for chunk in chunks))
        cache.set(key, sound, timeout=KEPT_SECONDS)
    else:
        cache.delete(key)


def sound_forget(aloud: Aloud, text: str) -> None:
    """Nobody waits for it any more."""
    cache.delete(_key(aloud.talk, phrase_text(text)))


def sound_of(talk: UUID, text: str) -> AudioChunk | None:
    """The sound of a phrase that was just answered; None where no worker has said it, or long ago."""
    until = time.monotonic() + MAKING_SECONDS
    try:
        while (found := cache.get(_key(talk, text))) == _MAKING and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
    except redis.RedisError as error:
        logger.warning("the sound of an answer could not be fetched (%s)", type(error).__name__)
        return None
    if found is None or found == _MAKING:
        return None
    rate, pcm = found
    return AudioChunk(pcm, rate)


def _key(talk: UUID, text: str) -> str:
    """Of this text in this talk; the text itself is not read in it."""
    return "asked." + hashlib.sha256(f"{talk} {text}".encode()).hexdigest()
