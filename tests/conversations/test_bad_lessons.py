"""Rubbish in the messages of a lesson gets a typed answer, and the talk goes on."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import LazySettings

from conversations.models import Conversation, Turn
from tests.conversations.conftest import Phone

MOVE = {"type": "turn.move", "move": "repeat", "ref": "tapped-0001"}
SILENT = {"type": "turn.silent", "after": 0, "stage": "line"}
WITHDRAW = {"type": "turn.withdraw", "turn": 1}
HELP = {"type": "help.used", "turn": 0, "help": "again"}
VOICE = {"type": "voice.set", "voice": "device"}
STOPPED = {"type": "reply.stopped", "turn": 0, "sentence": 0, "played_ms": 0}


def less(message: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in message.items() if key != name}


BAD: list[dict[str, Any]] = [
    *({**message, "loud": True} for message in (MOVE, SILENT, WITHDRAW, HELP, VOICE)),
    *(less(MOVE, name) for name in ("move", "ref")),
    *(less(SILENT, name) for name in ("after", "stage")),
    less(WITHDRAW, "turn"),
    *(less(HELP, name) for name in ("turn", "help")),
    less(VOICE, "voice"),
    *({**MOVE, "move": key} for key in ("", "m" * 81, None, 7, ["repeat"])),
    *({**MOVE, "ref": ref} for ref in ("short", "r" * 41, None)),
    *({**SILENT, "after": after} for after in (-1, 2**31, 1.5, "now", None)),
    *({**SILENT, "stage": stage} for stage in ("starter", "", None, 1)),
    *({**WITHDRAW, "turn": turn} for turn in (0, -1, 2**31, "1st", None)),
    *({**HELP, "help": used} for used in ("magic", "", None, 3)),
    *({**HELP, "turn": turn} for turn in (-1, 2**31, None)),
    *({**VOICE, "voice": voice} for voice in ("robot", "", None)),
    *({**STOPPED, "played_chars": chars} for chars in (-1, 2**31, "all")),
    {"type": "talk.join", "version": 1, "voice": "robot"},
]


@pytest.fixture
async def joined(phone: Phone) -> Phone:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    return phone


async def goes_on(phone: Phone) -> None:
    number = await Turn.objects.acount()
    await phone.send({"type": "turn.type", "text": "Still here.", "ref": f"still-here-{number}"})
    await phone.until("reply.ended", turn=number)


@pytest.mark.parametrize("batch", range(0, len(BAD), 15))  # more mistakes a minute end the connection
async def test_a_message_that_does_not_fit_is_named(joined: Phone, batch: int) -> None:
    for message in BAD[batch : batch + 15]:
        await joined.send(json.dumps(message))
        assert (await joined.until("error.raised"))["code"] == "message.invalid", message
    await goes_on(joined)


@pytest.mark.parametrize(
    "message",
    [
        *({**HELP, "turn": turn} for turn in (9, 2**31 - 1)),
        *({**SILENT, "after": after, "stage": "go_on"} for after in (1, 2**31 - 1)),
        {**STOPPED, "turn": 9, "played_chars": 2**31 - 1},
        {**STOPPED, "sentence": 2**31 - 1, "played_chars": 0},
    ],
)
async def test_what_is_about_nothing_is_ignored(joined: Phone, message: dict[str, Any]) -> None:
    await joined.send(message)
    await goes_on(joined)
    assert not joined.of("error.raised")
    assert await Turn.objects.acount() == 2


@pytest.mark.parametrize("turn", [1, 5, 2**31 - 1])
async def test_who_takes_back_what_was_never_said_is_told(joined: Phone, turn: int) -> None:
    await joined.send({**WITHDRAW, "turn": turn})
    assert (await joined.until("error.raised"))["code"] == "turn.kept"
    await goes_on(joined)


@pytest.mark.parametrize("message", [MOVE, SILENT, WITHDRAW, HELP, VOICE])
async def test_nothing_comes_before_the_join(phone: Phone, message: dict[str, Any]) -> None:
    await phone.connect()
    await phone.send(message)
    assert (await phone.until("error.raised"))["code"] == "message.order"


@pytest.mark.parametrize("message", [SILENT, WITHDRAW, HELP, VOICE])
async def test_what_comes_after_the_end_breaks_nothing(
    joined: Phone, talk: Conversation, message: dict[str, Any]
) -> None:
    await joined.send({"type": "talk.finish"})
    await joined.until("talk.finished")
    await joined.send(message)
    await joined.send({"type": "turn.type", "text": "Too late.", "ref": "too-late-1"})
    await joined.until("error.raised", code="talk.over")
    assert await Turn.objects.acount() == 2


@pytest.mark.parametrize("in_class", [True, False])
async def test_a_class_is_asked_to_hold_the_button(
    phone: Phone, settings: LazySettings, in_class: bool
) -> None:
    settings.CLASS_MODE = in_class
    assert (await phone.join())["hold"] is in_class
