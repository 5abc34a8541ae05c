"""Redis and PostgreSQL as the benches start them."""

from __future__ import annotations

from bench.datastores import PostgresServer, RedisServer, free_port

__all__ = ["PostgresServer", "RedisServer", "free_port"]
