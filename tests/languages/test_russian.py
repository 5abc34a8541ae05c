"""Russian that a Russian would write, in every text of the product (docs/glossary.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache

import pytest
import yaml

from accounts.purposes import PURPOSES
from accounts.texts import TEXTS
from classes.texts import TEXTS as CLASS_TEXTS
from conversations.review_reasons import _BY_CHANGE, REASONS_RU
from tests.languages.messages import CATALOGUES, known
from tests.project.tree import ROOT, files

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
GUIDES = [*sorted((ROOT / "docs" / "ru").glob("*.md")), ROOT / "README.ru.md"]
POLITE = re.compile(r"(?<=[а-яё,;–—] )В(?:ы|ас|ам|ами|аш\w*)\b")
SEX = re.compile(
    r"[а-яё]\((?:а|ла|лась|ась|ая|на|ой)\)|\bсам\(а\)|[а-яё]/(?:а|ла|лась)\b|\bуверен(?:а)?\b|\bготов(?:а)?\b"
)
SPOKEN_TO = re.compile(r"\b(?:ты|тебя|тебе|тобой|твой|твоя|твоё|твои)\b", re.IGNORECASE)


def marks(heading: str) -> list[str]:
    """The quoted list under a heading of the glossary."""
    part = GLOSSARY.partition(f"## {heading}")[2].partition("\n## ")[0]
    quoted = " ".join(line[2:] for line in part.splitlines() if line.startswith("> "))
    return [mark.strip() for mark in quoted.split("·") if mark.strip()]


CALQUES = marks("What a Russian would not write")
BARE = marks("Written without ё by mistake")


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """(where, Russian text) of everything that is shown or sent."""
    return tuple(_texts())


def _texts() -> Iterator[tuple[str, str]]:
    for name in CATALOGUES:
        for message in known(name):
            if message.id:
                for text in message.string if isinstance(message.string, tuple) else (message.string,):
                    yield name, text
    for code, pair in (TEXTS | CLASS_TEXTS | PURPOSES).items():
        yield from ((code, getattr(pair, field.name)) for field in fields(pair) if field.name.endswith("_ru"))
    yield from (REASONS_RU | _BY_CHANGE).items()
    sections = yaml.safe_load((ROOT / "conversations" / "texts.yaml").read_text(encoding="utf-8"))
    for section in sections.values():
        for code, text in section.items():
            yield from ((code, text[key]) for key in ("title_ru", "detail_ru", "ru") if key in text)
    launcher = json.loads((ROOT / "im4talkin" / "launcher" / "russian.json").read_text(encoding="utf-8"))
    problems = yaml.safe_load((ROOT / "topics" / "problems_ru.yaml").read_text(encoding="utf-8"))
    yield from (launcher | problems).items()
    for path in files(".html", under=ROOT / "templates"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.search("[а-яё]{3}", line):
                yield path.name, re.sub("<[^>]+>|{[{%].*?[}%]}", " ", line)
    for path in files(".py", under=ROOT / "im4talkin"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search("[а-яё]{3}", line):
                yield f"{path.name}:{number}", line


def test_the_glossarys_lists_are_read() -> None:
    assert "в данный момент" in CALQUES
    assert "еще" in BARE
    assert len(texts()) > 700


def test_no_text_is_translated_word_for_word() -> None:
    for where, text in texts():
        assert not [mark for mark in CALQUES if mark in text.lower()], (where, text)


def test_ё_is_written() -> None:
    bare = re.compile(rf"(?<![а-яё])(?:{'|'.join(BARE)})(?![а-яё])", re.IGNORECASE)
    for where, text in texts():
        assert not bare.search(text), (where, text)


def test_вы_is_polite_without_a_capital_letter() -> None:
    for where, text in texts():
        assert not POLITE.search(text), (where, text)
        assert not SPOKEN_TO.search(text), (where, text)


def test_nobodys_sex_is_guessed() -> None:
    for where, text in texts():
        assert not SEX.search(text), (where, text)


def test_quotes_tell_the_languages_apart() -> None:
    """Russian quotes «so», English stands in “these”; straight ones belong to commands."""
    for where, text in texts():
        for quoted in re.findall("“([^”]*)”", text):
            assert not re.search("[а-яё]", quoted, re.IGNORECASE) or where not in CATALOGUES, (where, text)
        for quoted in re.findall("«([^»]*)»", text):
            assert not re.fullmatch(r"[A-Za-z' ]{3,}", quoted), (where, text)


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_a_guide_is_written_as_carefully(path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not [mark for mark in CALQUES if mark in text.lower()]
    assert not re.search(rf"(?<![а-яё])(?:{'|'.join(BARE)})(?![а-яё])", text, re.IGNORECASE)
    assert not POLITE.search(text)
    assert not SEX.search(text)


def test_no_line_begins_with_a_dash() -> None:
    for where, text in texts():
        assert where not in CATALOGUES or " — " not in text, (
            "a space that does not break stands before a dash"
        )
