"""Class codes: short, and hard to read wrongly from a board or a card."""

from __future__ import annotations

import re
import secrets

# Without what looks like something else (0 O, 1 I L, 2 Z, 5 S, 8 B, U V), so nothing needs guessing.
ALPHABET = "ACDEFGHJKMNPQRTWXY34679"
LENGTH = 6
# A Russian keyboard has letters of the same shape.
_SAME_SHAPE = str.maketrans("АСЕНКМРТХУавсенкмртху", "ACEHKMPTXYABCEHKMPTXY")


def code_new() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def code_read(written: str) -> str:
    """A code as it is stored, from however it was written; what cannot be one becomes empty."""
    code = re.sub(r"[\s\-–—_.·]+", "", written[:40]).translate(_SAME_SHAPE).upper()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def code_shown(code: str) -> str:
    """In two halves, as one reads it aloud: ``ACD-EFG``."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"
