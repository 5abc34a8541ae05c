""" "How do I say…?" over real Redis, PostgreSQL, a web process without engines and a worker with them."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
import redis

from ml.engines.instant import MEANT
from tests.conversations.test_how_to_say import silence, speech
from tests.servers import PostgresServer, RedisServer
from tests.stack.stack import Process, Seat, Stack

TOKEN = "a" * 32  # the token against other sites, in the cookie and in the header


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server
    server.kill()


@pytest.fixture(scope="module")
def stack(store: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    postgres = PostgresServer()
    instant = {"IM4TALKIN_ENGINES": "instant", "IM4TALKIN_BENCH": "1"}
    running = Stack(postgres, store, tmp_path_factory.mktemp("stack"), IM4TALKIN_PREFIX="how", **instant)
    yield running
    running.stop()
    postgres.remove()


@pytest.fixture(scope="module")
def web(stack: Stack) -> Process:
    return stack.web()


@pytest.fixture(scope="module")
def worker(stack: Stack) -> Process:
    return stack.worker()


def ask(web: Process, seat: Seat, sound: bytes) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{web.port}/talks/{seat.talk}/how/",
        data=sound,
        headers={
            "Content-Type": "audio/wav",
            "Cookie": f"sessionid={seat.cookie}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=40) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def left_of_questions(store: RedisServer) -> list[bytes]:
    return [key for key in redis.Redis.from_url(store.url).scan_iter() if b"question." in key]


def test_a_worker_answers_and_nothing_of_the_question_is_left(
    stack: Stack, store: RedisServer, web: Process, worker: Process
) -> None:
    status, told = ask(web, stack.seat(), speech(2))
    assert (status, told["text"], told["said"]) == (200, MEANT, f"[ru] {MEANT}")
    assert left_of_questions(store) == []


def test_the_worker_says_the_english_too(
    stack: Stack, store: RedisServer, web: Process, worker: Process
) -> None:
    seat = stack.seat()
    _, told = ask(web, seat, speech(2))
    request = urllib.request.Request(
        f"http://127.0.0.1:{web.port}{told['audio_url']}", headers={"Cookie": f"sessionid={seat.cookie}"}
    )
    with urllib.request.urlopen(request, timeout=40) as answer:
        sound = answer.read()
    assert sound[:4] == b"RIFF"
    kept = redis.Redis.from_url(store.url)
    names = [key for key in kept.scan_iter() if b"asked." in key]
    assert [sound[44:] in kept.get(key) for key in names] == [True] * len(names)
    assert all(0 < kept.ttl(key) <= 60 for key in names)
    assert names


def test_who_says_nothing_is_told_by_the_worker(stack: Stack, web: Process, worker: Process) -> None:
    status, told = ask(web, stack.seat(), silence(2))
    assert (status, told["code"]) == (422, "how.none")


def test_no_word_of_it_is_in_a_log(stack: Stack, web: Process, worker: Process) -> None:
    ask(web, stack.seat(), speech(2))
    assert MEANT not in web.said() + worker.said()


def test_where_no_worker_is_left_the_learner_is_told_in_time(
    stack: Stack, store: RedisServer, web: Process, worker: Process
) -> None:
    seat = stack.seat()
    worker.kill()
    status, told = ask(web, seat, speech(2))
    assert (status, told["code"]) == (503, "how.busy")
    assert left_of_questions(store) == []
