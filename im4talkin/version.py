"""The version, which stands in one place only: the newest heading of CHANGELOG.md."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

CHANGELOG = Path(__file__).resolve().parent.parent / "CHANGELOG.md"
_HEADING = re.compile(r"^## (\d+\.\d+\.\d+)\b", re.MULTILINE)


def version_in(changelog: str) -> str:
    """The first version heading of a changelog; ``0.0.0`` where there is none."""
    found = _HEADING.search(changelog)
    return found.group(1) if found else "0.0.0"


@cache
def version() -> str:
    try:
        return version_in(CHANGELOG.read_text(encoding="utf-8"))
    except OSError:
        return "0.0.0"
