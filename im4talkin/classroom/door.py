"""The class's door: one plain page that a phone can open before it trusts the server.

It explains how to trust the class's certificate, gives it, and lets a phone that trusts it already go
straight on. It knows no people and sets no cookies; everything else of im4talkin is https only.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop, override

from accounts.interface import language_of_connection
from im4talkin.classroom.certificates import fingerprint

CERTIFICATE_PATH = "/im4talkin.crt"
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Door:
    """An ASGI application. ``port`` is the https server's."""

    def __init__(self, authority: Path, port: int) -> None:
        self._certificate = authority.read_bytes()
        self._fingerprint = fingerprint(authority)
        self._port = port

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] not in {"GET", "HEAD"}:
            await self._say(scope, send, 405, gettext_noop("Open this page with a browser."))
        elif scope["path"] == CERTIFICATE_PATH:
            # This type makes phones offer to install what they load.
            await _answer(send, 200, "application/x-x509-ca-cert", self._certificate)
        elif scope["path"] == "/":
            await _answer(send, 200, "text/html; charset=utf-8", self._page(scope))
        else:
            await self._say(scope, send, 404, gettext_noop("Nothing is here. Scan the code again."))

    async def _say(self, scope: dict[str, Any], send: Send, status: int, text: str) -> None:
        with override(language_of_connection(scope)):
            words = gettext(text)
        await _answer(send, status, "text/plain; charset=utf-8", words.encode())

    def _page(self, scope: dict[str, Any]) -> bytes:
        context = {
            "secure": f"https://{_host_of(scope)}:{self._port}/",
            "certificate": CERTIFICATE_PATH,
            "fingerprint": self._fingerprint,
        }
        with override(language_of_connection(scope)):
            return render_to_string("classroom/door.html", context).encode()


def _host_of(scope: dict[str, Any]) -> str:
    """The name by which the phone reached this computer; it will do for https as well."""
    for name, value in scope["headers"]:
        if name == b"host":
            return str(value.decode("latin-1").rsplit(":", 1)[0])
    return str(scope["server"][0])


async def _answer(send: Send, status: int, kind: str, body: bytes) -> None:
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
