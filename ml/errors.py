"""The one error an engine raises, and how any error is named in a log."""

from __future__ import annotations

import traceback
from pathlib import Path


class EngineError(Exception):
    """An engine could not do its work.

    ``code`` is a stable, dotted name (``engine.died``, ``engine.timeout``, ``engine.missing``);
    ``retryable`` says whether the same call may succeed on a fresh instance. The message is for
    logs and operators: it never holds speech, a transcript or a name.
    """

    def __init__(self, code: str, message: str = "", *, retryable: bool = False) -> None:
        super().__init__(message or code)
        self.code = code
        self.retryable = retryable

    def fresh(self) -> EngineError:
        """The same, to be raised elsewhere or kept: without a traceback, which holds what somebody said."""
        return EngineError(self.code, str(self), retryable=self.retryable)


def where(error: BaseException) -> str:
    """Type and place of an error. Its message may quote what was said, and never reaches a log."""
    places = traceback.extract_tb(error.__traceback__)[-3:]
    return f"{type(error).__name__} in " + " < ".join(
        f"{Path(place.filename).name}:{place.lineno}" for place in reversed(places)
    )
