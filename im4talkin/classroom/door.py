"""The class's door: one plain page that a phone can open before it trusts the server.

It explains how to trust the class's certificate, gives it, and lets a phone that trusts it already go
straight on. It knows no people and sets no cookies; everything else of im4talkin is https only.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop, override

from accounts.interface import language_of_connection
from im4talkin.classroom.certificates import fingerprint

NOTHING = "default-src 'none'"  # a page may load
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
            await self._say(scope, send, 405, gettext_noop("Open this page with a browser."))
        elif scope["path"] == CERTIFICATE_PATH:
            # This type makes phones offer to install what they load.
            await _answer(send, 200, "application/x-x509-ca-cert", self._certificate)
        elif scope["path"] == "/" or PUPILS_PATH.fullmatch(scope["path"]):
            page = self._page(scope)
            await _answer(send, 200, "text/html; charset=utf-8", page, policy_of(page))
        else:
            await self._say(scope, send, 404, gettext_noop("Nothing is here. Scan the code again."))

    async def _say(self, scope: dict[str, Any], send: Send, status: int, text: str) -> None:
        with override(language_of_connection(scope)):
            words = gettext(text)
        await _answer(send, status, "text/plain; charset=utf-8", words.encode())

    def _page(self, scope: dict[str, Any]) -> bytes:
        context = {
            "secure": f"https://{_host_of(scope)}:{self._port}/",
            "path": scope["path"].lstrip("/"),
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


def policy_of(page: bytes) -> str:
    """Nothing but the page's own style and script, by their contents: no file can be fetched from here."""

    def own(tag: bytes) -> str:
        inside = re.findall(rb"<%b>(.*?)</%b>" % (tag, tag), page, re.DOTALL)
        digests = [base64.b64encode(hashlib.sha256(each).digest()).decode() for each in inside]
        return " ".join(f"'sha256-{digest}'" for digest in digests)

    rules = f"script-src {own(b'script')}; style-src {own(b'style')}; connect-src https:"
    return f"default-src 'none'; {rules}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


async def _answer(send: Send, status: int, kind: str, body: bytes, policy: str = NOTHING) -> None:
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", policy.encode()),
        (b"referrer-policy", b"no-referrer"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
