"""When an engine fails and a spare one takes over: noted and counted."""

from __future__ import annotations

import logging

logger = logging.getLogger(__name__)


def spare_counted(role: str, code: str) -> None:
    """The spare engine of a role works in the place of one that failed with ``code``."""
    from conversations.metrics import SPARES  # its files are opened only where there is something to count

    logger.warning("the %s failed (%s): the spare one works", role, code)
    SPARES.labels(role, code).inc()
