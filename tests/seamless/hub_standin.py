"""A small stand-in of the Hugging Face hub: one repository from a folder, with its checksums.

It fails in the ways that are set on it: cut after so many bytes, a status, a page of a proxy.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote, urlsplit

COMMIT = "5f8cc790b19fc3f67a61c105133b20b34e3dcb76"
LARGE = 40_000  # bytes: from there on the hub keeps a file beside git, with a SHA-256
PAGE = b"<html><body>Please sign in to this network.</body></html>"


@dataclass
class Asked:
    """A GET of a file: its name, and from which byte."""

    name: str
    start: int


class HubStandIn:
    """Serves ``folder`` as any repository. A context manager."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.commit = COMMIT
        self.status = 0  # answered to everything instead
        self.page = False  # a page of a proxy is answered to everything instead
        self.cut: dict[str, int] = {}  # file: breaks off after so many bytes, and is then away (503)
        self.spoilt: set[str] = set()  # files that come with other bytes than promised
        self.asked: list[Asked] = []
        self.revisions: list[str] = []  # whose files were listed
        standin = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_HEAD(self) -> None:
                standin.answer(self)

            def do_GET(self) -> None:
                standin.answer(self)

            def log_message(self, *args: object) -> None:
                """Tests say enough."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path = unquote(urlsplit(request.path).path)
        if self.status:
            return _send(request, self.status, b'{"error": "no"}', {})
        if self.page:
            return _send(request, 200, PAGE, {"Content-Type": "text/html"})
        if path.startswith("/api/models/"):
            self.revisions.append(path.rpartition("/revision/")[2])
            return _send(request, 200, self._listing(), {"Content-Type": "application/json"})
        name = re.sub(rf"^.*/resolve/{self.commit}/", "", path)
        if not (self.folder / name).is_file():
            return _send(request, 404, b"", {"X-Error-Code": "EntryNotFound"})
        return self._file(request, name)

    def _listing(self) -> bytes:
        siblings = [
            _sibling(self.folder / name) for name in sorted(file.name for file in self.folder.iterdir())
        ]
        return json.dumps({"id": "facebook/any", "sha": self.commit, "siblings": siblings}).encode()

    def _file(self, request: BaseHTTPRequestHandler, name: str) -> None:
        body = (self.folder / name).read_bytes()
        headers = {
            "ETag": f'"{hashlib.sha256(body).hexdigest()}"',
            "X-Repo-Commit": self.commit,
            "Accept-Ranges": "bytes",
        }
        if request.command == "HEAD":
            return _send(request, 200, body, headers)
        wanted = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", ""))
        start = int(wanted[1]) if wanted else 0
        self.asked.append(Asked(name, start))
        if name in self.spoilt:
            body = bytes(len(body))
        if wanted:
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        most = self.cut.get(name)
        if most is not None:
            self.status = 503
            return _send(request, 206 if wanted else 200, body[start:], headers, most=most)
        return _send(request, 206 if wanted else 200, body[start:], headers)


def _sibling(file: Path) -> dict[str, Any]:
    body = file.read_bytes()
    blob = hashlib.sha1(f"blob {len(body)}\0".encode() + body).hexdigest()
    told: dict[str, Any] = {"rfilename": file.name, "size": len(body), "blobId": blob}
    if len(body) >= LARGE:
        told["lfs"] = {"sha256": hashlib.sha256(body).hexdigest(), "size": len(body), "pointerSize": 134}
    return told


def _send(
    request: BaseHTTPRequestHandler,
    status: int,
    body: bytes,
    headers: dict[str, str],
    most: int | None = None,
) -> None:
    """``most``: the connection ends after so many bytes of the body."""
    request.send_response(status)
    for name, value in ({"Content-Length": str(len(body))} | headers).items():
        request.send_header(name, value)
    request.end_headers()
    if request.command != "HEAD":
        request.wfile.write(body[:most])
    if most is not None:
        request.close_connection = True
