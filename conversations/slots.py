"""The slots of this installation, as the profile wants."""

from __future__ import annotations

import redis
from django.conf import settings

from conversations.admission import Admission, LocalAdmission, RedisAdmission


def _slots() -> Admission:
    if settings.PROFILE == "server":
        client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
        return RedisAdmission(client, settings.PREFIX, settings.SLOTS)
    return LocalAdmission(settings.SLOTS)


slots: Admission = _slots()
