"""Finds what of a page's own text is in no language."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tests.project.tree import ROOT, files

TEMPLATES = list(files(".html", ".txt", under=ROOT / "templates"))
SAME = {
    "im4talkin",
    "EN",
    "RU",
    "QR",
    "iPhone",
    "iPad",
    "Android",
    "Windows",
    "Mac",
    "Chromebook",
    "Firefox",
    "Safari",
    "UTC",
    "ACD",  # a class code, as an example
    "EFG",
    "forgotten",  # the end of an address in mails
}
READ_ALOUD = {
    "title",
    "aria-label",
    "aria-description",
    "placeholder",
    "alt",
    "label",
    "data-go",
}
NOT_TEXT = {"script", "style", "code", "svg"}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
QUOTED = re.compile(r"(_\()?\"([^\"]*)\"")


def words(text: str) -> list[str]:
    return [word for word in re.findall(r"[A-Za-z][\w’']+", text) if word not in SAME]


class Unmarked(HTMLParser):
    """What of a template's own text is in no language: not marked for translation, nor with ``lang``."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._excused: list[str] = []  # open elements whose text has its language, or is none
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        has_language = "lang" in given and tag != "html"
        if tag not in VOID and (
            self._excused or has_language or tag in NOT_TEXT or given.get("class") == "mono"
        ):
            self._excused.append(tag)
        if not has_language and not self._excused:
            self.found += [value for name, value in attrs if name in READ_ALOUD and words(value or "")]

    def handle_endtag(self, tag: str) -> None:
        if self._excused and tag in self._excused:
            while self._excused.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._excused and words(data):
            self.found.append(data.strip())
