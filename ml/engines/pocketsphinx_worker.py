"""PocketSphinx inside a helper process: one utterance at a time over decoders that stay loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml.engines.pocketsphinx_models import Models
from ml.engines.pocketsphinx_turn import Turn
from ml.errors import EngineError

Answer = tuple[dict[str, Any], bytes]


class PocketSphinxWorker:
    """``open`` an utterance, ``feed`` it samples, ``peek`` at the result, ``close`` or ``abandon`` it."""

    def __init__(self) -> None:
        self._models = Models()
        self._turn: Turn | None = None

    def handle(self, method: str, header: Mapping[str, Any], payload: bytes) -> Answer:
        if method == "open":
            self._end()
            self._turn = Turn(self._models, header)
            return {}, b""
        if method == "abandon":
            self._end()
            return {}, b""
        if self._turn is None:
            raise EngineError("engine.died", "no utterance is open", retryable=True)
        if method == "feed":
            return self._turn.feed(payload), b""
        if method == "peek":
            return self._turn.result(), b""
        if method == "close":
            result = self._turn.result(final=True)
            self._end()
            return result, b""
        raise EngineError("engine.failed", f"no method {method}")

    def _end(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.end()
