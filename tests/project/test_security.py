"""What every answer forbids, what a server demands before it starts, and who may open a socket."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import LazySettings
from django.core import checks
from django.test import Client

from accounts.models import User
from im4talkin.asgi import application
from im4talkin.checks import secret_key_check
from im4talkin.classroom.door import policy_of
from im4talkin.middleware import content_policy
from tests.conftest import ClientOf
from tests.project.tree import ROOT

ALIKE = ["/", "/topics/", "/sign-in/", "/nowhere/", "/healthz", "/static/css/base.css", "/admin/login/"]
SERVER = {
    "EMAIL_HOST": "mail.example.org",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "talk.school.example",
    "SECRET_KEY": "k7Qz" * 4 + "0123456789abcdefghijklmnopqrstuvwxyz",
}


def rules(policy: str) -> dict[str, str]:
    return dict(rule.split(" ", 1) for rule in policy.split("; "))


def manage(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    ours = ("IM4TALKIN_", "DJANGO_", "SECRET_KEY", "DEBUG")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "im4talkin.settings"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


# ------------------------------------------------------------------ headers


@pytest.mark.parametrize("path", ALIKE)
def test_every_answer_says_what_may_be_loaded_and_used(client: Client, db: None, path: str) -> None:
    response = client.get(path)
    policy = rules(response["Content-Security-Policy"])
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "microphone=(self)" in response["Permissions-Policy"]
    assert "camera=()" in response["Permissions-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_nothing_unsafe_is_allowed() -> None:
    policy = content_policy("talk.school.example")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http:" not in policy


def test_the_socket_is_named_by_the_host_that_was_asked(client: Client, db: None) -> None:
    connect = rules(client.get("/", headers={"host": "localhost:8000"})["Content-Security-Policy"])[
        "connect-src"
    ]
    assert "wss://localhost:8000" in connect.split()


def test_a_name_that_is_not_ours_is_refused_and_not_repeated(client: Client, db: None) -> None:
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.get("Content-Security-Policy", "")


def test_forms_may_lead_further_where_a_setting_says_so(
    client: Client, db: None, settings: LazySettings
) -> None:
    settings.CSP_FORM_ACTION = ["https://id.example"]
    policy = rules(client.get("/sign-in/")["Content-Security-Policy"])
    assert policy["form-action"] == "'self' https://id.example"


def test_the_page_that_explains_a_bug_to_a_developer_can_be_read(
    client: Client, db: None, settings: LazySettings
) -> None:
    settings.DEBUG = True
    assert "Content-Security-Policy" not in client.get("/nowhere/")
    assert "Content-Security-Policy" in client.get("/")


def test_a_phone_may_ask_from_the_class_door_whether_it_trusts_us(client: Client) -> None:
    assert client.get("/healthz")["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get("/static/css/base.css")["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_class_door_runs_its_own_script_only() -> None:
    page = b"<style>a{}</style><p>x</p><script>\n one()\n</script>"
    policy = policy_of(page)
    for inside in (b"a{}", b"\n one()\n"):
        digest = base64.b64encode(hashlib.sha256(inside).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_no_template_has_a_style_or_a_script_inside() -> None:
    """But the class's door, which can fetch nothing, and so names the contents of its own."""
    inside = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)[^>]*>")
    apps = ("templates", "accounts", "topics", "conversations", "im4talkin")
    for path in (path for app in apps for path in (ROOT / app).rglob("*.html")):
        if path.name != "door.html":
            assert not inside.search(path.read_text(encoding="utf-8")), path


# ------------------------------------------------------------------ a server


def test_a_server_passes_djangos_own_list() -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", **SERVER)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("key", "why"), [("", "is not set"), ("short", "is too short"), ("a" * 60, "is too short")]
)
def test_a_server_demands_a_key_and_says_how_to_make_one(key: str, why: str) -> None:
    done = manage("check", **SERVER | {"SECRET_KEY": key})
    assert done.returncode == 1
    assert f"SECRET_KEY {why}" in done.stderr
    assert "openssl rand -base64 48" in done.stderr
    assert "im4talkin.E006" in done.stderr


def test_one_computer_makes_its_own_key(settings: LazySettings) -> None:
    settings.SECRET_KEY_GIVEN = False
    assert secret_key_check(None) == []
    settings.PROFILE = "server"
    (problem,) = secret_key_check(None)
    assert isinstance(problem, checks.Error)


TELLS = (
    "from django.conf import settings as s; print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, "
    "s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.SECURE_PROXY_SSL_HEADER is not None)"
)


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        (SERVER, "True True True 2592000 True"),
        (SERVER | {"IM4TALKIN_HSTS_SECONDS": "0"}, "True True True 0 True"),
        (SERVER | {"IM4TALKIN_HTTPS": "0"}, "False False False 0 False"),
        ({"DATABASE_URL": "", "REDIS_URL": ""}, "False False False 0 False"),
    ],
)
def test_https_is_demanded_where_a_proxy_speaks_it(variables: dict[str, str], told: str) -> None:
    done = manage("shell", "--no-imports", "-c", TELLS, **variables)
    assert done.stdout.strip() == told, done.stderr


@pytest.fixture
def behind_a_proxy(settings: LazySettings, client: Client, db: None) -> Client:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 60
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    return Client()


def test_http_is_sent_to_https(behind_a_proxy: Client) -> None:
    response = behind_a_proxy.get("/topics/")
    assert (response.status_code, response["Location"]) == (301, "https://testserver/topics/")


def test_https_at_the_proxy_is_https(behind_a_proxy: Client) -> None:
    response = behind_a_proxy.get("/topics/", headers={"x-forwarded-proto": "https"})
    assert response.status_code == 200
    assert response["Strict-Transport-Security"] == "max-age=60"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_who_watches_from_beside_is_answered_over_http(behind_a_proxy: Client, path: str) -> None:
    assert behind_a_proxy.get(path).status_code != 301


# ------------------------------------------------------------------ sockets


async def opens(user: User | None, origin: bytes | None) -> str:
    headers = [(b"host", b"localhost")] + ([(b"origin", origin)] if origin is not None else [])
    socket = ApplicationCommunicator(
        application,
        {
            "type": "websocket",
            "path": "/ws/talks/00000000-0000-4000-8000-000000000000/",
            "headers": headers,
            "query_string": b"",
            "subprotocols": [],
        },
    )
    await socket.send_input({"type": "websocket.connect"})
    answer = await socket.receive_output(5)
    kind = str(answer["type"])
    if kind == "websocket.accept":
        await socket.send_input({"type": "websocket.disconnect", "code": 1001})
    await socket.wait(5)
    return kind


@pytest.mark.parametrize("origin", [b"http://localhost", b"https://127.0.0.1:8443"])
async def test_a_page_of_ours_may_open_a_socket(transactional_db: None, origin: bytes) -> None:
    assert await opens(None, origin) == "websocket.accept"


@pytest.mark.parametrize(
    "origin", [b"https://evil.example", b"null", b"http://localhost.evil.example", b"\xff"]
)
async def test_another_sites_page_may_not(transactional_db: None, origin: bytes) -> None:
    assert await opens(None, origin) == "websocket.close"


# ------------------------------------------------------------------ sounds that are none


@pytest.mark.parametrize(
    "body", [b"", b"RIFF", b"<html>", b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0", os.urandom(64)]
)
def test_what_is_no_sound_is_no_sound_whatever_it_is_called(body: bytes) -> None:
    from conversations.review_saying import BadSound, pcm_of

    with pytest.raises(BadSound):
        pcm_of(body)


def test_the_admin_is_shown_to_whom_it_is_for(client_of: ClientOf, learner: User, teacher: User) -> None:
    assert client_of(learner).get("/admin/").status_code == 302
    assert client_of(teacher).get("/admin/").status_code == 200
