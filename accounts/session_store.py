"""Django's sessions in the database, with whose they are beside them.

So somebody's sessions can be listed and ended without reading everybody's.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

BROWSER, BEGAN, SEEN = "browser", "browser_began", "browser_seen"  # in the session: seconds since 1970


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from accounts.models import BrowserSession  # settings name this module before models can be read

        return BrowserSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        owner = data.get(SESSION_KEY)
        row.user_id = int(owner) if owner is not None else None
        row.browser = data.get(BROWSER, "")
        row.began_at, row.seen_at = _moment(data.get(BEGAN)), _moment(data.get(SEEN))
        return row


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
