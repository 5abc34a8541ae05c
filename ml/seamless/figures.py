"""Figures as an English speaker says them. Pure functions; British, with "and"."""

from __future__ import annotations

import re

from ml.spoken import cardinal, words_of

_UNITS = {"£": ("pound", "pounds"), "$": ("dollar", "dollars"), "€": ("euro", "euros")}
_SCALES = {"k": "thousand", "m": "million", "bn": "billion"}
_PARTS = {2: ("half", "halves"), 3: ("third", "thirds"), 4: ("quarter", "quarters")}
_SIGNS = {"%": "percent", "&": "and", "+": "plus", "=": "equals", "@": "at"}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
FIGURES = re.compile(
    rf"(?P<money>[£$€])\s?(?P<sum>{_NUMBER})(?:\s?(?P<scale>million|billion|thousand|bn|[mk])\b)?"
    r"|(?P<clock>\b\d{1,2}:\d\d\b)"
    r"|(?P<phone>\+?\b\d{2,5}(?:[ -]\d{2,5}){2,}\b)"
    r"|(?P<part>\b\d{1,2}/\d{1,2}\b(?!/))"
    r"|(?P<ordinal>\b\d+(?:st|nd|rd|th|s)\b)"
    rf"|(?P<number>{_NUMBER})"
    r"|(?P<sign>[%&+=@])"
)
MOST_GROUPED = 999_999_999_999


def spoken_figure(match: re.Match[str]) -> str:
    """What ``FIGURES`` found, in words."""
    found = {name: text for name, text in match.groupdict().items() if text}
    if "money" in found:
        return _money(found["money"], found["sum"], found.get("scale", ""))
    if "phone" in found:
        return ", ".join(_digits(group) for group in re.split(r"[ -]", found["phone"].lstrip("+")))
    if "part" in found:
        return _part(*map(int, found["part"].split("/")))
    if "number" in found:
        return _number(found["number"])
    if "sign" in found:
        return _SIGNS[found["sign"]]
    return " ".join(words_of(match[0]))  # 9:30; 2nd, 1990s


def _money(unit: str, amount: str, scale: str) -> str:
    one, many = _UNITS[unit]
    whole, _, cents = amount.partition(".")
    if scale:
        return f"{_number(amount)} {_SCALES.get(scale, scale)} {many}"
    said = f"{_number(whole)} {one if whole == '1' else many}"
    if len(cents) == 2 and int(cents):
        return f"{said} {' '.join(cardinal(int(cents)))}"
    return said if not cents or not int(cents) else f"{_number(amount)} {many}"


def _number(text: str) -> str:
    """A number with or without thousands and decimals; a run that begins with 0 digit by digit."""
    whole, _, decimals = text.partition(".")
    value = int(whole.replace(",", ""))
    if (len(whole) > 1 and whole[0] == "0") or value > MOST_GROUPED:
        said = _digits(whole.replace(",", ""))
    elif "," not in whole and not decimals and len(whole) == 4:
        said = " ".join(words_of(whole))  # most often a year
    else:
        said = _grouped(value)
    return f"{said} point {_digits(decimals)}" if decimals else said


def _grouped(value: int) -> str:
    """Millions and billions before what ``cardinal`` knows."""
    parts = []
    for size, name in ((1_000_000_000, "billion"), (1_000_000, "million")):
        count, value = divmod(value, size)
        if count:
            parts.append(f"{' '.join(cardinal(count))} {name}")
    if value or not parts:
        parts.append(("and " if parts and value < 100 else "") + " ".join(cardinal(value)))
    return " ".join(parts)


def _part(count: int, of: int) -> str:
    one, many = _PARTS.get(of, ("", ""))
    if not one or not 0 < count < of:
        return f"{' '.join(cardinal(count))} over {' '.join(cardinal(of))}"
    return f"a {one}" if count == 1 else f"{' '.join(cardinal(count))} {many}"


def _digits(text: str) -> str:
    return " ".join(cardinal(int(digit))[0] for digit in text if digit.isdigit())
