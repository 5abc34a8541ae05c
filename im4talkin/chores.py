"""What the server profile does by the clock, done by a thread where there is one process only."""

from __future__ import annotations

import logging
import threading

from django.db import close_old_connections

from accounts.privacy import expire
from accounts.receipts import receipts_finish

logger = logging.getLogger(__name__)

MINUTE, DAY = 60.0, 86_400.0


class Chores:
    """Deletions that broke off, each minute; what was kept for long enough, each day."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._minutes = 0

    def start(self) -> None:
        threading.Thread(target=self._run, name="chores", daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(MINUTE):
            self.do()

    def do(self) -> None:
        """One round; whatever breaks is tried again in the next."""
        self._minutes += 1
        close_old_connections()
        try:
            receipts_finish()
            if self._minutes % (DAY // MINUTE) == 0:
                expire()
        except Exception as error:  # a bug here must not end what is done by the clock
            logger.warning("something that is done by the clock broke off (%s)", type(error).__name__)
        finally:
            close_old_connections()
