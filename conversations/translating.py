"""Between English and the learner's first language: who can, and a question that was asked aloud.

Embedded, the engine works in a thread of this process. On a server only workers have engines: the question
waits in the cache, in memory and for seconds, and a task takes it out by its name.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from concurrent.futures import ThreadPoolExecutor

import redis
from django.conf import settings
from django.core.cache import cache
from kombu.exceptions import OperationalError

from accounts.models import User
from accounts.services import profile_of
from conversations.asked_sound import Aloud
from conversations.engines import engines
from conversations.tasks import question_answer
from conversations.translator import Waiting, language_known, meant_in, question_key
from ml.errors import EngineError
from ml.types import Translation

logger = logging.getLogger(__name__)

WAIT_SECONDS = 20  # for an answer; who has a question in the middle of a talk waits no longer
LOOK_SECONDS = 0.1
POOL = ThreadPoolExecutor(max_workers=4, thread_name_prefix="translate")


def first_language(user: User) -> str:
    """The learner's first language, where this server translates between it and English; else empty."""
    return language_known(engines(), profile_of(user).native_language)


async def meant(pcm: bytes, language: str, aloud: Aloud | None = None) -> Translation:
    """What was said in ``language``, in English; raises EngineError, also when it takes too long.

    ``aloud``: a worker that answers says it, too (``asked_sound.py``)."""
    if settings.PROFILE == "server":
        return await _by_a_worker(pcm, language, aloud)
    until = time.monotonic() + WAIT_SECONDS
    work = asyncio.get_running_loop().run_in_executor(POOL, meant_in, engines(), pcm, language, until)
    try:
        return await asyncio.wait_for(work, WAIT_SECONDS)
    except TimeoutError:
        raise EngineError("engine.timeout", "the translator took too long", retryable=True) from None


async def _by_a_worker(pcm: bytes, language: str, aloud: Aloud | None) -> Translation:
    name = secrets.token_urlsafe(16)
    waits, sound, answer = (question_key(name, what) for what in ("waits", "sound", "answer"))
    asked = Waiting(language, pcm, time.time() + WAIT_SECONDS, aloud)
    try:
        await cache.aset(waits, True, timeout=WAIT_SECONDS)
        await cache.aset(sound, asked, timeout=WAIT_SECONDS)
        await asyncio.to_thread(_queue, name)
        for _ in range(round(WAIT_SECONDS / LOOK_SECONDS)):
            found = await cache.aget(answer)
            if found is not None:
                return _answered(found)
            await asyncio.sleep(LOOK_SECONDS)
    except (redis.RedisError, OperationalError) as error:
        logger.warning("a question could not be asked (%s)", type(error).__name__)
        raise EngineError("engine.away", "the workers cannot be reached", retryable=True) from error
    finally:
        await _forget(waits)  # the sign first: see answer_put
        await _forget(sound, answer)
    raise EngineError("engine.timeout", "no worker answered in time", retryable=True)


def _queue(name: str) -> None:
    question_answer.apply_async((name,), expires=WAIT_SECONDS, retry=False)


def _answered(found: tuple[str, str, str]) -> Translation:
    code, text, said = found
    if code:
        raise EngineError(code)
    return Translation(text, said)


async def _forget(*keys: str) -> None:
    try:
        await cache.adelete_many(keys)
    except redis.RedisError:
        logger.warning("a question is left to its expiry")  # some seconds
