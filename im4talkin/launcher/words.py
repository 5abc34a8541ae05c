"""The launcher's sentences in Russian, for systems that are set to Russian.

Nothing is installed yet when they are needed, so they stand in ``russian.json`` beside this file; the
server's own sentences are in ``locale/``.
"""

from __future__ import annotations

import json
import locale
from pathlib import Path

FILE = Path(__file__).with_name("russian.json")


def console_language() -> str:
    """``ru`` where the system speaks Russian, else ``en``."""
    return "ru" if (locale.getlocale()[0] or "").lower().startswith("ru") else "en"


def words(english: str, **values: object) -> str:
    """A sentence of the launcher's in the system's language, its {places} filled."""
    text = english
    if console_language() == "ru":
        known: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8"))
        text = known.get(english, english)
    return text.format(**values)
