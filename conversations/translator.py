"""The translator at work: within its time limit, and once more where that may help."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from django.core.cache import cache

from conversations.asked_sound import Aloud, sound_forget, sound_make, sound_promise
from conversations.protocol import SAMPLE_RATE
from ml.errors import EngineError, where
from ml.registry import Engines
from ml.time_limit import answer_in_time
from ml.types import Translation

logger = logging.getLogger(__name__)

ENGLISH = "en"
ATTEMPTS = 2
ANSWER_SECONDS = 20  # an answer that nobody fetched is forgotten then


def language_known(engines: Engines, native: str) -> str:
    """The first language itself, where it is translated into English and back; else empty."""
    if native == ENGLISH or not engines.has("translator"):
        return ""
    known = engines.capabilities("translator")
    hears = known.sample_rate == SAMPLE_RATE  # what pages send
    return native if hears and {native, ENGLISH} <= set(known.languages) else ""


def meant_in(engines: Engines, pcm: bytes, language: str, until: float) -> Translation:
    """What was said in ``language``, in English; raises EngineError, ``speech.none`` where nobody spoke.

    ``until``, by ``time.monotonic``, somebody waits for it.
    """
    engine = engines.get("translator")
    for attempt in range(ATTEMPTS):
        left = until - time.monotonic()
        if left <= 0:
            raise EngineError("engine.timeout", "nobody waits any more", retryable=True)
        try:
            answer: Translation = answer_in_time(
                engine,
                "translator",
                lambda: engine.translate_speech(pcm, source=language, target=ENGLISH),
                most=left,
            )
        except EngineError as error:
            if not error.retryable or attempt == ATTEMPTS - 1:
                raise
        else:
            if not answer.text.strip():
                raise EngineError("speech.none", "there were no words")
            return answer
    raise AssertionError("unreachable")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question in the cache, for a worker."""

    language: str
    pcm: bytes
    until: float  # by ``time.time``, as the task's own expiry
    aloud: Aloud | None = None  # the answer is to be said, too


def question_key(name: str, what: str) -> str:
    """Where a question waits in the cache (``sound``), its ``answer``, and a sign that somebody ``waits``."""
    return f"question.{name}.{what}"


def question_heard(engines: Engines, name: str) -> None:
    """Answer a question that waits in the cache. Its sound is out of there before anybody listens to it."""
    key = question_key(name, "sound")
    asked: Waiting | None = cache.get(key)
    if asked is None or not cache.delete(key):  # nobody waits any more, or another worker has it
        return
    until = time.monotonic() + asked.until - time.time()
    try:
        answer = meant_in(engines, asked.pcm, asked.language, until)
        told = ("", answer.text, answer.said)
    except EngineError as error:
        told = (error.code, "", "")
    except Exception as error:  # a bug costs one question, and says where it is
        logger.error("the translator broke: %s", where(error))
        told = ("engine.broken", "", "")
    code, text, _ = told
    if code or asked.aloud is None:
        answer_put(name, told)
        return
    sound_promise(asked.aloud, text)  # before anybody can ask for it
    if answer_put(name, told):
        sound_make(engines, asked.aloud, text)
    else:
        sound_forget(asked.aloud, text)


def answer_put(name: str, told: tuple[str, str, str]) -> bool:
    """Give the answer to whoever waits; gives whether anybody does. First put, then looked: who leaves takes
    the sign away first and then the answer, so that one of the two removes it."""
    key = question_key(name, "answer")
    cache.set(key, told, timeout=ANSWER_SECONDS)
    if cache.get(question_key(name, "waits")):
        return True
    cache.delete(key)
    return False
