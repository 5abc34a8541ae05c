"""Titles and reasons over the socket, in the listener's language; what a talk is made of stays English."""

from __future__ import annotations

import pytest

from conversations.models import Conversation
from conversations.protocol import CorrectionItem, TurnCorrected, TurnWaiting
from conversations.texts import TEXTS, error_raised, message_in
from tests.conversations.conftest import Phone

CORRECTION = CorrectionItem(
    start=3,
    end=5,
    original="go",
    replacement="goes",
    code="R:VERB:SVA",
    reason="Check the spelling.",
    style="recast",
)


@pytest.mark.parametrize("code", [code for code in TEXTS if code != "turn.waiting"])
def test_every_trouble_has_its_russian_words(code: str) -> None:
    told = message_in("ru", error_raised(code).model_dump(mode="json"))
    assert all(any("а" <= letter <= "я" for letter in told[part]) for part in ("title", "detail"))
    assert told["code"] == code


def test_english_stays_as_it_is() -> None:
    message = error_raised("turn.failed").model_dump(mode="json")
    assert message_in("en", message) is message


def test_places_are_filled_in_russian_too() -> None:
    waiting = TurnWaiting(turn=1, place=3, seconds=20, title="One moment", detail="…").model_dump(mode="json")
    assert message_in("ru", waiting)["detail"].startswith("Разговоров перед вами: 3.")
    waiting |= {"place": 0, "title": "", "detail": ""}
    assert message_in("ru", waiting)["title"] == ""


def test_a_correction_is_explained_in_russian_and_stays_english_itself() -> None:
    message = TurnCorrected(turn=1, corrections=[CORRECTION]).model_dump(mode="json")
    told = message_in("ru", message)["corrections"][0]
    assert told["reason"] == "Проверьте, как это пишется."
    assert (told["original"], told["replacement"]) == ("go", "goes")
    assert message["corrections"][0]["reason"] == "Check the spelling."


async def test_a_russian_browser_is_told_in_russian(phone: Phone, talk: Conversation) -> None:
    phone.headers = [(b"accept-language", b"ru")]
    await phone.join()
    await phone.send("this is no message")
    told = await phone.until("error.raised")
    assert (told["code"], told["title"]) == ("message.not_json", "Это не сообщение")
