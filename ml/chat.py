"""What a chat model is to the engines that ask one: Protocol and values only.

The clients behind it are ``ml/engines/tgi.py`` and ``ml/engines/openai_api.py``; each raises EngineError
with one of the codes of ``CODES`` and never puts what was said into a message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

CODES = {
    "model.unreachable": "nobody answers at the address, or the connection breaks",
    "model.slow": "no token came in time",
    "model.overloaded": "too many requests (429, 503, or said inside the stream)",
    "model.key": "the API key is refused (401, 403)",
    "model.name": "the server does not have the model (404, or 400 that names it)",
    "model.request": "the server refuses the request (400, 413, 422): too long, roles out of order",
    "model.broken": "the server failed while answering (424, 5xx, or an error inside the stream)",
    "model.garbled": "the answer is no chat completion: HTML, half a JSON",
    "model.cut": "the stream ended without a finish reason",
    "model.empty": "the answer holds no words",
}
RETRYABLE = frozenset(("model.unreachable", "model.slow", "model.overloaded", "model.broken", "model.cut"))


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat. A system message stands first; then user and assistant alternate."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Health:
    """What a server says of itself; ``window``: tokens of prompt and answer, 0 where it does not say."""

    well: bool
    model: str = ""
    window: int = 0
    version: str = ""


class ChatModel(Protocol):
    """A server with a chat model. Called from many threads at once."""

    def load(self) -> None:
        """Get ready, without a request; EngineError ``engine.missing`` where a package is missing."""

    def stream(
        self, messages: Sequence[Message], *, most_tokens: int, stopped: Callable[[], bool] = lambda: False
    ) -> Iterator[str]:
        """The answer piece by piece. Closing the iterator, or ``stopped()``, ends the work on the server."""

    def filled_in(self, messages: Sequence[Message], schema: Mapping[str, Any], *, most_tokens: int) -> Any:
        """The answer as JSON that was asked to follow ``schema``; whoever asks checks what came.

        EngineError ``model.garbled`` where it is no JSON.
        """

    def health(self) -> Health:
        """How the server is, within seconds; ``well=False`` instead of an error."""
