"""The translations are whole: what is marked is translated, what is translated is used, and compiled."""

from __future__ import annotations

import gettext as gnu
import io
import re

import pytest
from babel.messages.catalog import Message
from django.utils.translation import gettext, ngettext, override

from tests.languages.extraction import CODE, in_template, marked
from tests.languages.messages import CATALOGUES, known, mo_bytes, mo_of, po_of, po_text, wanted
from tests.project.tree import ROOT

PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+[^>]*>|`[^`]*`")
MAKE = "type 'make messages', then translate what is new in locale/ru"
LATIN_TOO = {"id"}  # words that are the same in both


def messages() -> list[tuple[str, Message]]:
    return [(name, message) for name in CATALOGUES for message in known(name) if message.id]


def english(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


def russian(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("name", CATALOGUES)
def test_what_is_marked_and_what_stands_in_the_catalogue_agree(name: str) -> None:
    assert po_text(wanted(name)) == po_of(name).read_text(encoding="utf-8"), MAKE


@pytest.mark.parametrize("name", CATALOGUES)
def test_nothing_is_missing_fuzzy_or_obsolete(name: str) -> None:
    catalogue = known(name)
    assert len(catalogue) > 50
    assert not catalogue.obsolete
    for message in catalogue:
        if message.id:
            assert not message.fuzzy, message.id
            assert all(russian(message)), f"{message.id!r} is not translated: {MAKE}"


def test_every_translation_is_in_russian() -> None:
    for _, message in messages():
        for text in russian(message):
            assert re.search("[а-яё]", text, re.IGNORECASE), text


def test_places_and_tags_are_the_same_in_both_languages() -> None:
    for _, message in messages():
        wanted_places = set(PLACES.findall(" ".join(english(message))))
        for text in russian(message):
            assert set(PLACES.findall(text)) == wanted_places, text


def test_numbers_have_their_three_forms() -> None:
    counted = [message for _, message in messages() if isinstance(message.id, tuple)]
    assert counted
    assert all(len(russian(message)) == 3 for message in counted)
    with override("ru"):
        told = [
            ngettext("%(number)d second", "%(number)d seconds", n) % {"number": n} for n in (1, 3, 5, 21, 12)
        ]
    assert told == ["1 секунда", "3 секунды", "5 секунд", "21 секунда", "12 секунд"]


def test_what_goes_on_goes_on_in_both_languages() -> None:
    """A colon at the end belongs to what the page puts after it; a space there belongs to the page."""
    for _, message in messages():
        for text in russian(message):
            assert text == text.strip(), text
            assert text.endswith(":") or not english(message)[-1].endswith(":"), text


@pytest.mark.parametrize("name", CATALOGUES)
def test_what_is_compiled_is_what_stands_there(name: str) -> None:
    """Django reads .mo files, and nobody has to have GNU gettext: they are kept in the repository."""
    compiled = mo_of(name).read_bytes()
    assert compiled == mo_bytes(name), MAKE
    read = gnu.GNUTranslations(io.BytesIO(compiled))
    for message in known(name):
        if message.id and isinstance(message.id, str):
            told = read.pgettext(message.context, message.id) if message.context else read.gettext(message.id)
            assert told == message.string


def test_django_finds_the_translations() -> None:
    with override("ru"):
        assert gettext("Choices") == "Настройки"
    with override("en"):
        assert gettext("Choices") == "Choices"


def test_no_mark_in_a_script_is_overlooked() -> None:
    """Babel loses its way in a template string with braces inside: then the text needs a name of its own."""
    for path in sorted((ROOT / "static" / "js").glob("*.js")):
        if path.name == "words.js":
            continue
        name = path.relative_to(ROOT).as_posix()
        source = re.sub(r"/\*[\s\S]*?\*/|(?m:^\s*//.*$)", "", path.read_text(encoding="utf-8"))
        written = re.findall(r"\bn?gettext\(", source)
        found = [each for each in marked() if each.catalogue == CODE and each.path == name]
        assert len(found) == len(written), name


def test_texts_in_templates_are_found(tmp_path, monkeypatch) -> None:
    page = ROOT / "templates" / "404.html"
    monkeypatch.setattr(
        type(page),
        "read_text",
        lambda self, encoding="utf-8": (
            "<p>\n    {% translate 'One' %}\n  <i>It's</i>\n"
            "{% blocktranslate count n=n %}{{ n }} thing{% plural %}{{ n }} things{% endblocktranslate %}"
            '{% include "x.html" with help=_("Three") %}'
        ),
    )
    assert [each.text for each in in_template(page)] == ["One", ("%(n)s thing", "%(n)s things"), "Three"]
