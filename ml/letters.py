"""Letters to sounds: a pronunciation for a word that no dictionary has.

Rules from left to right, the longest first. They need not be right, only near: the line that holds
a made-up name must still be the one that fits best. Phones are those of the CMU dictionary.
"""

from __future__ import annotations

from collections.abc import Callable

Lookup = Callable[[str], str | None]

_RULES = """
tion SH AH N|sion ZH AH N|ture CH ER|ough AO|augh AO F|eigh EY|igh AY|tch CH|dge JH|sch SH|
ssion SH AH N|cious SH AH S|tious SH AH S|cial SH AH L|tial SH AH L|ious IY AH S|ous AH S|que K|
ee IY|ea IY|oo UW|ou AW|ow OW|oa OW|oi OY|oy OY|ai EY|ay EY|au AO|aw AO|ei EY|ey IY|ie IY|ue UW|
ui UW|eu Y UW|ew UW|ia IY AH|io IY OW|ar AA R|er ER|ir ER|or AO R|ur ER|
ch CH|ck K|dg JH|gh G|gn N|kn N|ng NG|ph F|qu K W|sh SH|th TH|wh W|wr R|mb M|zh ZH|kh K|ts T S|
ce S|ci S IH|cy S IY|ge JH|gi JH IH|gy JH IY|x K S|bb B|cc K|dd D|ff F|gg G|ll L|mm M|nn N|pp P|rr R|
ss S|tt T|zz Z|
a AE|b B|c K|d D|e EH|f F|g G|h HH|i IH|j JH|k K|l L|m M|n N|o AA|p P|q K|r R|s S|t T|u AH|v V|
w W|y IY|z Z
"""
_TABLE = dict(rule.strip().split(" ", 1) for rule in _RULES.replace("\n", "").split("|"))
_LONGEST = max(len(letters) for letters in _TABLE)
_LONG = {"a": "EY", "e": "IY", "i": "AY", "o": "OW", "u": "UW"}
_VOWELS = "aeiou"
_HISSING = {"S", "Z", "SH", "ZH", "CH", "JH"}
_UNVOICED = {"P", "T", "K", "F", "TH"}


def pronounce(word: str, lookup: Lookup) -> str:
    """Phones for a lower-case word, from its parts where ``lookup`` knows them; never empty."""
    return lookup(word) or _inflected(word, lookup) or _compound(word, lookup) or spell(word)


def _inflected(word: str, lookup: Lookup) -> str | None:
    """A known word with 's, -s, -ed or -ing."""
    for ending in ("'s", "s'", "s"):
        if word.endswith(ending) and (stem := lookup(word[: -len(ending)])):
            last = stem.split()[-1]
            return f"{stem} {'IH Z' if last in _HISSING else 'S' if last in _UNVOICED else 'Z'}"
    if word.endswith("ed") and (stem := lookup(word[:-2]) or lookup(word[:-1])):
        last = stem.split()[-1]
        voiceless = last in _UNVOICED | {"S", "SH", "CH"}
        return f"{stem} {'IH D' if last in ('T', 'D') else 'T' if voiceless else 'D'}"
    if word.endswith("ing") and (stem := lookup(word[:-3]) or lookup(word[:-3] + "e")):
        return f"{stem} IH NG"
    return None


def _compound(word: str, lookup: Lookup) -> str | None:
    """Two known words of three letters or more ("ferryboat")."""
    for cut in range(len(word) - 3, 2, -1):
        first, second = lookup(word[:cut]), lookup(word[cut:])
        if first and second:
            return f"{first} {second}"
    return None


def spell(word: str) -> str:
    """By rules alone."""
    letters = "".join(letter for letter in word if "a" <= letter <= "z")
    # A final e is mute and makes the vowel before one consonant long: "mandile", "vole".
    mute = len(letters) > 3 and letters[-1] == "e" and letters[-2] not in _VOWELS
    long_at = len(letters) - 3 if mute and letters[-3] in _VOWELS and letters[-4] not in _VOWELS else -1
    end = len(letters) - 1 if mute and letters[-2:] not in ("ce", "ge", "le") else len(letters)
    phones: list[str] = []
    place = 0
    while place < end:
        if place == long_at:
            phones.append(_LONG[letters[place]])
            place += 1
            continue
        for size in range(min(_LONGEST, end - place), 0, -1):
            if found := _TABLE.get(letters[place : place + size]):
                phones += found.split()
                place += size
                break
    if letters.endswith("le") and mute and phones[-2:] == ["L", "EH"]:
        phones[-2:] = ["AH", "L"]
    return " ".join(phones) or "AH"
