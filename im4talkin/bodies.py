"""How much one request may bring: what is too large is refused before it fills a disk.

Django reads a whole body before it asks whose it is. Sockets have a limit of their own (``server.py``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

MOST_BYTES = 10_000_000  # a long recording or a topic with its pictures

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]
TOO_LARGE = b"This is larger than the server takes. Nothing was changed. Send less than 10 MB."


class TooLarge(Exception):
    """More came than was said, or than is taken."""


def bounded(application: Application, most: int = MOST_BYTES) -> Application:
    """The application, given bodies of at most ``most`` bytes; others are answered with 413."""

    async def answer(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if _said(scope) > most:
            await _refuse(send)
            return
        came, begun = 0, False

        async def counted() -> Mapping[str, Any]:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > most:
                raise TooLarge
            return message

        async def noted(message: Mapping[str, Any]) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await application(scope, counted, noted)
        except TooLarge:
            if not begun:
                await _refuse(send)

    return answer


def _said(scope: dict[str, Any]) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _refuse(send: Send) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(TOO_LARGE)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": TOO_LARGE})
