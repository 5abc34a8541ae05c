"""A model's answer, believed only as far as it can be checked: places in the text, small edits, their codes.

Pure functions. A model corrects what was right, quotes what was not said and rewrites what it likes; a false
correction is the worst error. An answer that breaks the schema anywhere is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from ml.engines import model_corrector_edits as wording
from ml.engines.model_corrector_codes import Change, code_of, trusted
from ml.engines.model_corrector_edits import Edit, Token
from ml.engines.model_corrector_words import ARTICLES, NUMBERS, negatives, related, word_class
from ml.free.cleaning import stripped_of_control

MOST_ITEMS, MOST_CHARACTERS = 3, 60
KINDS = (
    *("article", "preposition", "agreement", "tense", "verb_form", "plural"),
    *("pronoun", "word_order", "other"),
)
_WORDING = {"type": "string", "maxLength": MOST_CHARACTERS}
# Keys are written in this order: the model quotes before it corrects. No "why": reasons are ours.
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "corrections": {
            "type": "array",
            "maxItems": MOST_ITEMS,
            "items": {
                "type": "object",
                "properties": {
                    "original": _WORDING,
                    "corrected": _WORDING,
                    "kind": {"type": "string", "enum": list(KINDS)},
                },
                "required": ["original", "corrected", "kind"],
            },
        }
    },
    "required": ["corrections"],
}
MOST_CHANGED = 3  # words; more is a rewrite
MOST_MOVED = 5
_ENGLISH = re.compile(r"[A-Za-z0-9 '’\-,.?!:;\"“”£$%&]*")
_SENTENCE_END = re.compile(r"[.!?…](?=\s)|\n")
# They sound alike: what was meant is not heard.
_HOMOPHONES = ("there their they're", "to too two", "your you're", "its it's", "then than", "whose who's")
_HOMOPHONE = {word: group for group in _HOMOPHONES for word in group.split()}


class Item(NamedTuple):
    original: str
    corrected: str
    kind: str


class Proposal(NamedTuple):
    """One edit of the text. ``sure``: of a kind that models get right."""

    start: int
    end: int
    replacement: str
    code: str
    sure: bool


def items_of(answer: Any) -> tuple[Item, ...]:
    """The items of an answer that keeps the schema; of any other, none."""
    found = answer.get("corrections") if isinstance(answer, dict) else None
    if not isinstance(found, list) or len(found) > MOST_ITEMS:
        return ()
    items = []
    for each in found:
        if not isinstance(each, dict):
            return ()
        values = [
            value
            for key in Item._fields
            if isinstance(value := each.get(key), str) and len(value) <= MOST_CHARACTERS
        ]
        if len(values) < len(Item._fields) or values[-1] not in KINDS:
            return ()
        items.append(Item(*values))
    return tuple(items)


def proposals_of(
    item: Item, text: str, *, spoken: bool, choose: Callable[[int, int], bool] = lambda start, end: False
) -> tuple[Proposal, ...]:
    """The item's edits in the text, in order; none where anything about it is doubtful.

    Of several places with the words of ``original`` the one that ``choose`` knows is meant.
    """
    if not _is_clean(item):
        return ()
    words, mine, theirs = wording.tokens(text), wording.tokens(item.original), wording.tokens(item.corrected)
    old, new = wording.plain(mine), wording.plain(theirs)
    at = _place(words, old, choose)
    if at is None or wording.sound_alike(old, new) or wording.same_in_full(old, new):
        return ()
    here = words[at : at + len(old)]
    if _SENTENCE_END.search(text[here[0].start : here[-1].end]):
        return ()
    found = wording.edits(old, new)
    first, last = _sentence(text, words, at)
    if not _is_small(found, old, new, last - first) or not _keeps_the_meaning(found, old, new):
        return ()
    if spoken and any(_heard_alike(old, new, edit) for edit in found):
        return ()
    proposals = []
    for edit in found:
        change = Change(
            tuple(old[edit.i1 : edit.i2]),
            tuple(new[edit.j1 : edit.j2]),
            tuple(wording.plain(words[first:at]) + new[: edit.j1]),
            tuple(new[edit.j2 :] + wording.plain(words[at + len(old) : last])),
            item.kind,
        )
        code = code_of(change)
        if _is_clumsy(change) or (spoken and code == "R:SPELL"):
            return ()
        placed = _placed(text, words, at, theirs, edit)
        if placed is None:
            return ()
        proposals.append(Proposal(*placed, code, trusted(code, change)))
    apart = all(one.end <= other.start for one, other in pairwise(proposals))
    return tuple(proposals) if apart else ()


def _is_clean(item: Item) -> bool:
    """English letters only, and nothing that means something to a tokenizer."""
    return stripped_of_control(item.corrected) == item.corrected and bool(_ENGLISH.fullmatch(item.corrected))


def _place(words: list[Token], old: list[str], choose: Callable[[int, int], bool]) -> int | None:
    found = wording.places(wording.plain(words), old)
    if len(found) > 1:
        found = [at for at in found if choose(words[at].start, words[at + len(old) - 1].end)]
    return found[0] if len(found) == 1 else None


def _sentence(text: str, words: list[Token], at: int) -> tuple[int, int]:
    """First and last (excluded) word of the sentence that holds word ``at``."""
    ends = [match.start() for match in _SENTENCE_END.finditer(text)]
    start = max((end for end in ends if end < words[at].start), default=-1)
    stop = min((end for end in ends if end >= words[at].end), default=len(text))
    inside = [place for place, word in enumerate(words) if start < word.start < stop]
    return inside[0], inside[-1] + 1


def _is_small(found: list[Edit], old: list[str], new: list[str], sentence: int) -> bool:
    if len(found) == 1 and sorted(old) == sorted(new):
        return found[0].size <= MOST_MOVED
    changed = sum(edit.size for edit in found)
    return 0 < changed <= MOST_CHANGED and (changed == 1 or changed < sentence)


def _keeps_the_meaning(found: list[Edit], old: list[str], new: list[str]) -> bool:
    """No word of meaning comes or goes, no person, no "not"; one word for another is all that may be."""
    if negatives(old) != negatives(new):
        return False
    for edit in found:
        gone, come = old[edit.i1 : edit.i2], new[edit.j1 : edit.j2]
        lost = [word for word in gone if not any(related(word, other) for other in come)]
        added = [word for word in come if not any(related(other, word) for other in gone)]
        if sum(map(_has_meaning, lost)) != sum(map(_has_meaning, added)):
            return False
        others = (*lost, *added)
        if any(word in NUMBERS or word.isdigit() for word in others):
            return False
        if gone and come and any(word_class(word) == "PRON" for word in others):
            return False
    return True


def _has_meaning(word: str) -> bool:
    return word_class(word) == ""


def _heard_alike(old: list[str], new: list[str], edit: Edit) -> bool:
    mine, theirs = old[edit.i1 : edit.i2], new[edit.j1 : edit.j2]
    if wording.sound_alike(mine, theirs):
        return True
    groups = {_HOMOPHONE.get(word) for word in (*mine, *theirs)}
    return bool(mine and theirs) and len(groups) == 1 and None not in groups


def _is_clumsy(change: Change) -> bool:
    """What no English sentence has: "the a", "to to", "a books"."""
    if not change.new:
        return False
    row = [*change.before[-1:], *change.new, *change.after[:1]]
    for word, following in pairwise(row):
        if word == following or (word in ARTICLES and following in ARTICLES):
            return True
    follows = change.after[0] if change.after else ""
    several = follows.endswith("s") and not follows.endswith(("ss", "us", "is", "s's"))
    return change.new[-1] in ("a", "an") and several


def _placed(
    text: str, words: list[Token], at: int, theirs: Sequence[Token], edit: Edit
) -> tuple[int, int, str] | None:
    """Start, end and replacement; None where punctuation would go as well.

    A missing word is shown with its neighbour, "exam" -> "an exam"; with one too many its space goes.
    """
    i1, i2, (j1, j2) = at + edit.i1, at + edit.i2, (edit.j1, edit.j2)
    if i1 == i2 and j2 < len(theirs):
        i2, j2 = i2 + 1, j2 + 1
    elif i1 == i2 and j1:
        i1, j1 = i1 - 1, j1 - 1
    elif i1 == i2:
        return None
    here = words[i1:i2]
    if any(text[one.end : other.start].strip() for one, other in pairwise(here)):
        return None
    start, end = here[0].start, here[-1].end
    replacement = " ".join(word.text for word in theirs[j1:j2])
    if "’" in text:
        replacement = replacement.replace("'", "’")
    if j1 == j2:
        if text[start - 1 : start] == " ":
            start -= 1
        elif text[end : end + 1] == " ":
            end += 1
        return start, end, ""
    lower = here[0].text[0].islower() and replacement.split()[0] != "I" and not replacement.startswith("I'")
    if j1 == 0 and lower:  # the model begins as a sentence begins
        replacement = replacement[0].lower() + replacement[1:]
    return start, end, replacement
