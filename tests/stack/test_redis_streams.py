"""A turn's audio over a real Redis: in order, whole, and gone when the turn is over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
import redis

from conversations.audiostream import AudioStream, Frame, Item, Sign, Signal, StreamFull
from conversations.protocol import FRAME_SAMPLES, MAX_HELD_SECONDS, SAMPLE_RATE
from conversations.redis_streams import KEEP_SECONDS, RedisStreams
from tests.servers import RedisServer

TURN = 7


def frame(number: int) -> Frame:
    return Frame(number * FRAME_SAMPLES, bytes([number % 256]) * FRAME_SAMPLES * 2)


def read_all(stream: AudioStream, count: int, seconds: float = 10) -> list[Item]:
    items: list[Item] = []
    deadline = time.monotonic() + seconds
    while len(items) < count and time.monotonic() < deadline:
        items += stream.read(len(items), 0.1)
    return items


def until(condition: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.01)


@pytest.fixture
def web(client: redis.Redis) -> Iterator[RedisStreams]:
    streams = RedisStreams(client, "test")
    yield streams
    streams.stop()


@pytest.fixture
def worker(redis_server: RedisServer) -> Iterator[RedisStreams]:
    """Another process would have its own connections, too."""
    connected = redis.Redis.from_url(redis_server.url)
    streams = RedisStreams(connected, "test")
    yield streams
    streams.stop()
    connected.close()


def opened(streams: RedisStreams) -> AudioStream:
    until(lambda: streams.get(TURN) is not None)
    stream = streams.get(TURN)
    assert stream is not None
    return stream


def test_frames_and_signs_arrive_in_order(web: RedisStreams, worker: RedisStreams) -> None:
    put: list[Item] = [frame(0), Sign(Signal.SPEECH, 5), frame(1), Sign(Signal.SILENCE, 1500), frame(2)]
    stream = web.open(TURN)
    for item in put:
        stream.put(item)
    assert read_all(opened(worker), 5) == put


def test_a_second_attempt_reads_from_the_start(web: RedisStreams, worker: RedisStreams) -> None:
    for number in range(6):
        web.open(TURN).put(frame(number))
    reader = opened(worker)
    first = read_all(reader, 6)
    assert read_all(reader, 6) == first
    assert read_all(opened(worker), 6) == first


def test_nothing_is_read_of_a_turn_nobody_spoke(worker: RedisStreams) -> None:
    assert worker.get(TURN) is None


def test_a_redis_that_starts_anew_loses_no_word(
    redis_server: RedisServer, web: RedisStreams, worker: RedisStreams
) -> None:
    stream = web.open(TURN)
    stream.put(frame(0))
    reader = opened(worker)
    items = read_all(reader, 1)
    for number in range(1, 40):
        if number == 15:
            redis_server.restart()
        stream.put(frame(number))
        items += reader.read(len(items), 0.01)
    while len(items) < 40:
        more = reader.read(len(items), 1)
        assert more, "the rest never came"
        items += more
    assert items == [frame(number) for number in range(40)]


def test_what_was_put_while_redis_was_away_comes_when_it_is_back(
    redis_server: RedisServer, web: RedisStreams, worker: RedisStreams
) -> None:
    redis_server.kill()
    stream = web.open(TURN)
    for number in range(3):
        stream.put(frame(number))  # does not wait for anybody
    redis_server.start()
    assert read_all(opened(worker), 3) == [frame(0), frame(1), frame(2)]


def test_another_process_goes_on_with_the_turn(web: RedisStreams, worker: RedisStreams) -> None:
    web.open(TURN).put(frame(0))
    until(lambda: worker.get(TURN) is not None)
    resumed = worker.open(TURN)
    assert resumed.end == FRAME_SAMPLES
    resumed.put(frame(1))
    assert read_all(opened(worker), 2) == [frame(0), frame(1)]


def test_a_start_that_is_gone_for_good_is_said(
    client: redis.Redis, web: RedisStreams, worker: RedisStreams
) -> None:
    web.open(TURN).put(frame(0))
    until(lambda: worker.get(TURN) is not None)
    resumed = worker.open(TURN)  # the first process is gone now, and with it its frame
    web.release(TURN)
    client.delete(web.key(TURN))
    resumed.put(frame(1))
    reader = RedisStreams(client, "test")
    until(lambda: client.exists(web.key(TURN)))
    stream = reader.get(TURN)
    assert stream is not None
    with pytest.raises(LookupError):
        read_all(stream, 1)


def test_a_turn_holds_so_much_and_no_more(web: RedisStreams) -> None:
    stream = web.open(TURN)
    most = MAX_HELD_SECONDS * SAMPLE_RATE // FRAME_SAMPLES
    for number in range(most):
        stream.put(frame(number))
    with pytest.raises(StreamFull):
        stream.put(frame(most))
    stream.put(Sign(Signal.CEILING, 1))  # a sign always fits


def test_voice_expires(client: redis.Redis, web: RedisStreams) -> None:
    web.open(TURN).put(frame(0))
    until(lambda: client.ttl(web.key(TURN)) > 0)
    assert client.ttl(web.key(TURN)) <= KEEP_SECONDS


def test_a_turn_that_is_over_leaves_nothing(client: redis.Redis, web: RedisStreams) -> None:
    stream = web.open(TURN)
    stream.put(frame(0))
    until(lambda: client.exists(web.key(TURN)))
    web.close(TURN)
    until(lambda: not client.exists(web.key(TURN)))
    stream.put(frame(1))  # a late frame
    web.open(TURN + 1).put(frame(0))
    until(lambda: client.exists(web.key(TURN + 1)))
    assert not client.exists(web.key(TURN))


def test_two_installations_do_not_hear_each_other(client: redis.Redis, web: RedisStreams) -> None:
    other = RedisStreams(client, "other")
    web.open(TURN).put(frame(0))
    until(lambda: client.exists(web.key(TURN)))
    assert other.get(TURN) is None


def test_a_process_that_ends_gives_its_turns_back(web: RedisStreams, worker: RedisStreams) -> None:
    web.open(TURN).put(frame(0))
    reader = opened(worker)
    worker.stop()
    assert reader.read(0, 1) == (Sign(Signal.STOPPED, 0),)
