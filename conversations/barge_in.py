"""Tells whoever makes a reply that nobody listens to it any more.

The learner's word comes to a web process, the reply is made by a worker: the cache lies between them. It
holds numbers only, and for as long as a reply may take.
"""

from __future__ import annotations

import logging
import time

from django.core.cache import cache

logger = logging.getLogger(__name__)

KEPT_SECONDS = 60
LOOK_SECONDS = 0.1  # a token comes every 20 ms or so


def stopped_note(conversation: str, number: int) -> None:
    """The reply of this turn was stopped. Where that cannot be told, it is made to its end for nobody."""
    try:
        cache.set(_key(conversation, number), 1, KEPT_SECONDS)
    except Exception as error:  # the cache's server is away: whatever its library calls that
        logger.warning("a stop was not passed on (%s)", type(error).__name__)


class Stopped:
    """Asked by whoever makes the reply, from any thread, as often as they like."""

    def __init__(self, conversation: str, number: int) -> None:
        self._key = _key(conversation, number)
        self._looked = time.monotonic()
        self._stopped = False

    def __call__(self) -> bool:
        now = time.monotonic()
        if not self._stopped and now - self._looked >= LOOK_SECONDS:
            self._looked = now
            try:
                self._stopped = cache.get(self._key) is not None
            except Exception as error:
                logger.warning("a stop cannot be seen (%s)", type(error).__name__)
        return self._stopped


def _key(conversation: str, number: int) -> str:
    return f"reply-stopped:{conversation}:{number}"
