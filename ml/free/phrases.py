"""What a buddy never says, whatever the model wrote: harm, and words that fall out of the role."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ml.free.words import plain, rejoined, undisguised

PHRASES = Path(__file__).parent / "phrases.txt"

# A link, a mail address, a number to be called. Looked for as written, since `plain` drops the marks.
_REACHABLE = re.compile(
    r"https?:|www\.|\b[\w-]+\.(?:com|org|net|edu|gov|ru|io|co|info|me|ly|uk|de|fr)\b(?!\.\w)|"
    r"[\w.+-]+\s?@\s?[\w-]+|\[at\]|\(at\)|"
    r"\+\s?\d[\d\s().-]{6,}|(?<!\d)\d(?:[\s().-]{0,2}\d){8,}",
    re.IGNORECASE,
)
# "Learner: Yes." and "(Note: …)": a model that goes on writing the talk, or about it.
_WRITES_THE_TALK = re.compile(
    r"^\s*\[\s*[A-Za-z]|"
    r"(?:^|[\s\"“(\[*#])(?:learner|user|student|human|assistant|system|(?:english )?(?:tutor|teacher) ?\d?|"
    r"ai|bot|"
    r"(?-i:You|Note|NOTE|Response|RESPONSE|Instruction|Instructions|Output|Input|Explanation|Translation|Correction|"
    r"Scene|Narrator))(?:'s (?:reply|answer|response|turn))?\s*[*_]{0,2}\s*[:：]",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^\W*([A-Z][\w'’-]+)\s*[:：]\s")
_CENSORED = re.compile(
    r"\b(?:f[*#@$%_.-]{1,3}c?k\w*|f[*#@$%]{2,3}|s[*#@$%]{1,2}i?t|sh[*#@$%!]t|b[*#@$%!]{1,3}t?ch\w*|c[*#@$%]{1,2}nt|n[*#@$%]{1,4}(?:er|a)s?|s[*#]x|p[*#]rn)\b"
)


class Section(NamedTuple):
    """What one code of CODES looks for."""

    words: frozenset[str]
    phrases: re.Pattern[str]


@cache
def sections() -> dict[str, Section]:
    """The file by its headings, compiled."""
    words: dict[str, set[str]] = {}
    phrases: dict[str, list[str]] = {}
    name = ""
    for line in PHRASES.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if re.fullmatch(r"\[\w+\]", line):
            name = line.strip("[]")
        elif line.startswith("words:"):
            words.setdefault(name, set()).update(line.removeprefix("words:").split())
        else:
            phrases.setdefault(name, []).append(line)
    return {
        name: Section(frozenset(words[name]), re.compile(rf"\b(?:{'|'.join(lines)})\b"))
        for name, lines in phrases.items()
    }


def _finds(code: str, text: str) -> bool:
    section = sections()[code]
    return not section.words.isdisjoint(text.split()) or section.phrases.search(text) is not None


def is_unsafe(sentence: str) -> bool:
    """Whether the sentence may harm, or asks for what a learner should not give."""
    if _REACHABLE.search(sentence) or _CENSORED.search(sentence.lower()):
        return True
    text = plain(sentence)
    if _finds("unsafe", text):
        return True
    # Read again only where it reads differently: most sentences wear no disguise. A "1" is an "i" or an "l".
    clear = {undisguised(sentence), undisguised(sentence.replace("1", "l"))}
    others = {plain(reading) for one in clear for reading in (one, rejoined(one))} - {text}
    return any(_finds("unsafe", other) for other in others)


def is_off_role(sentence: str) -> bool:
    """Whether it speaks as a program, of its orders, of the lesson, or for the learner."""
    return _WRITES_THE_TALK.search(sentence) is not None or _finds("off_role", plain(sentence))


def label(sentence: str) -> str:
    """The one capitalised word before a colon that a sentence begins with ("Anna: Hello."); else empty."""
    match = _LABELLED.match(sentence)
    return match[1] if match else ""
