"""Somebody is erased in the middle of a sentence, on the real parts: nothing of them stays in any."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.privacy.markers import MARKER, left_in_files
from tests.servers import PostgresServer, RedisServer
from tests.stack.client import Page
from tests.stack.stack import Seat, Stack

PREFIX = "erasing"
USER = 7_000_001  # a number that nothing else in Redis is by chance
WAIT_SECONDS = 40.0

PREPARE = """
import json
from django.conf import settings
from django.test import Client
from accounts.models import User
from bench.clips import SPEECH, clips_read, topic_document
from conversations.services import conversation_start
from tests.privacy import markers
from topics.services import topic_import

topic = topic_import(topic_document(clips_read(SPEECH, 3), "stack-topic", "B1"), is_hidden=True)
user = markers.plant(topic.pk, User.objects.create_superuser("operator"), key=KEY)
talk = conversation_start(user=user, topic=topic)
browser = Client()
browser.force_login(user)
cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
print(json.dumps({"user": user.pk, "talk": str(talk.pk), "cookie": cookie}))
"""
ERASE = """
import json
from accounts.models import User
from accounts.receipts import user_erase
receipt = user_erase(User.objects.get(pk={user}))
print(json.dumps({{"done": receipt.done_at is not None, "counts": receipt.counts}}))
"""
LOOK = """
import json
from conversations.models import Turn
from tests.privacy import markers
print(json.dumps({"tables": sorted(markers.left_in_tables()), "turns": Turn.objects.count()}))
"""


@dataclass(frozen=True)
class Erased:
    """What is known after it."""

    user: int
    stack: Stack
    page: Page
    receipt: dict[str, Any]


def told(stack: Stack, code: str) -> Any:
    return json.loads(stack.manage("shell", "--no-imports", "-c", code).strip().splitlines()[-1])


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Erased]:
    folder = tmp_path_factory.mktemp("erasing")
    postgres, redis_server = PostgresServer(), RedisServer(folder)
    stack = Stack(postgres, redis_server, folder, IM4TALKIN_PREFIX=PREFIX)
    try:
        web, _worker = stack.web(), stack.worker()
        made = told(stack, PREPARE.replace("KEY", str(USER)))
        page = Page(Seat(talk=made["talk"], cookie=made["cookie"]), web)
        page.until("reply.ended", turn=0)
        receipts: list[dict[str, Any]] = []
        code = ERASE.format(user=made["user"])
        page.say(0, after=0.6, do=lambda: receipts.append(told(stack, code)))
        page.until("error.raised", code="account.erased")
        page.close()
        yield Erased(made["user"], stack, page, receipts[0])
    finally:
        stack.stop()
        redis_server.kill()
        postgres.remove()


def everything_in(client: redis.Redis) -> dict[str, str]:
    """Each key of Redis with all that it holds, as text."""
    readers = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"zset": lambda key: client.zrange(key, 0, -1),
        b"set": client.smembers,
        b"list": lambda key: client.lrange(key, 0, -1),
        b"stream": client.xrange,
    }
    return {
        key.decode(): str(readers[client.type(key)](key))
        for key in client.scan_iter(f"{PREFIX}:*")
        if client.exists(key)
    }


def left_in_redis(client: redis.Redis, user: int) -> list[str]:
    """Audio of turns, counters and slots of that person, and the marker anywhere."""
    return [
        key
        for key, held in everything_in(client).items()
        if MARKER in held
        or key.startswith(f"{PREFIX}:turn:")
        or (key.startswith(f"{PREFIX}:cache") and str(user) in key.split(":"))
        or (key.startswith(f"{PREFIX}:slots:") and f"b'{user}'" in held)
    ]


def test_it_is_done_while_they_speak_and_has_its_receipt(erased: Erased) -> None:
    assert erased.receipt["done"]
    assert erased.receipt["counts"]["recordings"] == 1
    heard = [event["type"] for event in erased.page.events]
    assert "turn.started" in heard
    assert not any(event["type"] == "turn.heard" and event["turn"] == 1 for event in erased.page.events)


def test_no_table_has_anything_of_them(erased: Erased) -> None:
    assert told(erased.stack, LOOK) == {"tables": [], "turns": 0}


def test_redis_has_nothing_of_them(erased: Erased) -> None:
    """The web process that wrote the voice deletes it when it is told, the worker when it comes to that."""
    client = redis.Redis.from_url(erased.stack.redis.url)
    deadline = time.monotonic() + WAIT_SECONDS
    while (left := left_in_redis(client, erased.user)) and time.monotonic() < deadline:
        time.sleep(0.2)
    client.close()
    assert left == []


def test_no_file_and_no_log_has_anything_of_them(erased: Erased) -> None:
    data = Path(erased.stack.data)
    assert list(data.glob("*.log"))
    assert left_in_files(data) == set()
    assert not list((data / "media").rglob("*.wav"))
    assert not list((data / "media").rglob(str(erased.user)))


def test_nothing_of_it_broke_a_worker(erased: Erased) -> None:
    said = "\n".join(log.read_text(errors="replace") for log in Path(erased.stack.data).glob("*.log"))
    assert "Traceback" not in said
