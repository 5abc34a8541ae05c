"""What a learner reads when something is in the way; the texts stand in ``texts.yaml``, for the page too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from accounts.interface import RUSSIAN, is_russian
from conversations.load import LONG_SECONDS
from conversations.protocol import ErrorRaised
from conversations.review_reasons import reason_ru

FILE = Path(__file__).with_name("texts.yaml")

_file: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))

# Of ``error.raised`` and ``turn.failed``: code -> (title, detail), in English. That is how messages are kept;
# whoever sends one to somebody who reads Russian puts it in their words (``message_in``).
TEXTS: dict[str, tuple[str, str]] = {
    code: (text["title"], text["detail"]) for code, text in _file["server"].items()
}


_RUSSIAN: dict[str, tuple[str, str]] = {
    code: (text["title_ru"], text["detail_ru"]) for code, text in _file["server"].items()
}

# Of the review's answers: code -> title, title_ru, detail, detail_ru.
REVIEW_TEXTS: dict[str, dict[str, str]] = _file["review"]
# Of those the ones that pages only show as the answer brings them: no page carries them.
BROUGHT = {code for code in REVIEW_TEXTS if not code.startswith("say.")}  # review_say.js looks those up


WORDED = {
    "error.raised",
    "turn.failed",
    "turn.waiting",
    "turn.corrected",
}  # messages that ``message_in`` changes


def text_of(code: str, **values: object) -> tuple[str, str]:
    """Title and detail, the places in {braces} filled in."""
    title, detail = TEXTS[code]
    return title.format_map(values), detail.format_map(values)


def text_here(code: str) -> dict[str, str]:
    """Title and detail for an answer over http, in the language that was asked for."""
    text = _file["server"].get(code) or REVIEW_TEXTS[code]
    end = "_ru" if is_russian() else ""
    return {"title": text[f"title{end}"], "detail": text[f"detail{end}"]}


def message_in(language: str, message: dict[str, Any]) -> dict[str, Any]:
    """A message of the socket with its words for people in this language: titles and reasons. What a talk
    is made of (lines, cards, what was said) is English for everybody."""
    if language != RUSSIAN:
        return message
    if message.get("title"):
        code = message.get("code", message["type"])
        if code == "turn.waiting" and message["seconds"] >= LONG_SECONDS:
            code = "turn.waiting_long"
        title, detail = _RUSSIAN.get(code, (message["title"], message["detail"]))
        return message | {"title": title.format_map(message), "detail": detail.format_map(message)}
    if message["type"] == "turn.corrected":
        return message | {"corrections": [_explained(each) for each in message["corrections"]]}
    return message


def _explained(correction: dict[str, Any]) -> dict[str, Any]:
    told = reason_ru(correction["code"], correction["reason"])
    return correction | ({"reason": told} if told else {})


def error_raised(code: str, *, fatal: bool = False) -> ErrorRaised:
    title, detail = TEXTS[code]
    return ErrorRaised(code=code, title=title, detail=detail, fatal=fatal)


def texts_for_page() -> dict[str, dict[str, str]]:
    """All texts by code, each as ``{"en": …, "ru": …}``; static/js/texts.js reads them on the pages."""
    told = {
        code: {
            "en": f"{text['title']}. {text['detail']}",
            "ru": f"{text['title_ru']}. {text['detail_ru']}",
        }
        for code, text in (_file["server"] | _file["review"]).items()
    }
    return told | _file["page"]
