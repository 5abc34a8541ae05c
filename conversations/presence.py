"""Whether whoever is at the other end of a socket may still be there: asked now and then."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from django.db import DatabaseError

from accounts.models import BrowserSession, User
from conversations.db import in_db

logger = logging.getLogger(__name__)

LOOK_SECONDS = 20.0

COME_BACK = 1012  # the client comes back with the cookie it has by now, and is refused or not
Refuse = Callable[[str, int], Awaitable[None]]


class Presence:
    """Asks for one connection."""

    def __init__(self, scope: dict[str, Any], refuse: Refuse) -> None:
        self._user_id: int = scope["user"].pk
        session = scope.get("session")
        self._session_key: str = (session.session_key if session is not None else "") or ""
        self._refuse = refuse
        self._task = asyncio.create_task(self._look())

    def end(self) -> None:
        if self._task is not asyncio.current_task():
            self._task.cancel()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                gone = await in_db(gone_because)(self._user_id, self._session_key)
            except DatabaseError as error:
                logger.warning("who is on a socket could not be asked (%s)", type(error).__name__)
                continue
            if gone is not None:
                return await self._refuse(*gone)


def gone_because(user_id: int, session_key: str) -> tuple[str, int] | None:
    """Why this socket has to be closed, with its close code; None where all is well.

    A session that is gone was ended elsewhere, or has another key now since its owner signed in anew.
    """
    active = User.objects.filter(pk=user_id).values_list("is_active", flat=True).first()
    if active is None:
        return "account.erased", 4410
    if not active:
        return "account.closed", 4403
    if session_key and not _signed_in(user_id, session_key):
        return "", COME_BACK
    return None


def _signed_in(user_id: int, session_key: str) -> bool:
    return BrowserSession.objects.filter(pk=session_key, user_id=user_id).exists()
