"""Grammar by rules: Harper, in this process, about 1 ms a sentence."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from ml.engines.harper_doubts import is_name, misread
from ml.engines.harper_rules import SPOKEN, WRITTEN, WRITTEN_KINDS, WRITTEN_NEVER, Rule
from ml.engines.harper_spelling import better_spelling
from ml.errors import EngineError
from ml.types import Capabilities, Finding

MOST_CHARACTERS = 5_000  # a turn of eight minutes; Harper's time grows with the text
NAME = "harper"
# Words people type that no dictionary has.
TYPED_WORDS = ["ok", "thx", "pls", "lol", "haha", "hehe", "hmm", "um", "uh", "yep", "nope", "wow", "bye"]


class HarperCorrector:
    """Role: Corrector. ``spoken`` texts are checked for what can be heard only."""

    capabilities = Capabilities(time_limit=0)

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._linters: dict[str, Any] = {}

    def load(self) -> None:
        """Raises EngineError ``engine.missing`` when harper-py is not installed."""
        with self._lock:
            if self._linters:
                return
            try:
                import harper
            except ImportError as error:
                raise EngineError("engine.missing", "harper-py is not installed") from error
            none: dict[str, bool | None] = dict.fromkeys(harper.get_default_lint_config(), False)
            spoken = harper.Linter(harper.Dialect.BRITISH)
            spoken.set_lint_config(none | dict.fromkeys(SPOKEN, True))
            american = harper.Linter(harper.Dialect.AMERICAN)
            american.set_lint_config(none | {"SpellCheck": True})
            written = harper.Linter(harper.Dialect.BRITISH)
            written.import_words(TYPED_WORDS)
            self._linters = {"spoken": spoken, "written": written, "american": american}

    def check(self, text: str, *, spoken: bool) -> tuple[Finding, ...]:
        """Mistakes in order, none overlapping; text after 5,000 characters is not read."""
        self.load()
        text = text[:MOST_CHARACTERS].replace("’", "'")
        if not text.strip():
            return ()
        with self._lock:
            found = list(self._spoken(text) if spoken else self._written(text))
        return _apart(found)

    def quick(self, text: str, *, spoken: bool) -> tuple[Finding, ...]:
        """All of it: rules wait for nobody."""
        return self.check(text, spoken=spoken)

    def _spoken(self, text: str) -> Iterator[Finding]:
        for name, lint in self._lints("spoken", text):
            if name in SPOKEN and (finding := _finding(text, name, lint, SPOKEN[name])):
                yield finding

    def _written(self, text: str) -> Iterator[Finding]:
        odd_abroad: set[tuple[int, int]] | None = None
        for name, lint in self._lints("written", text):
            rule = SPOKEN.get(name) or WRITTEN.get(name)
            if rule is None and name not in WRITTEN_NEVER:
                rule = WRITTEN_KINDS.get(lint.lint_kind)
            if rule is None:
                continue
            if name == "SpellCheck":
                if odd_abroad is None:  # British and American spelling are both right
                    odd_abroad = {_span(abroad) for _, abroad in self._lints("american", text)}
                if _span(lint) not in odd_abroad or is_name(lint.problem_text):
                    continue
                if finding := _spelling(lint, rule):
                    yield finding
                continue
            if finding := _finding(text, name, lint, rule):
                yield finding

    def _lints(self, which: str, text: str) -> Iterator[tuple[str, Any]]:
        """(rule's name, lint) of plain text; not deduplicated, or a rule of style hides the mistake."""
        for name, lints in (
            self._linters[which].organized_lints(text, language="plaintext", dedup=False).items()
        ):
            for lint in lints:
                yield name, lint


def _finding(text: str, name: str, lint: Any, rule: Rule) -> Finding | None:
    """None when Harper knows no better wording, or when the place is one it often misreads."""
    suggestions = lint.suggestions
    if not suggestions or misread(name, text, lint.span.start, lint.problem_text):
        return None
    start, end = _span(lint)
    best = suggestions[0]
    match best.kind.name:
        case "INSERT_AFTER":
            replacement = text[start:end] + best.replacement_text
        case "REMOVE":
            replacement = ""
            if start and text[start - 1] == " " and not text[start:end].endswith(" "):
                start -= 1  # the space goes with the word
        case _:
            replacement = best.replacement_text
    original = text[start:end]
    if original == replacement:
        return None
    if original.lower() == replacement.lower():
        rule = WRITTEN_KINDS["Capitalization"]
    return Finding(start, end, original, replacement, rule.code, rule.reason, rule.confidence, NAME)


def _spelling(lint: Any, rule: Rule) -> Finding | None:
    """None unless it is sure which word was meant."""
    start, end = _span(lint)
    word = lint.problem_text
    better = better_spelling(word, [guess.replacement_text for guess in lint.suggestions])
    if better is None or better == word:
        return None
    if better.lower() == word.lower():
        rule = WRITTEN_KINDS["Capitalization"]
    return Finding(start, end, word, better, rule.code, rule.reason, rule.confidence, NAME)


def _span(lint: Any) -> tuple[int, int]:
    return lint.span.start, lint.span.end


def _apart(findings: list[Finding]) -> tuple[Finding, ...]:
    """In the order of the text; of overlapping ones the more certain, then the longer."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda found: (-found.confidence, found.start - found.end)):
        if all(finding.end <= other.start or finding.start >= other.end for other in kept):
            kept.append(finding)
    return tuple(sorted(kept, key=lambda found: found.start))
