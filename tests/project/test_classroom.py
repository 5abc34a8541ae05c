"""The class: its certificate, its door, its board."""

from __future__ import annotations

import asyncio
import ssl
import stat
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from cryptography import x509
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from im4talkin import server
from im4talkin.classroom import addresses, opening, views
from im4talkin.classroom.certificates import Certificates, certificates_ready, fingerprint
from im4talkin.classroom.door import Door
from im4talkin.middleware import secure_cookies

ADDRESSES, NAMES = ["192.168.7.20"], ["school-pc", "school-pc.local"]


@pytest.fixture
def made(tmp_path: Path) -> Certificates:
    return certificates_ready(tmp_path / "class", ADDRESSES, NAMES)


def names_of(file: Path) -> set[str]:
    found = x509.load_pem_x509_certificate(file.read_bytes()).extensions
    reached = found.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in reached}


# ------------------------------------------------------------------ certificate


def test_the_certificate_names_every_way_to_this_computer(made: Certificates) -> None:
    assert names_of(made.server) == {"127.0.0.1", "localhost", *ADDRESSES, *NAMES}


def test_it_is_kept_from_start_to_start(made: Certificates) -> None:
    before = made.server.read_bytes()
    certificates_ready(made.server.parent, ADDRESSES, NAMES)
    assert made.server.read_bytes() == before


def test_a_new_address_needs_no_new_trust(made: Certificates) -> None:
    trusted, shown = made.authority.read_bytes(), made.server.read_bytes()
    certificates_ready(made.server.parent, ["10.0.0.9"], NAMES)
    assert made.authority.read_bytes() == trusted
    assert made.server.read_bytes() != shown
    assert "10.0.0.9" in names_of(made.server)


def test_an_address_that_the_authority_may_not_vouch_for_makes_a_new_one(made: Certificates) -> None:
    trusted = made.authority.read_bytes()
    certificates_ready(made.server.parent, ["198.51.100.7"], NAMES)
    assert made.authority.read_bytes() != trusted


@pytest.mark.parametrize("name", ["authority.crt", "server.crt"])
def test_a_damaged_file_is_made_anew(made: Certificates, name: str) -> None:
    (made.server.parent / name).write_text("nothing", encoding="ascii")
    again = certificates_ready(made.server.parent, ADDRESSES, NAMES)
    assert fingerprint(again.authority)
    assert set(ADDRESSES) <= names_of(again.server)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_keys_are_their_owners_alone(made: Certificates) -> None:
    for key in made.server.parent.glob("*.key"):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_the_authority_may_vouch_for_private_addresses_only(made: Certificates) -> None:
    authority = x509.load_pem_x509_certificate(made.authority.read_bytes())
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    permitted = limits.value.permitted_subtrees or []
    blocks = [part.value for part in permitted if isinstance(part, x509.IPAddress)]
    assert blocks
    assert all(block.is_private or str(block) == "100.64.0.0/10" for block in blocks)
    ends = {part.value for part in permitted if isinstance(part, x509.DNSName)}
    assert ends == {"local", "localhost", *NAMES}


# ------------------------------------------------------------------ the two ways in


class Opened:
    """A door and an https server, as a class has them."""

    def __init__(self, folder: Path) -> None:
        self.files = certificates_ready(folder, [], [])
        https = server.port_bind(0)
        self.secure = f"https://127.0.0.1:{https.getsockname()[1]}/"
        door = server.port_bind(0)
        self.plain = f"http://127.0.0.1:{door.getsockname()[1]}/"
        self._servers = [
            (uvicorn.Server(server.config(hello, **self._tls())), https),
            (uvicorn.Server(server.config(Door(self.files.authority, https.getsockname()[1]))), door),
        ]
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self._thread.start()
        while not all(running.started for running, _ in self._servers):
            time.sleep(0.01)

    def _tls(self) -> dict[str, Any]:
        return {"ssl_certfile": self.files.server, "ssl_keyfile": self.files.server_key}

    async def _run(self) -> None:
        await asyncio.gather(*(running._serve([bound]) for running, bound in self._servers))

    def close(self) -> None:
        for running, _ in self._servers:
            running.should_exit = True
        self._thread.join(timeout=10)


async def hello(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["scheme"].encode()})


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    running = Opened(tmp_path / "class")
    yield running
    running.close()


def test_who_trusts_the_authority_comes_in(opened: Opened) -> None:
    trusting = ssl.create_default_context(cafile=str(opened.files.authority))
    with urllib.request.urlopen(opened.secure, context=trusting, timeout=5) as answer:
        assert answer.read() == b"https"


def test_who_does_not_is_stopped_by_the_browser(opened: Opened) -> None:
    with pytest.raises(urllib.error.URLError, match="certificate verify failed"):
        urllib.request.urlopen(opened.secure, timeout=5)


def test_the_door_explains_and_gives_the_certificate(opened: Opened) -> None:
    with urllib.request.urlopen(opened.plain, timeout=5) as answer:
        page = answer.read().decode()
    assert opened.secure in page
    assert fingerprint(opened.files.authority) in page
    with urllib.request.urlopen(opened.plain + "im4talkin.crt", timeout=5) as answer:
        assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
        assert answer.read() == opened.files.authority.read_bytes()


@pytest.mark.parametrize(("path", "data", "status"), [("admin/", None, 404), ("", b"x=1", 405)])
def test_the_door_leads_nowhere_else(opened: Opened, path: str, data: bytes | None, status: int) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(opened.plain + path, data=data, timeout=5)
    assert refused.value.code == status


@pytest.mark.parametrize("path", ["join/", "join/ACDEFG/"])
def test_a_pupils_card_goes_through_the_door_to_the_class(opened: Opened, path: str) -> None:
    with urllib.request.urlopen(opened.plain + path, timeout=5) as answer:
        assert f'href="{opened.secure}{path}"' in answer.read().decode()


@pytest.mark.parametrize("path", ["join/../admin/", "join/acdefg/", "join/ACDEFG/new/", "join/%22/"])
def test_the_door_passes_on_nothing_but_a_code(opened: Opened, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(opened.plain + path, timeout=5)
    assert refused.value.code == 404


def test_a_strange_host_is_written_as_text(opened: Opened) -> None:
    asked = urllib.request.Request(opened.plain, headers={"Host": '"><script>alert(1)</script>'})
    with urllib.request.urlopen(asked, timeout=5) as answer:
        assert "<script>alert" not in answer.read().decode()


# ------------------------------------------------------------------ what is shown


def test_only_private_addresses_are_shown() -> None:
    good = ["192.168.1.4", "10.1.2.3", "172.20.0.1"]
    bad = ["127.0.0.1", "169.254.3.4", "8.8.8.8", "0.0.0.0", "fe80::1", "nonsense"]
    assert [address for address in [*good, *bad] if addresses.may_be_reached(address)] == good


@pytest.mark.django_db
def test_the_board_shows_the_code(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "door_addresses", lambda port: [f"http://192.168.7.20:{port - 1}/"])
    with override_settings(CLASS_MODE=True, CLASS_PORT=8443):
        page = client.get("/class/").content.decode()
    assert "http://192.168.7.20:8442/" in page
    assert "<svg" in page


@pytest.mark.django_db
def test_without_a_network_the_board_says_what_to_do(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "door_addresses", lambda port: [])
    with override_settings(CLASS_MODE=True):
        assert "Wi-Fi" in client.get("/class/").content.decode()


@pytest.mark.django_db
def test_without_a_class_there_is_no_board(client: Client) -> None:
    assert client.get("/class/").status_code == 404


def test_the_terminal_says_how_to_come_in(made: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "door_addresses", lambda port: [f"http://192.168.7.20:{port - 1}/"])
    classroom = opening.Classroom(made, beside=())  # type: ignore[arg-type]
    told = opening.greeting(classroom, 8443, "http://127.0.0.1:8000/class/")
    assert "http://192.168.7.20:8442/" in told
    assert "█" in told
    assert fingerprint(made.authority) in told


def test_a_class_binds_both_ports_or_none(tmp_path: Path) -> None:
    with override_settings(DATA_DIR=tmp_path), server.port_bind(0, server.EVERYWHERE) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(server.PortTaken):
            opening.classroom_open(port + 1)
        server.port_bind(port + 1, server.EVERYWHERE).close()  # is free again


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", "")])
def test_a_cookie_of_https_stays_there(scheme: str, secure: object) -> None:
    def view(request: Any) -> HttpResponse:
        response = HttpResponse()
        response.set_cookie("sessionid", "x")
        return response

    request = RequestFactory().get("/", secure=scheme == "https")
    assert secure_cookies(view)(request).cookies["sessionid"]["secure"] == secure
