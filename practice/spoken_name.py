"""Which names may stand in a line that is said aloud. Others are shown on pages only. Pure functions."""

from __future__ import annotations

import re

MOST_LETTERS = 20
_CAPITAL, _LETTER = "A-ZÀ-ÖØ-Þ", "A-Za-zÀ-ÖØ-öø-ÿĀ-ž"
_SPOKEN = re.compile(rf"[{_CAPITAL}][{_LETTER}]*(?:[ '-][{_CAPITAL}][{_LETTER}]+)?")


def spoken_name(name: str) -> str:
    """The name as an English voice can say it: one or two words of Latin letters; else empty."""
    parts = re.split(r"([ '-])", name.replace("’", "'").strip())
    tidy = "".join(part.capitalize() if part.islower() or part.isupper() else part for part in parts)
    return tidy if 1 < len(tidy) <= MOST_LETTERS and _SPOKEN.fullmatch(tidy) else ""
