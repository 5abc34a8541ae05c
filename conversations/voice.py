"""The buddy's lines as audio. What was spoken once is kept in memory for a while: the path of a turn
and the pages that play a line again ask for the same text."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from itertools import islice

from conversations.spare import spare_counted
from ml.errors import EngineError
from ml.registry import Engines
from ml.roles import Voice
from ml.time_limit import items_in_time
from ml.types import AudioChunk, VoiceSpec

SPEAK_ATTEMPTS = 2  # a helper that died is replaced at once

Key = tuple[str, str, float]


class AudioCache:
    """Least recently used audio, bounded in bytes."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._chunks: OrderedDict[Key, tuple[AudioChunk, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> tuple[AudioChunk, ...] | None:
        with self._lock:
            if key in self._chunks:
                self._chunks.move_to_end(key)
            return self._chunks.get(key)

    def clear(self) -> None:
        """The lines may hold somebody's name, and that person is erased."""
        with self._lock:
            self._chunks.clear()
            self._bytes = 0

    def put(self, key: Key, chunks: tuple[AudioChunk, ...]) -> None:
        with self._lock:
            if key in self._chunks:
                return
            self._chunks[key] = chunks
            self._bytes += sum(len(chunk.pcm) for chunk in chunks)
            while self._bytes > self._max_bytes and len(self._chunks) > 1:
                _, old = self._chunks.popitem(last=False)
                self._bytes -= sum(len(chunk.pcm) for chunk in old)


cache = AudioCache(max_bytes=32_000_000)


def spoken(
    engines: Engines, text: str, voice: VoiceSpec, pace: float = 1.0, *, ahead: bool = False
) -> Iterator[AudioChunk]:
    """The text in the voice, chunk by chunk; raises EngineError. ``ahead``: something sounds already.

    Where the voice fails before its first sound and there is a spare one, that speaks the whole text.
    """
    begun = False
    try:
        for chunk in _spoken(engines.get("voice"), text, voice, pace, ahead=ahead):
            begun = True
            yield chunk
    except EngineError as error:
        if begun or not engines.has("spare_voice"):
            raise
        spare_counted("voice", error.code)
        yield from _spoken(engines.get("spare_voice"), text, voice, pace, ahead=ahead)


def _spoken(engine: Voice, text: str, voice: VoiceSpec, pace: float, *, ahead: bool) -> Iterator[AudioChunk]:
    """The same by one engine, from the cache where it said that before."""
    key = (engine.label(voice), text, pace)
    known = cache.get(key)
    if known is not None:
        yield from known
        return
    chunks: list[AudioChunk] = []
    for attempt in range(SPEAK_ATTEMPTS):
        try:
            # A second attempt says the sentence from its start; what was given already is skipped.
            said = items_in_time(engine, "voice", lambda: engine.speak(text, voice, pace=pace, ahead=ahead))
            for chunk in islice(said, len(chunks), None):
                chunks.append(chunk)
                yield chunk
        except EngineError as error:
            if not error.retryable or attempt == SPEAK_ATTEMPTS - 1:
                raise
        else:
            break
    if chunks:  # silence is asked for anew
        cache.put(key, tuple(chunks))
