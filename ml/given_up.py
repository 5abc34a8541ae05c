"""Who is told when a chat model was given up on: an engine counts nothing, and knows nobody who does."""

from __future__ import annotations

from collections.abc import Callable

AWAY = "model.away"  # beside ``ml.chat.CODES``: nobody asked, as the server is left alone for now

Tell = Callable[[str], None]
_registered: dict[str, Tell] = {}


def on_given_up(who: str, tell: Tell) -> None:
    """Call ``tell(code)``, from any thread, each time an answer had to do without the model; ``who``
    registered again replaces."""
    _registered[who] = tell


def given_up(code: str) -> None:
    """Of an engine: it does without the model this time; ``code`` is an EngineError's, or AWAY."""
    for tell in _registered.values():
        tell(code)
