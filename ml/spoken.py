"""Written text as the words a reader says: what a grammar of spoken lines is made of."""

from __future__ import annotations

import re

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth"}
_ORDINALS |= {"nine": "ninth", "twelve": "twelfth"}
_SYMBOLS = {"%": " percent ", "&": " and ", "+": " plus ", "=": " equals ", "@": " at "}
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})
_ACCENTS = str.maketrans("àáâãäåçèéêëìíîïñòóôõöùúûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy")
_SHORT = {"mr": "mister", "mrs": "missus", "dr": "doctor", "vs": "versus", "ok": "okay", "st": "saint"}

_PIECE = re.compile(r"\d+(?:,\d{3})+|\d+(?:st|nd|rd|th|s)?\b|\d+|[a-z']+")
_MONEY = re.compile(r"([£$€])\s?(\d+(?:,\d{3})*)(?:\.(\d\d))?")
_COINS = {"£": "pounds", "$": "dollars", "€": "euros"}
_CLOCK = re.compile(r"\b(\d{1,2}):(\d\d)\b")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")


def words_of(text: str) -> tuple[str, ...]:
    """Lower-case words with nothing but letters and inner apostrophes; numbers are spelt out."""
    plain = text.lower().translate(_APOSTROPHES).translate(_ACCENTS)
    plain = _MONEY.sub(lambda m: f"{m[2]} {_COINS[m[1]]} {m[3] or ''}", plain)
    plain = _CLOCK.sub(lambda m: f"{m[1]} {m[2] if m[2] != '00' else ''}", plain)
    plain = _POINT.sub(" point ", plain)
    for symbol, spoken in _SYMBOLS.items():
        plain = plain.replace(symbol, spoken)
    words: list[str] = []
    for piece in _PIECE.findall(plain):
        if piece[0].isdigit():
            words += _figures(piece)
        elif word := piece.strip("'"):
            # "rock 'n' roll": apostrophes around a word are quotes, those inside it belong to it.
            words.append(_SHORT.get(word, word))
    return tuple(words)


def _figures(piece: str) -> list[str]:
    """A run of digits, with a thousands comma or an ending (1st, 1990s)."""
    digits = re.sub(r"\D", "", piece)
    ending = piece.lstrip("0123456789,")
    number = int(digits)
    if len(digits) > 6 or (digits[0] == "0" and len(digits) > 1):
        return [_ONES[int(digit)] for digit in digits]
    year = "," not in piece and 1100 <= number <= 2099 and not 2000 <= number <= 2009 and number % 1000 >= 10
    words = _year(number) if year else cardinal(number)
    if ending in ("st", "nd", "rd", "th"):
        last = words[-1]
        words[-1] = _ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    elif ending == "s":
        words[-1] = words[-1][:-1] + "ies" if words[-1].endswith("y") else words[-1] + "s"
    return words


def _year(number: int) -> list[str]:
    high, low = divmod(number, 100)
    if low == 0:
        return [*cardinal(high), "hundred"]
    return [*cardinal(high), *(["oh"] if low < 10 else []), *cardinal(low)]


def cardinal(number: int) -> list[str]:
    """0..999,999 in words, with the British "and"."""
    if number < 20:
        return [_ONES[number]]
    if number < 100:
        tens, ones = divmod(number, 10)
        return [_TENS[tens - 2], *([_ONES[ones]] if ones else [])]
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return [_ONES[hundreds], "hundred", *(["and", *cardinal(rest)] if rest else [])]
    thousands, rest = divmod(number, 1000)
    tail = ["and", *cardinal(rest)] if 0 < rest < 100 else cardinal(rest) if rest else []
    return [*cardinal(thousands), "thousand", *tail]
