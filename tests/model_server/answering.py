"""What a stand-in was asked, and the ways of writing bytes back."""

from __future__ import annotations

import json
import select
import socket
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

MODEL = "meta-llama/Llama-2-7b-chat-hf"
VERSION = "3.3.7"


@dataclass
class Asked:
    """A request that came."""

    path: str
    headers: dict[str, str]  # names in small letters
    body: dict[str, Any]
    left: bool = False  # the client was gone before the answer had ended
    over: threading.Event = field(default_factory=threading.Event)


class Gone(Exception):
    """The client is not there any more, or the stand-in stops."""


class Answer:
    """One answer; each method writes a part of it at once. Raises Gone."""

    def __init__(
        self, handler: BaseHTTPRequestHandler, asked: Asked, stopping: threading.Event, *, openai: bool
    ) -> None:
        self.asked = asked
        self._handler = handler
        self._stopping = stopping
        self._openai = openai

    # -------------------------------------------------------------- answers in one

    def whole(self, text: str, end: str) -> None:
        words = len(text.split())
        self.json(
            200,
            {
                "object": "chat.completion",
                "id": "",
                "created": int(time.time()),
                "model": MODEL,
                "system_fingerprint": f"{VERSION}-native",
                "choices": [
                    {
                        "index": 0,
                        "message": {"role": "assistant", "content": text},
                        "logprobs": None,
                        "finish_reason": end,
                    }
                ],
                "usage": {"prompt_tokens": 1, "completion_tokens": words, "total_tokens": 1 + words},
            },
        )

    def error(self, status: int, message: str, kind: str) -> None:
        if self._openai:
            said: object = {"message": message, "type": kind, "param": None, "code": status}
            self.json(status, {"error": said})
        else:
            self.json(status, {"error": message, "error_type": kind})

    def unauthorised(self) -> None:
        if self._openai:
            self.json(401, {"error": "Unauthorized"})
        else:  # TGI says no more than that
            self.send(401, "", b"")

    def json(self, status: int, value: object) -> None:
        self.send(status, "application/json", json.dumps(value).encode())

    def send(self, status: int, kind: str, body: bytes) -> None:
        self._headers(status, kind, {"content-length": str(len(body))})
        self._bytes(body)

    # -------------------------------------------------------------- a stream

    def begin(self) -> None:
        self._headers(200, "text/event-stream", {"transfer-encoding": "chunked", "cache-control": "no-cache"})
        if self._openai:
            self._chunk({"role": "assistant", "content": ""})

    def piece(self, text: str) -> None:
        self._chunk({"content": text} if self._openai else {"role": "assistant", "content": text})

    def end(self, reason: str) -> None:
        """The finish reason, in a piece without words, and what follows it."""
        self._chunk({} if self._openai else {"role": "assistant", "content": ""}, reason)
        self.done()

    def done(self) -> None:
        self.write(b"data: [DONE]\n\n")
        self.close()

    def event(self, value: object) -> None:
        self.write(b"data: " + json.dumps(value).encode() + b"\n\n")

    def write(self, part: bytes) -> None:
        self._bytes(b"%x\r\n%b\r\n" % (len(part), part))

    def close(self) -> None:
        """The end of the body, as HTTP has it."""
        self._bytes(b"0\r\n\r\n")

    def hang_up(self) -> None:
        """The end of the connection, whatever was promised."""
        self._handler.close_connection = True
        self._handler.wfile.flush()
        self._handler.connection.shutdown(socket.SHUT_RDWR)

    def waits(self, seconds: float) -> bool:
        """Let time pass; whether the client is still there."""
        until = time.monotonic() + seconds
        while not self._stopping.is_set():
            left = until - time.monotonic()
            ready, _, _ = select.select([self._handler.connection], [], [], max(0.0, min(left, 0.05)))
            if ready and not self._peeked():
                raise Gone
            if left <= 0:
                return True
            if ready:  # another request waits behind this one: nothing to read yet
                time.sleep(min(left, 0.05))
        raise Gone

    def _peeked(self) -> bytes:
        """What the client sent on; nothing when it left, politely or not."""
        try:
            return bytes(self._handler.connection.recv(1, socket.MSG_PEEK))
        except OSError:
            return b""

    def _chunk(self, delta: dict[str, str], end: str | None = None) -> None:
        self.event(
            {
                "object": "chat.completion.chunk",
                "id": "",
                "created": int(time.time()),
                "model": MODEL,
                "system_fingerprint": f"{VERSION}-native",
                "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": end}],
                "usage": None,
            }
        )

    def _headers(self, status: int, kind: str, more: dict[str, str]) -> None:
        self._handler.send_response(status)
        for name, value in ({"content-type": kind} if kind else {}).items() | more.items():
            self._handler.send_header(name, value)
        try:
            self._handler.end_headers()
        except OSError as error:
            raise Gone from error

    def _bytes(self, part: bytes) -> None:
        try:
            self._handler.wfile.write(part)
        except OSError as error:
            raise Gone from error
