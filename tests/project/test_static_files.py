"""What a page costs on a slow link: packed once, kept for ever, asked for in one go."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.conf import LazySettings, settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from accounts.models import User
from conversations.services import conversation_start
from im4talkin.static_files import PackedPages, StaticFiles
from im4talkin.static_version import version_of
from tests.conftest import ClientOf
from tests.conversations.reviews import topic_named
from tests.project.tree import ROOT

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
STATIC = settings.STATIC_URL
TALK_JS = (ROOT / "static" / "js" / "talk.js").read_bytes()
TALK_PAGE_BYTES = 115_000  # packed, without the typeface, which is not waited for
FIRST_PAGE_BYTES = 60_000  # packed, with the Latin part of the typeface


def body(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def weight(client: Client, path: str) -> tuple[int, set[str]]:
    """Bytes of a page and of all files that it names, as they cross the wire; and those files."""
    response = client.get(path, headers=GZIP)
    html = gzip.decompress(response.content).decode()
    named = set(re.findall(rf'(?:src|href)="({STATIC}[^"]+)"', html))
    files = {url: body(client.get(url, headers=GZIP)) for url in named}
    fonts = {url for url in files if url.endswith(".woff2")}
    assert len(files) > len(fonts) > 0
    return len(response.content) + sum(len(files[url]) for url in named), named


@pytest.fixture
def talk_page(client_of: ClientOf, learner: User) -> tuple[Client, str]:
    talk = conversation_start(user=learner, topic=topic_named("butterflies-on-the-night-train"))
    return client_of(learner), f"/talks/{talk.pk}/"


def test_a_script_is_packed_for_whoever_can_unpack_it() -> None:
    response = Client().get(f"{STATIC}js/talk.js", headers=GZIP)
    assert response["Content-Encoding"] == "gzip"
    assert int(response["Content-Length"]) == len(response.content) < len(TALK_JS) / 2
    assert gzip.decompress(response.content) == TALK_JS


@pytest.mark.parametrize("accepts", ["", "identity", "gzip;q=0", "br"])
def test_nobody_else_gets_it_packed(accepts: str) -> None:
    response = Client().get(f"{STATIC}js/talk.js", headers={"Accept-Encoding": accepts})
    assert "Content-Encoding" not in response
    assert body(response) == TALK_JS
    assert response["Vary"] == "Accept-Encoding"  # a cache between keeps both


def test_a_part_of_a_file_is_a_part_of_the_file_itself() -> None:
    response = Client().get(f"{STATIC}js/talk.js", headers={**GZIP, "Range": "bytes=0-9"})
    assert (response.status_code, body(response)) == (206, TALK_JS[:10])
    assert "Content-Encoding" not in response


def test_a_question_without_a_body_gets_an_answer_without_one() -> None:
    response = Client().head(f"{STATIC}js/talk.js", headers=GZIP)
    assert (response.status_code, response.content) == (200, b"")
    assert int(response["Content-Length"]) > 0


def test_a_file_is_kept_as_long_as_its_address() -> None:
    for name in ("js/talk.js", "css/tokens.css", "fonts/piazzolla-latin.woff2"):
        assert "immutable" in Client().get(STATIC + name)["Cache-Control"]


@pytest.mark.parametrize("address", ["/static/", "/static/0123456789ab/"])
def test_a_page_of_another_version_gets_this_ones_file_and_does_not_keep_it(address: str) -> None:
    response = Client().get(f"{address}js/talk.js")
    assert body(response) == TALK_JS
    assert response["Cache-Control"] == "no-cache"
    known = {"If-None-Match": response["ETag"], **GZIP}
    again = Client().get(f"{address}js/talk.js", headers=known)
    assert (again.status_code, again.content) == (304, b"")


def test_who_works_on_a_script_sees_each_change(settings: LazySettings) -> None:
    settings.DEBUG, settings.STATIC_URL = True, "static/"
    serve = StaticFiles(lambda request: HttpResponse(status=404))
    response = serve(RequestFactory().get("/static/js/talk.js", headers=GZIP))
    assert body(response) == TALK_JS
    assert response["Cache-Control"] == "max-age=0, public"
    assert "Content-Encoding" not in response


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["js/nothing.js", "../manage.py", "0123456789ab/js/nothing.js"])
def test_what_is_not_there_is_not_found(name: str) -> None:
    assert Client().get(STATIC + name).status_code == 404


def test_the_version_changes_with_any_file(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    file = tmp_path / "js" / "a.js"
    file.write_text("1")
    first = version_of(tmp_path)
    assert first == version_of(tmp_path)
    file.write_text("2")
    second = version_of(tmp_path)
    file.rename(tmp_path / "js" / "b.js")
    assert len({first, second, version_of(tmp_path)}) == 3


def test_the_talk_page_with_all_its_modules_is_light(db: None, talk_page: tuple[Client, str]) -> None:
    total, named = weight(*talk_page)
    assert f"{STATIC}js/talk.js" in named
    fonts = [(ROOT / "static" / url.removeprefix(STATIC)).stat().st_size for url in named if "woff2" in url]
    assert total - sum(fonts) <= TALK_PAGE_BYTES


def test_the_first_page_crosses_the_wire_packed(db: None) -> None:
    topic_named("butterflies-on-the-night-train")
    total, _ = weight(Client(), "/")
    assert total <= FIRST_PAGE_BYTES


def test_what_the_microphone_needs_is_fetched_before_it_is_asked_for(
    db: None, talk_page: tuple[Client, str]
) -> None:
    client, path = talk_page
    html = client.get(path).content.decode()
    fetched = set(re.findall(r'<link rel="(?:prefetch|modulepreload)" href="([^"]+)"', html))
    worklet = f"{STATIC}js/capture_worklet.js"
    source = (ROOT / "static" / "js" / "capture_worklet.js").read_text(encoding="utf-8")
    needs = {urljoin(worklet, name) for name in re.findall(r'from "(\./[^"]+)"', source)}
    assert f'data-worklet="{worklet}"' in html
    assert len(needs) >= 2
    assert {worklet, *needs} <= fetched


def _packed_pages(answer: Callable[[], HttpResponse]) -> HttpResponse:
    request = RequestFactory().get("/", headers=GZIP)

    def get_response(request: HttpRequest) -> HttpResponse:
        return answer()

    return PackedPages(get_response)(request)


def test_a_page_is_packed_and_sound_is_not(tmp_path: Path) -> None:
    sound = tmp_path / "sound.wav"
    sound.write_bytes(bytes(4000))
    page = _packed_pages(lambda: HttpResponse("<p>" + "Good night. " * 100))
    assert page["Content-Encoding"] == "gzip"
    for answer in (
        lambda: FileResponse(sound.open("rb"), content_type="audio/wav"),
        lambda: HttpResponse(bytes(4000), content_type="audio/wav"),
    ):
        assert "Content-Encoding" not in _packed_pages(answer)
