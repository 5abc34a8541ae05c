"""What a learner reads when something is in the way; the texts stand in ``texts.yaml``, for the page too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from conversations.protocol import ErrorRaised

FILE = Path(__file__).with_name("texts.yaml")

_file: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))

# Of ``error.raised`` and ``turn.failed``: code -> (title, detail), in English.
TEXTS: dict[str, tuple[str, str]] = {
    code: (text["title"], text["detail"]) for code, text in _file["server"].items()
}


# Of the review's answers: code -> title, title_ru, detail, detail_ru.
REVIEW_TEXTS: dict[str, dict[str, str]] = _file["review"]


def text_of(code: str, **values: object) -> tuple[str, str]:
    """Title and detail, the places in {braces} filled in."""
    title, detail = TEXTS[code]
    return title.format_map(values), detail.format_map(values)


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
