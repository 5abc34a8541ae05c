"""What may be corrected, and how it is found: beside the reply, never before it.

A corrector may ask a model that takes its time. What is known without it, by rules, is found in a pool of its
own and said where the whole answer is late or fails.
"""

from __future__ import annotations

import difflib
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from django.utils.translation import gettext_noop

from conversations.unsure_words import unsure_places
from ml.errors import EngineError, where
from ml.registry import Engines
from ml.roles import Corrector
from ml.time_limit import answer_in_time
from ml.types import Evidence, Finding, Heard, Slip

logger = logging.getLogger(__name__)

# They mostly wait, for a model; as many talks at once are served, further ones get what is known at once.
POOL = ThreadPoolExecutor(max_workers=16, thread_name_prefix="correct")
QUICK = ThreadPoolExecutor(max_workers=2, thread_name_prefix="correct-quick")
THRESHOLD = 0.5  # below it nothing is said
MAX_FINDINGS = 5
WAIT_SECONDS = 2.0  # after the reply; what comes later is not said
# Kept in English with the correction, translated where it is shown (review_reasons.py).
REASONS = {
    "M:DET": gettext_noop("A small word is missing before the noun."),
    "M:VERB": gettext_noop("The verb “be” is missing."),
}
OTHERWISE = gettext_noop("The line has one more word.")


class Later(NamedTuple):
    """Findings on their way: all of them, and those that wait for nobody."""

    whole: Future[tuple[Finding, ...]]
    quick: Future[tuple[Finding, ...]]


def findings_of(engines: Engines, heard: Heard) -> tuple[Finding, ...]:
    """Mistakes in what was heard or typed; a line that was read only through a variant that won.

    Product rule 1: what was read from a card is our own text, and nothing in it is corrected.
    """
    try:
        return _found(engines, heard, lambda engine, text, spoken: engine.check(text, spoken=spoken))
    except EngineError:
        return quick_findings_of(engines, heard)


def quick_findings_of(engines: Engines, heard: Heard) -> tuple[Finding, ...]:
    """Those of them that are known without waiting for anybody."""
    try:
        return _found(engines, heard, lambda engine, text, spoken: engine.quick(text, spoken=spoken))
    except EngineError:
        return ()


def _found(
    engines: Engines, heard: Heard, look: Callable[[Corrector, str, bool], tuple[Finding, ...]]
) -> tuple[Finding, ...]:
    """The surest first. Raises EngineError as the corrector does."""
    if heard.slip is not None:
        return slip_findings(heard.slip)
    if heard.evidence not in {Evidence.HEARD, Evidence.TYPED}:
        return ()
    text = heard.surface or heard.text
    engine, spoken = engines.get("corrector"), heard.evidence is Evidence.HEARD
    found = answer_in_time(engine, "corrector", lambda: look(engine, text, spoken))
    unsure = unsure_places(text, heard.words) if spoken else ()
    sure = [
        finding
        for finding in found
        if finding.confidence >= THRESHOLD
        and not any(finding.start < end and finding.end > start for start, end in unsure)
    ]
    return tuple(sorted(sure, key=lambda finding: -finding.confidence)[:MAX_FINDINGS])


def findings_later(engines: Engines, heard: Heard) -> Later:
    return Later(POOL.submit(findings_of, engines, heard), QUICK.submit(quick_findings_of, engines, heard))


def findings_in_time(later: Later) -> tuple[Finding, ...]:
    """What was found by now, or is soon. The reply was given: nothing that happens here takes it back."""
    try:
        return later.whole.result(timeout=WAIT_SECONDS)
    except TimeoutError:
        later.whole.cancel()
        logger.warning("a corrector was too slow")
    except Exception as error:  # a bug costs the corrections, and says where it is
        logger.error("a corrector broke: %s", where(error))
    return _known(later.quick)


def _known(quick: Future[tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """Done long ago, or never: nobody waits a second time."""
    try:
        return quick.result(timeout=0)
    except TimeoutError:
        quick.cancel()
    except Exception as error:
        logger.error("a corrector broke: %s", where(error))
    return ()


def slip_findings(slip: Slip) -> tuple[Finding, ...]:
    """The words by which the line differs from what was said, placed in what was said."""
    said, expected = slip.said.split(), slip.expected.split()
    matcher = difflib.SequenceMatcher(a=[_bare(w) for w in said], b=[_bare(w) for w in expected])
    findings = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        # A missing word is shown with the word after it, "exam" -> "an exam"; the last with the one before.
        if i1 == i2 and i2 < len(said) and j2 < len(expected):
            i2, j2 = i2 + 1, j2 + 1
        elif i1 == i2 and i1 and j1:
            i1, j1 = i1 - 1, j1 - 1
        start = len(" ".join(said[:i1])) + (1 if i1 else 0)
        original = " ".join(said[i1:i2])
        findings.append(
            Finding(
                start=start,
                end=start + len(original),
                original=original,
                replacement=" ".join(expected[j1:j2]),
                code=slip.code,
                reason=REASONS.get(slip.code, OTHERWISE),
                confidence=0.9,
                engine="variant",
            )
        )
    return tuple(findings)


def _bare(word: str) -> str:
    return word.lower().strip(".,!?;:“”\"'")
