"""A "yes" or a "no" at the head of an answer, for when one of them was asked for. Pure functions."""

from __future__ import annotations

import re

from ml.engines.scripted_words import bare, is_one_of
from ml.scenario_text import spelled_out

YES = ("yes", "yeah", "yes it was", "that's right", "exactly")
NO = ("no", "not that", "no it wasn't")
_YES = frozenset(("yes", "yeah", "yep", "yup"))
_NO = frozenset(("no", "nope", "nah"))
# A clause of these words alone only says the "yes" or "no" again: "it wasn't", "I did", "thank you".
_EMPTY = frozenset(
    (
        *(
            "it",
            "was",
            "is",
            "not",
            "i",
            "did",
            "do",
            "does",
            "have",
            "am",
            "would",
            "that",
            "this",
            "thanks",
        ),
        *("thank", "you", "really", "sorry", "please", "all", "at", "right", "quite", "exactly"),
        *(_YES | _NO),
    )
)
_SAID = re.compile(r"(?i)^(?:and\s+)?i\s+(?:said|say|meant|mean)\b[\s,:]*")
_GO_ON = (
    *("go on", "let's go on", "I want to go on", "continue", "let's continue", "I want to continue"),
    *("carry on", "let's carry on", "keep going", "not yet", "not now", "don't stop", "let's not stop"),
)


def yes_or_no(text: str) -> tuple[str, str]:
    """("yes", "no" or "" as the text begins with, what it says beside that)."""
    tokens = text.split()
    while tokens and not spelled_out(tokens[0]):
        tokens.pop(0)
    while len(tokens) > 1 and spelled_out(tokens[0])[:1] in (("oh",), ("um",), ("well",), ("sorry",)):
        tokens.pop(0)
    head = "".join(spelled_out(tokens[0])[:1]) if tokens else ""
    if head not in _YES | _NO:
        said = bare(spelled_out(text))
        return ("yes" if is_one_of(said, YES) else "no" if is_one_of(said, NO) else ""), ""
    rest = " ".join(tokens[1:])
    pieces = [piece for piece in re.split(r"(?<=[,.;:!?…])\s+", rest) if spelled_out(piece)]
    while pieces and set(spelled_out(pieces[0])) <= _EMPTY:
        pieces.pop(0)
    return ("yes" if head in _YES else "no"), _SAID.sub("", " ".join(pieces))


def wants_to_go_on(text: str) -> bool:
    """Whether the learner, asked whether to stop, would rather not."""
    return is_one_of(bare(spelled_out(text)), _GO_ON)
