"""The contract as it is written down, and the words a learner reads when something went wrong."""

from __future__ import annotations

import ast
import re
import typing
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

import conversations
from conversations import protocol_docs as module
from conversations.management.commands import protocol_docs as command
from conversations.protocol import CLOSE_CODES, Lasting, Message, ServerMessage
from conversations.protocol_docs import FILE, protocol_docs
from conversations.texts import TEXTS, error_raised

SOURCES = sorted(Path(conversations.__file__).parent.glob("*.py"))
RAISERS = {"BadFrame", "BadMessage", "error_raised", "complain", "refuse"}


def test_the_page_says_what_the_contract_says() -> None:
    written = FILE.read_text(encoding="utf-8")
    assert written == protocol_docs(), "the contract changed: run `python manage.py protocol_docs`"


def test_the_command_writes_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "realtime-protocol.md"
    monkeypatch.setattr(command, "FILE", file)
    out = StringIO()
    call_command("protocol_docs", stdout=out)
    assert file.read_text(encoding="utf-8") == protocol_docs()
    assert out.getvalue() == "Wrote docs/realtime-protocol.md.\n"


def kinds() -> list[str]:
    """The type of every message, both ways."""
    models = [
        *typing.get_args(ServerMessage),
        *typing.get_args(typing.get_args(module.protocol.ClientMessage)[0]),
    ]
    return [model.model_fields["type"].default for model in models]


@pytest.mark.parametrize("kind", kinds())
def test_every_message_has_a_place_on_the_page(kind: str) -> None:
    assert protocol_docs().count(f"### `{kind}`") == 1


@pytest.mark.parametrize("kind", kinds())
def test_a_message_is_called_noun_dot_verb(kind: str) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z]+", kind)


@pytest.mark.parametrize("model", typing.get_args(ServerMessage), ids=lambda model: model.__name__)
def test_a_message_is_numbered_if_and_only_if_it_lasts(model: type[Message]) -> None:
    numbered = "seq" in model.model_fields and model.__name__ != "TalkJoined"
    assert numbered == (model in typing.get_args(Lasting))


# ------------------------------------------------------------------ words


def raised(path: Path) -> Iterator[tuple[int, str]]:
    """Line and code of everything a module raises, refuses or looks up for a learner."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "TEXTS":
            found: ast.expr | None = node.slice
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in RAISERS:
            found = node.args[0] if node.args else None
        else:
            continue
        if isinstance(found, ast.Constant) and isinstance(found.value, str):
            yield node.lineno, found.value


def codes() -> set[str]:
    return {code for path in SOURCES for _, code in raised(path)}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_code_has_a_text(path: Path) -> None:
    without = [(line, code) for line, code in raised(path) if code not in TEXTS]
    assert not without, f"{path.name} raises codes that texts.py does not know"


def test_the_codes_that_are_raised_are_found() -> None:
    assert {"audio.turn", "message.order", "voice.silent", "talk.taken", "turn.failed"} <= codes()


@pytest.mark.parametrize("code", TEXTS)
def test_every_code_is_called_noun_dot_what(code: str) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", code)


@pytest.mark.parametrize("code", TEXTS)
def test_a_text_is_short(code: str) -> None:
    title, detail = TEXTS[code]
    assert len(detail.split()) <= 25
    assert len(title.split()) <= 8


@pytest.mark.parametrize("code", TEXTS)
def test_a_text_is_calm(code: str) -> None:
    words = " ".join(TEXTS[code])
    assert "!" not in words
    assert not re.search(r"\b(error|failed|failure|invalid|wrong with you|your fault|oops)\b", words, re.I)


@pytest.mark.parametrize("code", TEXTS)
def test_a_text_says_what_is_safe(code: str) -> None:
    _, detail = TEXTS[code]
    assert re.search(r"\bsafe\b|nothing is lost|goes on|in the review|can follow", detail, re.I)


@pytest.mark.parametrize("code", TEXTS)
def test_a_detail_is_made_of_sentences_and_a_title_is_none(code: str) -> None:
    title, detail = TEXTS[code]
    assert detail.endswith(".")
    assert not title.endswith(".")


@pytest.mark.parametrize("code", TEXTS)
def test_every_text_is_on_the_page(code: str) -> None:
    title, detail = TEXTS[code]
    assert f"| `{code}` | {title} | {detail} |" in protocol_docs()


def test_a_code_nobody_knows_has_no_text() -> None:
    with pytest.raises(KeyError):
        error_raised("nobody.knows")


def test_what_is_raised_carries_its_text() -> None:
    title, detail = TEXTS["audio.turn"]
    told = error_raised("audio.turn", fatal=True)
    assert (told.code, told.title, told.detail, told.fatal) == ("audio.turn", title, detail, True)


@pytest.mark.parametrize("code", CLOSE_CODES)
def test_every_close_code_is_on_the_page(code: int) -> None:
    assert f"| {code} | {CLOSE_CODES[code]} |" in protocol_docs()
