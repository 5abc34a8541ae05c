"""A school's own login service (OpenID Connect), as small as it can be."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit


@dataclass
class LoginService:
    """``person`` is whoever sits in front of it; ``refuses``: they press Cancel."""

    url: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    refuses: bool = False

    def sits(self, number: str, email: str = "", *, confirmed: bool = True, name: str = "") -> None:
        self.person = {"sub": number, "given_name": name}
        if email:
            self.person |= {"email": email, "email_verified": confirmed}


class Desk(BaseHTTPRequestHandler):
    """What the service answers."""

    service: LoginService

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == "/authorize":
            self._back(parse_qs(asked.query))
        elif asked.path == "/people/me":
            self._say(self.service.person)
        else:
            url = self.service.url
            self._say(
                {
                    "issuer": url,
                    "authorization_endpoint": f"{url}/authorize",
                    "token_endpoint": f"{url}/token",
                    "userinfo_endpoint": f"{url}/people/me",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._say({"access_token": "token", "token_type": "Bearer", "expires_in": 60})

    def _back(self, asked: dict[str, list[str]]) -> None:
        answer = {"error": "access_denied"} if self.service.refuses else {"code": "code"}
        query = urlencode(answer | {"state": asked["state"][0]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri'][0]}?{query}")
        self.end_headers()

    def _say(self, what: dict[str, Any]) -> None:
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@contextmanager
def login_service() -> Iterator[LoginService]:
    service = LoginService()
    desk = type("TheDesk", (Desk,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), desk)
    service.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
