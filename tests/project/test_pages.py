"""What every page has: a language, a title, one heading, names for what is filled in; and little to load."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from accounts.models import User
from tests.conftest import ClientOf
from tests.project.tree import ROOT
from topics.models import Topic

VISITORS = [
    *("/", "/topics/", "/t/getting-to-know-you/", "/nowhere/"),
    *(
        "/sign-in/",
        "/sign-in/unknown/",
        "/sign-in/closed/",
        "/sign-in/forgotten/",
        "/sign-in/forgotten/sent/",
    ),
    *("/sign-in/new-password/", "/sign-in/new-password/1-unknown/"),
    *("/sign-up/", "/sign-up/confirm/unknown/", "/sign-up/invited/unknown/"),
]
LEARNERS = [
    *("/", "/topics/", "/t/dead-air/", "/choices/", "/sign-out/", "/nowhere/", "/known/"),
    *("/privacy/", "/privacy/erase/"),
    *("/account/e-mail/", "/account/password/first/", "/account/browsers/"),
    *("/account/second-step/", "/account/second-step/app/"),
    *(f"/hello/{step}/" for step in ("name", "language", "goals", "can1", "listen", "read1", "own", "show")),
]
FIRST_PAGE_BYTES = 150_000
FIELDS = {"input", "select", "textarea"}


class Page(HTMLParser):
    """Just enough of a page to ask it questions."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.named: set[str] = set()  # ids that a label names
        self.inside_label: list[dict[str, str | None]] = []
        self._labels = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag == "label":
            self._labels += 1
            self.named.add(found.get("for") or "")
        elif tag in FIELDS and self._labels:
            self.inside_label.append(found)

    def handle_endtag(self, tag: str) -> None:
        self._labels -= tag == "label"

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.fixture
def get(client_of: ClientOf, learner: User) -> Callable[[str, str], str]:
    for slug, title, level in (
        ("getting-to-know-you", "Getting to know you", "A2"),
        ("dead-air", "Dead air", "B2"),
    ):
        Topic.objects.create(
            slug=slug,
            title=title,
            title_ru="Название",
            teaser="Somebody waits.",
            teaser_ru="Кто-то ждёт.",
            level=level,
            persona={"name": "Des", "role": "cooks"},
            cover={"image": "tuesday-table", "alt": "A table"} if level == "A2" else {},
            is_published=True,
        )
    clients = {"visitor": Client(), "learner": client_of(learner)}
    return lambda who, path: clients[who].get(path).content.decode()


CASES = [("visitor", path) for path in VISITORS] + [("learner", path) for path in LEARNERS]


@pytest.mark.parametrize(("who", "path"), CASES)
def test_a_page_has_a_language_a_title_one_heading_and_a_way_in(get, who: str, path: str) -> None:
    html = get(who, path)
    page = Page(html)
    assert page.all("html")[0]["lang"] == "en"
    assert re.search(r"<title>[^<]{5,}</title>", html)
    assert len(page.all("h1")) == len(page.all("main")) == 1
    assert any(link.get("href") == "#main" for link in page.all("a"))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels)), levels


@pytest.mark.parametrize(("who", "path"), CASES)
def test_what_is_filled_in_or_seen_has_a_name(get, who: str, path: str) -> None:
    page = Page(get(who, path))
    for field in page.all(*FIELDS):
        if field.get("type") not in {"hidden", "submit"}:
            assert field in page.inside_label or field.get("id") in page.named, field
    assert all("alt" in image for image in page.all("img"))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.tags:
        for name in ("aria-labelledby", "aria-describedby", "aria-controls"):
            assert set((attributes.get(name) or "").split()) <= set(ids), attributes


@pytest.mark.parametrize(("who", "path"), CASES)
def test_russian_is_marked_as_russian(get, who: str, path: str) -> None:
    html = re.sub(r"<script.*?</script>|<select.*?</select>", "", get(who, path), flags=re.DOTALL)
    marked = re.sub(r'<(\w+)[^>]*lang="ru"[^>]*>.*?</\1>', "", html, flags=re.DOTALL)
    assert not re.search("[А-Яа-яЁё]", marked)


@pytest.mark.parametrize(("who", "path"), CASES)
def test_nothing_comes_from_elsewhere_or_from_inside_the_page(get, who: str, path: str) -> None:
    html = get(who, path)
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\s(?:src=|type=.application/json))", html)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', html)


def test_the_first_page_is_light(get) -> None:
    html = get("visitor", "/")
    named = set(re.findall(rf'(?:src|href)="{settings.STATIC_URL}([^"]+)"', html))
    loaded = {name for name in named if not name.endswith("/")} | {"fonts/piazzolla-cyrillic.woff2"}
    total = len(html.encode())
    for name in loaded:
        path = finders.find(name)
        assert isinstance(path, str), name
        total += len((ROOT / path).read_bytes())
    assert total <= FIRST_PAGE_BYTES
    assert {"fonts/piazzolla-latin.woff2", "img/covers/tuesday-table.svg"} <= loaded
