"""Asks a model server for a chat and keeps what came over the wire, byte for byte where it is no event.

Of the standard library, so that a server is tested apart from the clients that will ask it.
"""

from __future__ import annotations

import contextlib
import http.client
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ml.chat import Message

HELLO = (Message("user", "Hello!"),)


@dataclass
class Came:
    """An answer. ``events`` are the values of its stream, ``text`` their words or the whole body."""

    status: int
    kind: str
    text: str = ""
    end: str | None = None
    events: list[Any] = field(default_factory=list)
    done: bool = False  # it ended with [DONE]
    broken: bool = False  # HTTP had promised more


def chat(
    url: str, messages: Sequence[Message] = HELLO, *, stream: bool = True, key: str = "", **more: Any
) -> Came:
    with asking(url, messages, stream=stream, key=key, **more) as response:
        came = Came(response.status, response.headers.get_content_type())
        try:
            body = response.read()
        except http.client.IncompleteRead as error:
            body, came.broken = error.partial, True
        if came.kind == "text/event-stream":
            for line in body.splitlines():
                read_line(came, line)
        else:
            came.text = body.decode()
        return came


@contextlib.contextmanager
def asking(
    url: str,
    messages: Sequence[Message] = HELLO,
    *,
    stream: bool = True,
    key: str = "",
    model: str = "tgi",
    seconds: float = 60,
    **more: Any,
) -> Iterator[http.client.HTTPResponse]:
    """The response, not yet read; the connection is closed behind it."""
    body = {
        "model": model,
        "messages": [{"role": message.role, "content": message.text} for message in messages],
        "stream": stream,
        "max_tokens": 80,
        **more,
    }
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {key}"} if key else {})
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=seconds)
    with contextlib.closing(connection):
        connection.request("POST", "/v1/chat/completions", json.dumps(body), headers)
        response = connection.getresponse()
        with contextlib.closing(response):
            yield response


def got(url: str, path: str) -> tuple[int, Any]:
    """Status and value of a GET."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", path)
        response = connection.getresponse()
        text = response.read()
        return response.status, json.loads(text) if text else None


def read_line(came: Came, line: bytes) -> None:
    said = line.decode().strip().removeprefix("data:").strip()
    if said == "[DONE]":
        came.done = True
    elif said:
        with contextlib.suppress(ValueError):
            came.events.append(json.loads(said))
            for choice in came.events[-1].get("choices") or ():
                came.text += choice["delta"].get("content") or ""
                came.end = choice.get("finish_reason") or came.end
