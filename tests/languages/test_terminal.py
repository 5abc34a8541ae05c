"""The terminal speaks Russian where the system does; the launcher does so before anything is installed."""

from __future__ import annotations

import ast
import json
import locale
import re

import pytest

from im4talkin.console import told
from im4talkin.launcher.pip import failure_sentence
from im4talkin.launcher.words import FILE, console_language, words
from tests.project.tree import ROOT

KNOWN: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8"))


def said() -> set[str]:
    """Every sentence that the launcher gives to ``words``."""
    found = set()
    for path in (ROOT / "im4talkin" / "launcher").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            target.id: node.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "words":
                first = node.args[0]
                found.add(first.value if isinstance(first, ast.Constant) else names[first.id])  # type: ignore[attr-defined]
    return found


@pytest.fixture
def russian_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda *_: ("ru_RU", "UTF-8"))


def test_every_sentence_of_the_launcher_has_its_russian_and_none_is_left_over() -> None:
    assert said() == KNOWN.keys()


def test_places_are_the_same_in_both() -> None:
    for english, russian in KNOWN.items():
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", russian)), english
        assert re.search("[а-яё]", russian)


@pytest.mark.parametrize(
    ("name", "language"),
    [("ru_RU", "ru"), ("Russian_Russia", "ru"), ("en_GB", "en"), ("C", "en"), (None, "en")],
)
def test_the_systems_language_is_known_on_every_system(
    monkeypatch: pytest.MonkeyPatch, name: str | None, language: str
) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda *_: (name, "UTF-8"))
    assert console_language() == language


def test_a_full_disk_is_told_in_russian(russian_system: None) -> None:
    told_so = failure_sentence("No space left on device", FILE)
    assert told_so.startswith("На диске нет места")


def test_elsewhere_it_speaks_english() -> None:
    assert words("Ready: {python}", python="here") == "Ready: here"
    assert told("Stopped.") == "Stopped."


def test_the_server_speaks_the_systems_language(russian_system: None) -> None:
    assert told("Stopped.") == "Остановлено."
    assert words("something new {here}", here=1) == "something new 1"
