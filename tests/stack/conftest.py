"""Real Redis and PostgreSQL, one of each for all tests of the stack."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from tests.servers import RedisServer


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server
    server.kill()


@pytest.fixture
def client(redis_server: RedisServer) -> Iterator[redis.Redis]:
    """A connection; what a test left behind is gone afterwards."""
    connected = redis.Redis.from_url(redis_server.url)
    yield connected
    connected.flushall()
    connected.close()
