"""What every client of a chat model does alike: limits of time, one retry, a stream that is looked after.

A subclass says how a request is made and what its library's errors mean. Nothing said by anybody goes into
an error's message.
"""

from __future__ import annotations

import json
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ml.chat import RETRYABLE, Health, Message
from ml.errors import EngineError

FIRST_SECONDS = 2.5  # until the first token: beyond it a learner wonders whether anybody is there
WHOLE_SECONDS = 8.0  # until the last, the time left out in which nobody asks for more
PAUSE_SECONDS = (0.05, 0.2)  # before the second try, drawn, so that ten do not come back together
JSON_SECONDS = 15.0  # for an answer that nobody waits for
MOST_JSON = 20_000  # letters of it


class Piece(NamedTuple):
    """A part of an answer; ``end`` is the finish reason, with the last one."""

    text: str
    end: str | None


class ChatClient(ABC):
    """A ChatModel (``ml/chat.py``) behind an HTTP server."""

    def __init__(
        self,
        url: str,
        *,
        name: str = "",
        key: str = "",
        first_seconds: float = FIRST_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
    ) -> None:
        """``url`` with or without ``/v1``; ``name`` of the model; ``key`` is the server's API key."""
        self.url = server_url(url)
        self.name = name
        self._key = key
        self._first_seconds = first_seconds
        self._whole_seconds = whole_seconds

    # -------------------------------------------------------------- of a subclass

    @abstractmethod
    def load(self) -> None:
        """Import the library; EngineError ``engine.missing`` without it. No request is made."""

    @abstractmethod
    def _request(
        self,
        messages: list[dict[str, str]],
        *,
        most_tokens: int,
        seconds: float,
        schema: Mapping[str, Any] | None = None,
    ) -> Generator[Piece, None, None]:
        """The answer of one request; ``seconds`` without a byte are too many."""

    @abstractmethod
    def _error(self, error: Exception) -> EngineError | None:
        """What an error of the library means, in codes of ``ml.chat.CODES``; None: a bug of ours."""

    @abstractmethod
    def health(self) -> Health:
        """See ``ChatModel``."""

    # -------------------------------------------------------------- for whoever asks

    def stream(
        self, messages: Sequence[Message], *, most_tokens: int, stopped: Callable[[], bool] = lambda: False
    ) -> Iterator[str]:
        """See ``ChatModel``. A request is made again once, and only as long as nothing was given on."""
        self.load()
        begun = time.monotonic()
        for last in (False, True):
            given = False
            try:
                for text in self._texts(messages, most_tokens, begun, stopped):
                    given = True
                    yield text
                return
            except EngineError as error:
                late = time.monotonic() - begun > self._first_seconds / 2
                if given or last or late or error.code not in RETRYABLE or stopped():
                    raise
            time.sleep(random.uniform(*PAUSE_SECONDS))

    def filled_in(self, messages: Sequence[Message], schema: Mapping[str, Any], *, most_tokens: int) -> Any:
        """See ``ChatModel``."""
        self.load()
        pieces = self._guarded(
            lambda: self._request(
                _plain(messages), most_tokens=most_tokens, seconds=JSON_SECONDS, schema=schema
            )
        )
        text, begun = "", time.monotonic()
        with closing(pieces) as answer:
            for piece in answer:
                text += piece.text
                if len(text) > MOST_JSON or time.monotonic() - begun > JSON_SECONDS:
                    raise EngineError("model.slow", "the answer does not end")
                if piece.end is not None:
                    break
        try:
            return json.loads(text)
        except ValueError:
            raise EngineError("model.garbled", "the answer is no JSON") from None

    def _texts(
        self, messages: Sequence[Message], most_tokens: int, begun: float, stopped: Callable[[], bool]
    ) -> Iterator[str]:
        """The words of one request's answer. Ends early when stopped; raises when it is no whole answer."""
        end, events, words, waited = None, 0, False, time.monotonic() - begun
        request = self._guarded(
            lambda: self._request(_plain(messages), most_tokens=most_tokens, seconds=self._first_seconds)
        )
        with closing(request) as pieces:
            asked = time.monotonic()
            for piece in pieces:
                if stopped():
                    return
                events += 1
                words = words or bool(piece.text.strip())
                waited += time.monotonic() - asked
                if waited > self._whole_seconds or (not words and waited > self._first_seconds):
                    raise EngineError("model.slow", f"{waited:.1f} s")
                if piece.text:
                    yield piece.text
                end = piece.end or end
                if end is not None:
                    break
                asked = time.monotonic()
        if end is None:
            code = "model.cut" if events else "model.garbled"
            raise EngineError(code, "the stream ended too early" if events else "no event in the stream")
        if not words:
            raise EngineError("model.empty", "no words in the answer")

    def _guarded(self, make: Callable[[], Generator[Piece, None, None]]) -> Generator[Piece, None, None]:
        """The pieces; what the library raises becomes an EngineError."""
        try:
            with closing(make()) as pieces:
                for piece in pieces:
                    if not isinstance(piece.text, str):
                        raise EngineError("model.garbled", "a piece is no text")
                    yield piece
        except EngineError:
            raise
        except Exception as error:
            found = self._error(error)
            if found is None:
                raise
            raise found from None  # the cause may quote the request


def server_url(url: str) -> str:
    """Scheme, host and path without ``/v1``; ValueError says what is wrong."""
    parts = urlsplit(url.strip())
    try:
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or parts.query or parts.fragment:
        raise ValueError("write http://host:port, with nothing behind it but a path")
    return url.strip().rstrip("/").removesuffix("/v1").rstrip("/")


def error_of_status(status: int, kind: str, message: str) -> EngineError:
    """What an HTTP status means, with the ``error_type`` and the message that a server sent along.

    Servers name an unknown model in 404 or 400, refuse keys with 401 or 403, and TGI tells 422 for a
    request, 424 and 500 for a failed generation, 429 for overload (router/src/server.rs).
    """
    words = f"{kind} {message}".lower()
    if status in {429, 503} or "overload" in words:
        code = "model.overloaded"
    elif status in {401, 403}:
        code = "model.key"
    elif status == 404 or (status == 400 and "model" in words):
        code = "model.name"
    elif status in {400, 405, 413, 415, 422} or kind in {"validation", "template_error", "tool_error"}:
        code = "model.request"
    else:
        code = "model.broken"
    return EngineError(code, f"status {status} {kind}".strip(), retryable=code in RETRYABLE)


def _plain(messages: Sequence[Message]) -> list[dict[str, str]]:
    return [{"role": message.role, "content": message.text} for message in messages]
