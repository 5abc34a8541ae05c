"""No text that somebody reads is left out of the translations: pages, scripts, forms, the admin, messages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.jslexer import tokenize
from django.apps import apps
from django.db.models import Field
from django.template.base import DebugLexer, TokenType
from django.utils.functional import Promise

from tests.languages.unmarked import QUOTED, TEMPLATES, Unmarked, words
from tests.project.tree import ROOT, files

SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
CODES = {"block body_class", "block how"}  # what stands in them is for machines


def unmarked(source: str) -> list[str]:
    """English of a template that stands outside ``{% translate %}``, or inside a tag without ``_()``."""
    html, inside, found = "", False, []
    for token in DebugLexer(source).tokenize():
        tag = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
        if tag in {"blocktranslate", "blocktrans", "comment"} or token.contents in CODES:
            inside = True
        elif tag in {"endblocktranslate", "endblocktrans", "endcomment"} or (inside and tag == "endblock"):
            inside = False
        elif inside or token.token_type == TokenType.COMMENT:
            continue
        elif token.token_type == TokenType.TEXT:
            html += token.contents
        elif token.token_type == TokenType.VAR or tag in {"include", "with", "cycle", "firstof"}:
            found += [
                text for marked, text in QUOTED.findall(token.contents) if not marked and _is_prose(text)
            ]
    # A text file (a mail) has no elements to tell what is text.
    return found + Unmarked(html).found


def _is_prose(text: str) -> bool:
    return bool(re.search(r"[A-Za-z]{2,} [a-z]", text)) and not re.search("[а-яё]", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_every_text_of_a_template_is_marked(path: Path) -> None:
    assert unmarked(path.read_text(encoding="utf-8")) == [], (
        "use {% translate %}, or lang where it is content"
    )


@pytest.mark.parametrize(
    ("template", "left_out"),
    [
        ("<p>Hello there</p>", ["Hello there"]),
        ('<p>{% translate "Hello" %} <b>Ann</b></p>', ["Ann"]),
        ('<p lang="en">Hello <b>Ann</b></p> im4talkin', []),
        ('<a title="Go home">{{ name }}</a>', ["Go home"]),
        ('<img alt="A cat" lang="en"><i>too</i>', ["too"]),
        ("{% blocktranslate %}Hello <b>you</b>{% endblocktranslate %}{# A note #}", []),
        ('{% include "a.html" with help="Say it your way" %}', ["Say it your way"]),
        ('{% include "a.html" with help=_("Say it your way") %}', []),
        ('{{ text|default:"leave it out" }}', ["leave it out"]),
        ('<span class="mono">manage.py load</span>', []),
    ],
)
def test_what_is_left_out_is_noticed(template: str, left_out: list[str]) -> None:
    assert unmarked(template) == left_out


# ------------------------------------------------------------------ scripts

# Capital letters, and yet for machines: keys, names of errors, headers.
MACHINES = re.compile(
    "^(Key|Digit|Numpad|Arrow)|^(Escape|Tab|Enter|Space|Esc)$|Error$|^(Accept|Content-Type|RIFF|WAVEfmt )$"
)
SPOKEN = {"I hear you well."}  # by the persona's voice, in the microphone check


def unmarked_in_script(source: str) -> list[str]:
    """Sentences and capitalised words that are no argument of ``gettext``."""
    found: list[str] = []
    before, open_, depth = "", -1, 0  # open_: how deep the call of gettext began
    for token in tokenize(source):
        if token.value == "(":
            if before in {"gettext", "ngettext"} and open_ < 0:
                open_ = depth
            depth += 1
        elif token.value == ")":
            depth -= 1
            open_ = -1 if depth == open_ else open_
        elif token.type in {"string", "template_string"} and open_ < 0:
            text = token.value[1:-1]
            if (
                _is_said(text) or (token.type == "template_string" and _is_sentence(text))
            ) and text not in SPOKEN:
                found.append(text)
        before = token.value
    return found


def _is_said(text: str) -> bool:
    return bool(re.match(r"[A-Z][a-z’]+(?:[ .,!?…:]|$)", text)) and not MACHINES.search(text)


def _is_sentence(text: str) -> bool:
    return (
        bool(re.search(r"(?:^|\s)[A-Za-z]{2,} (?:[a-z]{2,}|\$)", re.sub(r"\$\{[^}]*\}", "$", text)))
        and " is not on" not in text
        and "--" not in text  # names of classes
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_text_of_a_script_is_marked(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert [text for text in unmarked_in_script(source) if not _for_developers(source, text)] == []


def _for_developers(source: str, text: str) -> bool:
    """What is thrown, or stands in a list of names, is read by nobody."""
    return f"Error(`{text}`)" in source or f'Error("{text}")' in source


def test_what_a_script_leaves_out_is_noticed() -> None:
    source = (
        'a("Hold to talk"); b(gettext("Stop")); c(`Line ${n}`); d("Escape"); // "Not this"\nf("Off", "is-on")'
    )
    assert unmarked_in_script(source) == ["Hold to talk", "Line ${n}", "Off"]


# ------------------------------------------------------------------ Python

TOLD = {
    "success",
    "info",
    "warning",
    "error",
    "message_user",
    "ValidationError",
    "HttpResponseBadRequest",
    "add_error",
}
LABELS = {
    "label",
    "help_text",
    "verbose_name",
    "verbose_name_plural",
    "description",
    "empty_label",
    "short_description",
}
PYTHON = [
    path
    for app in ("accounts", "topics", "conversations", "classes", "practice")
    if (ROOT / app).is_dir()
    for path in files(".py", under=ROOT / app)
    if "migrations" not in path.parts and "management" not in path.parts
]


def unmarked_in_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        of_logger = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") in {
            "log",
            "logger",
        }
        if name in TOLD and not of_logger:
            yield from (text for argument in node.args for text in _plain(argument))
        yield from (
            text for keyword in node.keywords if keyword.arg in LABELS for text in _plain(keyword.value)
        )


def _plain(node: ast.expr) -> Iterator[str]:
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search("[a-z] [a-z]", node.value)
    ):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (
            part.value for part in node.values if isinstance(part, ast.Constant) and words(str(part.value))
        )
    elif isinstance(node, ast.IfExp):
        yield from [*_plain(node.body), *_plain(node.orelse)]
    elif isinstance(node, ast.BinOp):
        yield from _plain(node.left)


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_is_told_and_labelled_in_python_is_marked(path: Path) -> None:
    if path.name != "protocol.py":  # whose descriptions are for developers
        assert list(unmarked_in_python(path.read_text(encoding="utf-8"))) == []


def test_what_python_leaves_out_is_noticed() -> None:
    source = """messages.success(request, f"Signed out in {n} places")
field(label="My name", help_text=_("Write it"))
raise ValidationError("Not a number")
logger.error("it broke")"""
    assert list(unmarked_in_python(source)) == ["Signed out in ", " places", "My name", "Not a number"]


OURS = sorted(
    (
        model
        for model in apps.get_models()
        if model.__module__.partition(".")[0] in {path.name for path in ROOT.iterdir()}
    ),
    key=lambda model: model.__name__,
)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_label_of_the_admin_is_marked(model) -> None:
    assert isinstance(model._meta.verbose_name, Promise), "Meta: verbose_name, verbose_name_plural"
    assert isinstance(apps.get_app_config(model._meta.app_label).verbose_name, Promise)
    for field in model._meta.get_fields():
        if not isinstance(field, Field) or field.name == "id" or field.model is not model:
            continue
        assert isinstance(field.verbose_name, Promise), f"{field.name}: the field's name comes first, marked"
        assert not field.help_text or isinstance(field.help_text, Promise), f"{field.name}: help_text"
        for value, label in field.choices or ():
            assert isinstance(label, Promise) or label == value or field.name == "interface_language", (
                field.name,
                label,
            )
