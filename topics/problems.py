"""The problems of a topic in the teacher's language. The rules speak English; here is their Russian."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from accounts.interface import is_russian

FILE = Path(__file__).with_name("problems_ru.yaml")
_PLACE = r"(?P<place>(?:[^“]*?: )?(?:`[^`]+` |The document )?)"


def problem_here(problem: str) -> str:
    """The sentence with its place ("beats › blank: ") as it is; one that nobody knows stays English."""
    if not is_russian():
        return problem
    for pattern, russian in _patterns():
        if found := pattern.fullmatch(problem):
            place = found["place"].replace("The document ", "")
            return place + re.sub(r"\{(\d)\}", lambda number: found[f"part{number[1]}"], russian)
    return problem


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    table: dict[str, str] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return [(shape_pattern(english), russian) for english, russian in table.items()]


def shape_pattern(english: str) -> re.Pattern[str]:
    """ "`{}` is empty." as a pattern; the most fixed words of a sentence leave the least to its parts."""
    fixed = english.split("{}")
    parts = re.escape(fixed[0])
    for number, words in enumerate(fixed[1:], 1):
        parts += f"(?P<part{number}>.+?)" + re.escape(words)
    return re.compile(_PLACE + parts, re.DOTALL)
