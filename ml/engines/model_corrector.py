"""Grammar by a chat model that is not believed: Harper first, then one request by schema, checked in code.

The model may only point at what is wrong. Where it lies, how it is called, why, and how sure that is, are
ours (model_corrector_items.py, _codes.py, _reasons.py). Harper has a second vote on each correction.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from ml.chat import ChatModel, Message
from ml.engines.harper import MOST_CHARACTERS, HarperCorrector
from ml.engines.model_corrector_items import SCHEMA, Proposal, items_of, proposals_of
from ml.engines.model_corrector_reasons import REASONS
from ml.errors import EngineError, where
from ml.free.cleaning import stripped_of_control
from ml.given_up import given_up
from ml.registry import engine_class
from ml.time_limit import TimeLimit
from ml.types import Capabilities, Finding

logger = logging.getLogger(__name__)

NAME = "model"
PROMPT = Path(__file__).parents[1] / "free" / "prompts" / "corrections.txt"
MOST_ASKED = 1_200  # characters of a turn: two minutes of speech; a small model has 4,096 tokens for all
LEAST_WORDS = 3  # nothing is wrong with "Yes, please"
MOST_TOKENS = 400  # three items of twice 60 characters; a grammar does not stop an answer from being cut
SECONDS = 4.0  # the reply takes about as long; what comes later is not waited for
AT_ONCE = 8  # requests under way in this process: a slow model's must not use up the calls of the partner
SURE = 0.95  # Harper and the model say the same
_WORD = re.compile(r"[A-Za-z]+")


class ModelCorrector:
    """Role: Corrector. ``client``: {"BACKEND": dotted path of a ChatModel, "OPTIONS": its own}.

    ``threshold``: the confidence from which the app speaks of a finding. The model's are just above it for
    articles, agreement, tense with a clear time word, prepositions and plurals, and below it for all else.
    """

    capabilities = Capabilities(time_limit=0)  # keeps its own: Harper's findings outlive a slow model

    def __init__(
        self,
        *,
        client: Mapping[str, Any] | None = None,
        model: ChatModel | None = None,
        threshold: float = 0.5,
        seconds: float = SECONDS,
        at_once: int = AT_ONCE,
    ) -> None:
        self._client = client
        self._model = model
        self._seconds = seconds
        self._free = threading.Semaphore(at_once)
        self._lock = threading.Lock()
        self._harper = HarperCorrector()
        self._likely = min(threshold + 0.05, SURE)
        self._unlikely = threshold / 2

    def load(self) -> None:
        """Asks the model nothing. Raises EngineError ``engine.missing``: no Harper, or no such client."""
        self._harper.load()
        _prompt()
        with self._lock:
            if self._model is not None:
                return
            if self._client is None:
                raise EngineError("engine.missing", "a model corrector needs a client")
            built = engine_class(str(self._client.get("BACKEND", "")))(**self._client.get("OPTIONS", {}))
            self._model = built

    def quick(self, text: str, *, spoken: bool) -> tuple[Finding, ...]:
        """Harper's findings, which ``check`` has, too."""
        return self._harper.quick(text, spoken=spoken)

    def check(self, text: str, *, spoken: bool) -> tuple[Finding, ...]:
        """Harper's findings, then what the model adds within its seconds and Harper does not contradict.

        In order, none overlapping. A model in trouble adds nothing: only what Harper raises is raised.
        """
        known = self._harper.check(text, spoken=spoken)
        found = list(known)

        def is_doubted(start: int, end: int) -> bool:
            return any(start < other.end and end > other.start for other in known)

        for item in items_of(self._answer(text, spoken=spoken)):
            proposals = proposals_of(item, text[:MOST_CHARACTERS], spoken=spoken, choose=is_doubted)
            self._add(found, text[:MOST_CHARACTERS], proposals, known, spoken=spoken)
        return tuple(sorted(found, key=lambda finding: finding.start))

    def _answer(self, text: str, *, spoken: bool) -> Any:
        """What the model fills in; None where it is not asked, or does not answer."""
        asked = _asked(text)
        if len(_WORD.findall(asked)) < LEAST_WORDS or not self._free.acquire(blocking=False):
            return None
        try:
            limit = TimeLimit(self._seconds, "corrections")
        except EngineError as error:
            self._free.release()
            given_up(error.code)
            logger.warning("the model was not asked for corrections: %s", error.code)
            return None
        try:
            return limit.call(lambda: self._request(asked, spoken))
        except EngineError as error:
            given_up(error.code)
            logger.warning("the model gave no corrections: %s", error.code)
        except Exception as error:  # a bug of the client's costs the model's part
            given_up("model.broken")
            logger.error("the model's client broke: %s", where(error))
        finally:
            limit.end()
        return None

    def _request(self, asked: str, spoken: bool) -> Any:
        """Runs in a thread that may be left behind: its place is free again when it is really back."""
        try:
            self.load()
            assert self._model is not None
            turn = f'{"Said aloud" if spoken else "Typed"}, a turn: "{asked}"'
            messages = (Message("system", _prompt()), Message("user", turn))
            return self._model.filled_in(messages, SCHEMA, most_tokens=MOST_TOKENS)
        finally:
            self._free.release()

    def _add(
        self,
        found: list[Finding],
        text: str,
        proposals: tuple[Proposal, ...],
        known: tuple[Finding, ...],
        *,
        spoken: bool,
    ) -> None:
        """One item's edits; they are believed together, as far as the least sure of them."""
        new: list[Proposal] = []
        instead: dict[Proposal, Finding] = {}  # of Harper's
        for edit in proposals:
            there = [other for other in found if edit.start < other.end and edit.end > other.start]
            if there and all(other in known and _same(text, edit, other) for other in there):
                twice = replace(there[0], confidence=max(there[0].confidence, SURE))
                found[found.index(there[0])] = twice
            elif not there:
                new.append(edit)
            elif len(there) == 1 and there[0] in known and _knows_better(edit, there[0]):
                new.append(edit)
                instead[edit] = there[0]
            else:
                return  # the two contradict each other, or the model itself
        if not new or self._complains(text, new, known, spoken=spoken):
            return
        found[:] = [other for other in found if other not in instead.values()]
        likely = self._likely if all(edit.sure or edit in instead for edit in new) else self._unlikely
        for edit in new:
            original, reason = text[edit.start : edit.end], REASONS[edit.code]
            sure = SURE if edit in instead else likely
            found.append(
                Finding(edit.start, edit.end, original, edit.replacement, edit.code, reason, sure, NAME)
            )

    def _complains(
        self, text: str, edits: Sequence[Proposal], known: tuple[Finding, ...], *, spoken: bool
    ) -> bool:
        """Whether Harper finds in the corrected text what it did not find before."""
        corrected = text
        for edit in reversed(edits):
            corrected = corrected[: edit.start] + edit.replacement + corrected[edit.end :]
        after = Counter(map(_mistake, self._harper.check(corrected, spoken=spoken)))
        return bool(after - Counter(map(_mistake, known)))


@cache
def _prompt() -> str:
    return PROMPT.read_text(encoding="utf-8").strip()


def _asked(text: str) -> str:
    """The beginning of a turn in one line, to the last whole word that fits, without quotes or commands."""
    words = " ".join(stripped_of_control(text[: 2 * MOST_ASKED]).replace('"', "'").split())
    if len(words) <= MOST_ASKED:
        return words
    return words[:MOST_ASKED].rpartition(" ")[0]


def _same(text: str, edit: Proposal, other: Finding) -> bool:
    """Whether both leave the same sentence behind."""
    mine = text[: edit.start] + edit.replacement + text[edit.end :]
    theirs = text[: other.start] + other.replacement + text[other.end :]
    return mine.replace("’", "'").lower().split() == theirs.replace("’", "'").lower().split()


def _knows_better(edit: Proposal, other: Finding) -> bool:
    """Both say that it is wrong; Harper reads no time words, and forms of verbs by their spelling."""
    if edit.start > other.start or edit.end < other.end:
        return False
    by_time = edit.code == "R:VERB:TENSE" and edit.sure
    return by_time or edit.code == other.code == "R:VERB:INFL"


def _mistake(finding: Finding) -> tuple[str, str]:
    return finding.original.lower().strip(), finding.code
