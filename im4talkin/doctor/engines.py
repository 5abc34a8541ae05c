"""Each engine at work: the voice speaks a sentence to the recogniser, the corrector finds a mistake."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from conversations.engines import engines, page_engines
from im4talkin.doctor.findings import Finding, ill, look, well
from ml.errors import EngineError
from ml.registry import Engines
from ml.types import AudioChunk, ListenFor, OfferedReply, VoiceSpec

LINES = (
    "I would like a cup of tea, please.",
    "The train leaves at half past nine.",
    "My brother plays chess.",
)
MISTAKE = "He go to school every day."
RATE = 16_000
CHUNK = 2048  # bytes


def engines_here() -> Iterator[Finding]:
    """On a server without the heavy ones: its workers have them loaded, and ``/status/`` lets them try."""
    yield from engines_at_work(page_engines())


def engines_at_work(tried: Engines | None = None) -> Iterator[Finding]:
    """``tried``: in place of the engines of this process's talks."""
    tried = tried or engines()
    try:
        heard = _hears_itself(tried)
    except EngineError as error:
        yield ill(
            f"Voice and recogniser do not work together ({error.code}): learners would not be answered.",
            f"Голос и распознавание не работают вместе ({error.code}): ученикам не ответят.",
        )
    else:
        if heard:
            yield well(
                "The voice speaks, and the recogniser understands it.",
                "Голос говорит, и распознавание его понимает.",
            )
        else:
            yield look(
                "The voice speaks, but the recogniser is not sure what it hears.",
                "Голос говорит, но распознавание не уверено в услышанном.",
            )
    yield from _corrector(tried)


def _hears_itself(tried: Engines) -> bool:
    pcm = b"".join(_at_16_khz(chunk.pcm, chunk.sample_rate) for chunk in _speech(tried))
    replies = tuple(OfferedReply(f"line.{number}", text) for number, text in enumerate(LINES))
    session = tried.get("recogniser").open(ListenFor(replies=replies))
    try:
        for start in range(0, len(pcm), CHUNK):
            session.feed(pcm[start : start + CHUNK])
        return bool(session.close().reply == "line.0")
    except EngineError:
        session.abandon()
        raise


def _speech(tried: Engines) -> list[AudioChunk]:
    return list(tried.get("voice").speak(LINES[0], VoiceSpec(accent="en-US", sex="m")))


def _at_16_khz(pcm: bytes, rate: int) -> bytes:
    samples = np.frombuffer(pcm, "<i2").astype(np.float32)
    count = len(samples) * RATE // rate
    places = np.arange(count) * rate / RATE
    found = np.interp(places, np.arange(len(samples)), samples)
    return bytes(found.astype("<i2").tobytes())


def _corrector(tried: Engines) -> Iterator[Finding]:
    try:
        found = tried.get("corrector").check(MISTAKE, spoken=False)
    except EngineError as error:
        yield look(
            f"Corrections are off ({error.code}); talks go on without them.",
            f"Исправления не работают ({error.code}); разговоры идут без них.",
        )
        return
    if found:
        yield well("Mistakes in typed answers are found.", "Ошибки в написанных ответах находятся.")
    else:
        yield look(
            "A plain mistake was not found: are the packages of requirements.txt complete?",
            "Простая ошибка не найдена: все ли пакеты из requirements.txt установлены?",
        )
