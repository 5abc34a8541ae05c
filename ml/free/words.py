"""A sentence as the checks read it: its words, which of them are names, and a spelling without disguises."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

# A word with its inner apostrophes; accents belong to it, a hyphen separates.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_STARTS_A_SENTENCE = frozenset(".!?…:;—–-“\"'‘«(")

_FULL_WIDTH = {0xFEE0 + code: code for code in range(0x21, 0x7F)}

# Letters of other alphabets, and figures, that stand for a Latin letter in a disguised word.
_LOOKALIKES = str.maketrans("авсеһіјкмнорԛѕтухуьαβεηικνορτυχ", "abcehijkmhopqstyxybabenikvoptux")
_FIGURES = str.maketrans("013457@$€£", "oieastasel")
_PIECE = re.compile(r"[\w@$€£]+")
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_]([ .\-_*·/\\]{1,2}))(?:[^\W\d_]\1){1,}[^\W\d_](?![^\W_])")
_SPLIT = re.compile(r"(?<=[^\W\d_])[.*_\-·/\\](?=[^\W\d_])")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_ENDINGS = {"n't": "not", "'d": "would", "'ll": "will", "'ve": "have", "'re": "are", "'m": "am", "'s": "is"}
_WHOLE = {
    "won't": "will not",
    "can't": "can not",
    "cannot": "can not",
    "shan't": "shall not",
    "let's": "let us",
    "ain't": "is not",
    "im": "i am",
    "ive": "i have",
    "dont": "do not",
    "cant": "can not",
    "whats": "what is",
    "gonna": "going to",
    "wanna": "want to",
    "gimme": "give me",
    "lemme": "let me",
    "ur": "your",
    "u": "you",
}


class Token(NamedTuple):
    """One word: as written, in lower case, and whether it is capitalised where no sentence begins."""

    text: str
    lower: str
    named: bool


def tokens(sentence: str) -> list[Token]:
    """The words of a sentence, in order."""
    found: list[Token] = []
    for match in _WORD.finditer(sentence):
        text = match[0].replace("’", "'")
        before = sentence[: match.start()].rstrip()
        inside = bool(before) and before[-1] not in _STARTS_A_SENTENCE
        # A lone capital is "I" or a letter of the alphabet; neither is a name.
        found.append(Token(text, text.lower(), inside and text[0].isupper() and len(text) > 1))
    return found


def without_invisible(text: str) -> str:
    """The text in one spelling of its characters, full-width ones narrow, without those that nobody sees."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text).translate(_FULL_WIDTH))


def opened(word: str) -> str:
    """A lower-case word with its contraction opened: "what's" is "what is"."""
    if whole := _WHOLE.get(word):
        return whole
    for ending, full in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            return f"{word.removesuffix(ending)} {full}"
    return word


def plain(text: str) -> str:
    """Lower-case words with one space between, contractions opened, accents and punctuation gone."""
    bare = unicodedata.normalize("NFD", text.lower().replace("’", "'"))
    bare = "".join(character for character in bare if not unicodedata.combining(character))
    return " ".join(opened(word) for word in _WORD.findall(bare))


def _spelled_in_letters(match: re.Match[str]) -> str:
    piece = match[0]
    return piece.translate(_FIGURES) if any(map(str.isalpha, piece)) else piece


def undisguised(text: str) -> str:
    """The text as it reads to somebody who is meant to see through it: "s3x", "f u c k", "k.i.l.l"."""
    text = text.lower().translate(_LOOKALIKES)
    text = _PIECE.sub(_spelled_in_letters, text)
    text = _SPACED.sub(lambda match: "".join(filter(str.isalpha, match[0])), text)
    return _DRAWN_OUT.sub(r"\1", text)


def rejoined(text: str) -> str:
    """The text without the marks that split a word ("f*uck", "co-caine"); apart from it, since "up-skirt" and
    "Anglo-Saxon" are also split."""
    return _SPLIT.sub("", text)
