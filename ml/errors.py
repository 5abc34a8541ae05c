"""The one error an engine raises."""

from __future__ import annotations


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
