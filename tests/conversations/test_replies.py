"""What became of a reply: how much was heard, and which helps were used."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.models import Conversation, Turn
from conversations.replies import MOST_HELPS, help_count, reply_heard
from conversations.runner import turn_run
from conversations.services import turn_open
from tests.conversations.conftest import Phone


@pytest.fixture
def opened(talk: Conversation) -> Conversation:
    turn_run(turn_open(talk.pk, 0, Turn.Kind.OPENING).pk)
    return talk


def played(talk: Conversation) -> str | None:
    return Turn.objects.get(conversation=talk, number=0).played_text


@pytest.mark.parametrize(
    ("chars", "text"),
    [
        (0, "This is line number 1."),
        (7, "This is line number 1. What do"),
        (10_000, "This is line number 1. What do you say to question 1?"),
    ],
)
def test_a_devices_voice_counts_in_characters(opened: Conversation, chars: int, text: str) -> None:
    reply_heard(opened.pk, 0, 1, played_ms=0, played_chars=chars)
    assert played(opened) == text


def test_a_reply_that_is_not_there_was_not_heard(opened: Conversation) -> None:
    reply_heard(opened.pk, 7, 0, 100, 5)
    reply_heard(opened.pk, 0, 99, 100, 5)
    assert played(opened) == "This is line number 1. What do you say to question 1?"


def test_helps_are_counted(opened: Conversation) -> None:
    for used in ("again", "again", "subtitles"):
        help_count(opened.pk, 0, used)
    help_count(opened.pk, 5, "again")
    assert Turn.objects.get(number=0).helps == {"again": 2, "subtitles": 1}


def test_a_count_ends_somewhere(opened: Conversation) -> None:
    Turn.objects.filter(number=0).update(helps={"again": MOST_HELPS})
    help_count(opened.pk, 0, "again")
    assert Turn.objects.get(number=0).helps == {"again": MOST_HELPS}


async def test_helps_and_characters_come_over_the_wire(phone: Phone) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    stopped: dict[str, Any] = {"type": "reply.stopped", "turn": 0, "sentence": 0, "played_ms": 0}
    await phone.send({**stopped, "played_chars": 4})
    await phone.send({"type": "help.used", "turn": 0, "help": "slowly"})
    await phone.send({"type": "turn.type", "text": "Next.", "ref": "typed-0001"})
    await phone.until("reply.ended", turn=1)
    opening = await Turn.objects.aget(number=0)
    assert (opening.played_text, opening.helps) == ("This", {"slowly": 1})
