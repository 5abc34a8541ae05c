"""The contract as it is written down."""

from __future__ import annotations

import re
import typing
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from conversations import protocol_docs as module
from conversations.management.commands import protocol_docs as command
from conversations.protocol import CLOSE_CODES, Lasting, Message, ServerMessage
from conversations.protocol_docs import FILE, protocol_docs
from conversations.texts import TEXTS


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


@pytest.mark.parametrize("code", TEXTS)
def test_every_text_is_on_the_page(code: str) -> None:
    title, detail = TEXTS[code]
    assert f"| `{code}` | {title} | {detail} |" in protocol_docs()


@pytest.mark.parametrize("code", CLOSE_CODES)
def test_every_close_code_is_on_the_page(code: int) -> None:
    assert f"| {code} | {CLOSE_CODES[code]} |" in protocol_docs()
