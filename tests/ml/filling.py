"""Chat models that fill in what a test tells them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ml.chat import Health, Message
from ml.engines.model_corrector import ModelCorrector

WAIT_SECONDS = 10.0  # a model that waits for a test gives up then


def item(original: str, corrected: str, kind: str = "other") -> dict[str, str]:
    return {"original": original, "corrected": corrected, "kind": kind}


class FillingModel:
    """A ChatModel whose every answer is ``answer``, an error or a list of ``item``s, once it is let go."""

    def __init__(
        self, answer: Any = None, *, items: Sequence[dict[str, str]] = (), waits: bool = False
    ) -> None:
        self.answer = {"corrections": list(items)} if answer is None else answer
        self.asked: list[tuple[Sequence[Message], Mapping[str, Any], int]] = []
        self.go = threading.Event()
        if not waits:
            self.go.set()

    def filled_in(self, messages: Sequence[Message], schema: Mapping[str, Any], *, most_tokens: int) -> Any:
        self.asked.append((messages, schema, most_tokens))
        self.go.wait(WAIT_SECONDS)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def stream(
        self, messages: Sequence[Message], *, most_tokens: int, stopped: Callable[[], bool] = lambda: False
    ) -> Iterator[str]:
        raise AssertionError("a corrector asks for no stream")

    def health(self) -> Health:
        return Health(well=True)


def corrector(model: FillingModel, **options) -> ModelCorrector:
    made = ModelCorrector(model=model, **options)
    made.load()
    return made
