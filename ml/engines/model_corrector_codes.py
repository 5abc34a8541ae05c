"""The ERRANT code of an edit (Bryant et al. 2017), from its words and their neighbours. Pure functions.

The model's own word for the kind of a mistake decides only what the words leave open: whether "work" became
"works" as a verb or as a noun.
"""

from __future__ import annotations

import difflib
import re
from typing import NamedTuple

from ml.engines.model_corrector_words import (
    ARTICLES,
    BE,
    DO,
    HAVE,
    HELPING,
    IRREGULAR_BASES,
    MODALS,
    ONE,
    PERSON,
    PLURALS,
    SEVERAL,
    SUBJECTS_ALONE,
    SUBJECTS_OTHERS,
    VERBS,
    forms,
    positive,
    shared,
    word_class,
)

NEAR = 8  # words to each side in which a time word speaks of this verb
_LAST = "(?:night|week|weekend|month|year|time|summer|winter|spring|autumn|\\w+day|century)"
_PAST = re.compile(rf"\byesterday\b|\bago\b|\blast {_LAST}\b|\bin (?:19|20)\d\d\b")
_FUTURE = re.compile(rf"\btomorrow\b|\bnext {_LAST}\b")


class Change(NamedTuple):
    """An edit in lower-case words, between the words of its sentence."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    kind: str = ""  # what the model called it


def code_of(change: Change) -> str:
    old, new = change.old, change.new
    if not old:
        return _of_one("M", new, change)
    if not new:
        return _of_one("U", old, change)
    if sorted(old) == sorted(new):
        return "R:WO"
    if len(old) == len(new) == 1:
        if new[0].startswith(old[0] + "'") and old[0] in PERSON:  # "she", "she's"
            return "M:VERB" if new[0].endswith(("'s", "'m", "'re")) else "M:VERB:TENSE"
        return "R:" + _replaced(old[0], new[0], change)
    return "R:" + _several(old, new)


def trusted(code: str, change: Change) -> bool:
    """Whether models are right about it often enough to be believed without a second vote.

    An article is there or not; which of "a" and "the" is a matter of what was meant.
    """
    match code:
        case "M:DET" | "U:DET":
            return (change.old or change.new)[0] in ARTICLES
        case "R:DET":
            pair = {change.old[0], change.new[0]}
            return any(pair == set(known) for known in _DETERMINER_PAIRS)
        case "R:VERB:TENSE" | "M:VERB:TENSE":
            return _asked_by_the_time(change)
        case "R:VERB:SVA":
            return not _disagrees(change)
        case "R:NOUN:NUM":
            return not _miscounts(change)
        case "M:PREP" | "R:PREP" | "U:PREP":
            return True
    return False


_DETERMINER_PAIRS = (
    ("a", "an"),
    ("this", "these"),
    ("that", "those"),
    ("much", "many"),
    ("some", "any"),
    ("little", "few"),
    ("less", "fewer"),
)


def _of_one(change_type: str, words: tuple[str, ...], change: Change) -> str:
    """A word that is missing, or too many."""
    word = words[0]
    if len(words) > 1:
        return f"{change_type}:OTHER"
    if word == "to" and _before_a_verb(change):
        return f"{change_type}:VERB:FORM"
    found = word_class(word)
    if found != "HELP":
        return f"{change_type}:{found or 'OTHER'}"
    if change_type == "M" and positive(word) in BE and not (change.after and change.after[0].endswith("ing")):
        return "M:VERB"
    return f"{change_type}:VERB:TENSE"


def _before_a_verb(change: Change) -> bool:
    follows = change.after[0] if change.after else ""
    if follows not in VERBS or change.kind == "preposition":
        return False
    return follows != "work" or change.kind == "verb_form"  # "go to work"


def _replaced(old: str, new: str, change: Change) -> str:
    classes = word_class(old), word_class(new)
    if old in PERSON and new in PERSON:
        return "PRON"
    if classes[0] == classes[1] and classes[0] in ("DET", "PREP", "CONJ"):
        return classes[0]
    if classes == ("HELP", "HELP"):
        return _helping(positive(old), positive(new))
    pairs = shared(old, new)
    if pairs:
        return _inflected(pairs, old, new, change)
    if _misspelt(old, new):
        return "SPELL"
    return "OTHER" if "" in classes or classes[0] != classes[1] else classes[0]


def _helping(old: str, new: str) -> str:
    if old in MODALS or new in MODALS:
        return "VERB:TENSE"
    for table in (BE, HAVE, DO):
        if old in table and new in table:
            times = {table[old], table[new]}
            if len(times) == 1:
                return "VERB:SVA"
            return "VERB:TENSE" if times == {"now", "past"} else "VERB:FORM"
    return "VERB:TENSE"


def _inflected(pairs: set[tuple[str, str]], old: str, new: str, change: Change) -> str:
    mine, theirs = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    if old in PLURALS.values() or new in PLURALS.values():
        return "NOUN:NUM"
    if _made_by_rule(old, new):
        return "VERB:INFL"
    if ("base", "s") in pairs or ("s", "base") in pairs:
        return _number(change)
    if ("base", "ly") in pairs or ("ly", "base") in pairs:
        return "ADV" if "ly" in theirs else "ADJ"
    if {"er", "est"} & (mine | theirs):
        return "ADJ:FORM"
    if "ing" in mine | theirs:
        return "ADJ" if {"past", "part"} & (mine | theirs) and change.kind == "other" else "VERB:FORM"
    leads = positive(change.before[-1]) if change.before else ""
    bound = leads in MODALS or leads in DO or leads in HAVE or leads in BE or leads == "to"
    return "VERB:FORM" if bound or "past" not in mine | theirs else "VERB:TENSE"


def _number(change: Change) -> str:
    """ "work" and "works": who stands before it says whether it is a verb or a noun."""
    before = [word for word in change.before[-2:] if word_class(word) != "ADV"]
    leads = before[-1] if before else ""
    if positive(leads) in MODALS or positive(leads) in DO:
        return "VERB:FORM"
    if leads in SUBJECTS_ALONE | SUBJECTS_OTHERS:
        return "VERB:SVA"
    if leads in ONE | SEVERAL or word_class(leads) in ("DET", "PREP") or leads in _POSSESSIVES:
        return "NOUN:NUM"
    return {"agreement": "VERB:SVA", "plural": "NOUN:NUM"}.get(change.kind, "OTHER")


_POSSESSIVES = frozenset(("my", "your", "his", "its", "our", "their"))


def _made_by_rule(old: str, new: str) -> bool:
    """ "goed": the regular form of an irregular verb."""
    bases = {base for base, form in forms(old) if form == "past"} & IRREGULAR_BASES
    right = {base for base, form in forms(new) if form in ("past", "part")}
    return old.endswith("ed") and bool(bases & right) and old != new


def _misspelt(old: str, new: str) -> bool:
    alike = difflib.SequenceMatcher(a=old, b=new, autojunk=False).ratio()
    return len(old) > 3 and alike >= 0.75 and not word_class(old)


def _several(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    """Several words for one or the other way round: a comparison, or a form of a verb with its helpers."""
    if "to" in (old[0], new[0]) and len(old) + len(new) == 3:
        verbs = [word for word in (*old, *new) if word != "to"]
        return "VERB:FORM" if len(verbs) == 2 and shared(verbs[0], verbs[1]) else "OTHER"
    rest = [[word for word in side if word_class(word) != "HELP"] for side in (old, new)]
    if {"more", "most"} & {*old, *new} and len(old) + len(new) == 3:
        bare = [word for word in (*old, *new) if word not in ("more", "most")]
        if len(bare) == 2 and shared(bare[0], bare[1]):
            return "ADJ:FORM"
    if any(word in HELPING for word in (*old, *new)) and (
        rest == [[], []] or (len(rest[0]) == len(rest[1]) == 1 and shared(rest[0][0], rest[1][0]))
    ):
        return "VERB:FORM" if old[0] in BE and (rest[1] == list(new)) else "VERB:TENSE"
    return "OTHER"


def _asked_by_the_time(change: Change) -> bool:
    """Whether a clear time word near it asks for the tense that came, and none for another."""
    near = " ".join((*change.before[-NEAR:], "|", *change.after[:NEAR]))
    past, future = bool(_PAST.search(near)), bool(_FUTURE.search(near))
    if past == future:
        return False
    if future:
        return any(word in ("will", "'ll", "won't") or word.endswith("'ll") for word in change.new)
    first = change.new[0]
    if positive(first) in (*BE, *HAVE, *DO):
        return positive(first) in ("was", "were", "had", "did")
    return any(form == "past" for _, form in forms(first))


def _disagrees(change: Change) -> bool:
    """Against the pronoun that stands right before it ("he go")."""
    leads = change.before[-1] if change.before else ""
    new = positive(change.new[0])
    alone = new in ("is", "has", "does", "was") or (new not in HELPING and new.endswith("s"))
    if leads == "i":
        return new in ("is", "are", "has", "does", "were") or (new not in HELPING and new.endswith("s"))
    return (leads in SUBJECTS_ALONE and not alone) or (leads in SUBJECTS_OTHERS and alone)


def _miscounts(change: Change) -> bool:
    """Against the word that counts it ("many book", "a books")."""
    leads = change.before[-1] if change.before else ""
    several = ("s", "base") not in shared(change.old[0], change.new[0])
    return (leads in ONE and several) or (leads in SEVERAL and not several)
