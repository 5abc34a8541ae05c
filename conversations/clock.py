"""The time that leases are made and compared by."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone


def common_now() -> Any:
    """For queries: now, by one clock for all. The clocks of two machines differ, so a server's workers go by
    their database's; with SQLite there is one machine only."""
    return Now() if connection.vendor == "postgresql" else timezone.now()
