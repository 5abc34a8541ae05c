"""The class's door: one plain page that a phone can open before it trusts the server.

It explains how to trust the class's certificate, gives it, and lets a phone that trusts it already go
straight on. It knows no people and sets no cookies; everything else of im4talkin is https only.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from im4talkin.classroom.certificates import fingerprint

CERTIFICATE_PATH = "/im4talkin.crt"
PUPILS_PATH = re.compile(r"/join/(?:[A-Z0-9]{1,12}/)?")  # what a pupil's card and its QR code name
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
            await _answer(send, 405, "text/plain; charset=utf-8", b"Open this page with a browser.")
        elif scope["path"] == CERTIFICATE_PATH:
            # This type makes phones offer to install what they load.
            await _answer(send, 200, "application/x-x509-ca-cert", self._certificate)
        elif scope["path"] == "/" or PUPILS_PATH.fullmatch(scope["path"]):
            page = self._page(_host_of(scope), scope["path"])
            await _answer(send, 200, "text/html; charset=utf-8", page)
        else:
            await _answer(send, 404, "text/plain; charset=utf-8", b"Nothing is here. Scan the code again.")

    def _page(self, host: str, path: str) -> bytes:
        page = render_to_string(
            "classroom/door.html",
            {
                "secure": f"https://{host}:{self._port}/",
                "path": path.lstrip("/"),
                "certificate": CERTIFICATE_PATH,
                "fingerprint": self._fingerprint,
            },
        )
        return page.encode()


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
