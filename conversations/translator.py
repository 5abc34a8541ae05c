"""The translator at work: within its time limit, and once more where that may help."""

from __future__ import annotations

import logging

from django.core.cache import cache

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


def meant_in(engines: Engines, pcm: bytes, language: str) -> Translation:
    """What was said in ``language``, in English; raises EngineError, ``speech.none`` where nobody spoke."""
    engine = engines.get("translator")
    for attempt in range(ATTEMPTS):
        try:
            answer: Translation = answer_in_time(
                engine,
                "translator",
                lambda: engine.translate_speech(pcm, source=language, target=ENGLISH),
            )
        except EngineError as error:
            if not error.retryable or attempt == ATTEMPTS - 1:
                raise
        else:
            if not answer.text.strip():
                raise EngineError("speech.none", "there were no words")
            return answer
    raise AssertionError("unreachable")


def question_key(name: str, what: str) -> str:
    """Where a question waits in the cache (``sound``), and its ``answer``."""
    return f"question.{name}.{what}"


def question_heard(engines: Engines, name: str) -> None:
    """Answer a question that waits in the cache. Its sound is out of there before anybody listens to it."""
    key = question_key(name, "sound")
    asked = cache.get(key)
    if asked is None or not cache.delete(key):  # nobody waits any more, or another worker has it
        return
    language, pcm = asked
    try:
        answer = meant_in(engines, pcm, language)
        told = ("", answer.text, answer.said)
    except EngineError as error:
        told = (error.code, "", "")
    except Exception as error:  # a bug costs one question, and says where it is
        logger.error("the translator broke: %s", where(error))
        told = ("engine.broken", "", "")
    cache.set(question_key(name, "answer"), told, timeout=ANSWER_SECONDS)
