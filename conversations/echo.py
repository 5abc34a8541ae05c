"""The right form of what was said, for a partner that may use it once in its own words (a recast)."""

from __future__ import annotations

import re

from conversations.corrections import quick_findings_of
from ml.registry import Engines
from ml.types import Heard

SURE = 0.8  # a recast repeats a mistake that was none to everybody's confusion
UNHEARD = ("SPELL", "ORTH", "PUNCT")  # nobody hears them in an echo
AROUND = 2  # words on either side, so that the form has a place


def recast_of(engines: Engines, heard: Heard) -> tuple[str, str] | None:
    """(what was said, how one says it), of the surest mistake that is known without waiting."""
    if heard.slip is not None:  # the written recast is at hand
        return None
    text = heard.surface or heard.text
    for finding in quick_findings_of(engines, heard):
        if finding.confidence >= SURE and not finding.code.endswith(UNHEARD) and finding.replacement:
            before = re.search(rf"(?:\S+\s+){{0,{AROUND}}}$", text[: finding.start])
            after = re.match(rf"(?:\s+\S+){{0,{AROUND}}}", text[finding.end :])
            around = (before[0] if before else "", after[0] if after else "")
            return around[0] + finding.original + around[1], around[0] + finding.replacement + around[1]
    return None
