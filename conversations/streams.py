"""The open streams, in this process's memory or over Redis, as the profile wants."""

from __future__ import annotations

import redis
from django.conf import settings

from conversations.audiostream import LocalStreams, Streams
from conversations.redis_streams import RedisStreams


def _streams() -> Streams:
    if settings.PROFILE == "server":
        return RedisStreams(redis.Redis.from_url(settings.REDIS_URL), settings.PREFIX)
    return LocalStreams()


streams: Streams = _streams()
