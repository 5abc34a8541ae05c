"""The same streams over Redis: written by the web process that hears, read by the worker that answers.

One Redis Stream per turn, each entry numbered by its writer. The writer keeps what it wrote until the
turn is closed: when Redis was started anew, which keeps nothing, the stream is written again from its
start, and a reader goes on with the number it waits for. Keys expire: voice stays nowhere for long.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

import redis

from conversations.audiostream import Frame, Item, Sign, Signal, StreamFull
from conversations.protocol import MAX_HELD_SECONDS, SAMPLE_RATE
from conversations.redis_pump import Pump

logger = logging.getLogger(__name__)

KEEP_SECONDS = 180  # after the last write
FRAME, SIGN = b"f", b"s"
READ_ITEMS = 500  # at once

Fields = dict[bytes, bytes]


class RedisStreams:
    """``prefix`` keeps two installations on one Redis apart."""

    def __init__(self, client: redis.Redis, prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self._pump = Pump(client)
        self._written: dict[int, RedisAudioStream] = {}  # of this process
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    def begin(self, turn_id: int) -> RedisAudioStream:
        """A new turn's stream: there is nothing to look for, and nobody waits for the network."""
        with self._lock:
            return self._written.setdefault(turn_id, self._stream(turn_id))

    def open(self, turn_id: int) -> RedisAudioStream:
        """The turn's stream for writing; what another process wrote before stays."""
        with self._lock:
            known = self._written.get(turn_id)
        if known is not None:
            return known
        stream = self._stream(turn_id)
        stream.continue_after_others()
        with self._lock:
            return self._written.setdefault(turn_id, stream)

    def get(self, turn_id: int) -> RedisAudioStream | None:
        with self._lock:
            known = self._written.get(turn_id)
        if known is not None:
            return known
        try:
            if not self._client.exists(self.key(turn_id)):
                return None
        except redis.RedisError:
            return None
        stream = self._stream(turn_id)
        stream.continue_after_others()
        return stream

    def listen(self, turn_id: int) -> RedisAudioStream:
        """A reader may come before the first frame: it waits for it."""
        return self._stream(turn_id)

    def release(self, turn_id: int) -> None:
        """The turn is answered: this process need not keep its audio for a second attempt."""
        with self._lock:
            self._written.pop(turn_id, None)
        self._pump.release(self.key(turn_id))

    def close(self, turn_id: int) -> None:
        with self._lock:
            self._written.pop(turn_id, None)
        self._pump.delete(self.key(turn_id))

    def stop(self) -> None:
        """This process ends: readers give their turns back; what was heard is still handed over."""
        self._stopping.set()
        self._pump.stop()

    def key(self, turn_id: int) -> bytes:
        return f"{self._prefix}:turn:{turn_id}".encode()

    def _stream(self, turn_id: int) -> RedisAudioStream:
        return RedisAudioStream(self._client, self._pump, self.key(turn_id), self._stopping)


class RedisAudioStream:
    """One turn's stream. ``put`` only queues; ``read`` waits in Redis, not in a loop."""

    def __init__(self, client: redis.Redis, pump: Pump, key: bytes, stopping: threading.Event) -> None:
        self._client = client
        self._pump = pump
        self._key = key
        self._stopping = stopping
        self._count = 0  # items so far, by whomever
        self._samples = 0
        self._end = 0
        self._last_id: bytes = b"0"
        self._next = 0  # number of the item that a reader waits for

    @property
    def end(self) -> int:
        return self._end

    def continue_after_others(self) -> None:
        """Number on from what is there, written by a process that is gone."""
        try:
            entries: Any = self._client.xrange(self._key)  # bytes, since the client decodes nothing
        except redis.RedisError:
            return
        for _, fields in entries:
            item = _item(fields)
            self._count = int(fields[b"n"]) + 1
            if isinstance(item, Frame):
                self._samples += len(item.pcm) // 2
                self._end = item.end

    def put(self, item: Item) -> None:
        if isinstance(item, Frame):
            size = len(item.pcm) // 2
            if self._samples + size > MAX_HELD_SECONDS * SAMPLE_RATE:
                raise StreamFull
            self._samples += size
            self._end = item.end
        self._pump.put(self._key, _fields(self._count, item), KEEP_SECONDS)
        self._count += 1

    def read(self, start: int, timeout: float) -> tuple[Item, ...]:
        """Items from number ``start`` on; nothing while Redis is away.

        Raises LookupError when the start of the turn is gone for good.
        """
        if self._stopping.is_set():
            return (Sign(Signal.STOPPED, 0),)
        if start != self._next:
            self._last_id, self._next = b"0", start
        try:
            return self._take(self._entries(timeout))
        except redis.RedisError as error:
            logger.warning("audio cannot be read (%s)", type(error).__name__)
            self._stopping.wait(timeout)
            return ()

    def _take(self, entries: list[tuple[bytes, Fields]]) -> tuple[Item, ...]:
        items: list[Item] = []
        for entry_id, fields in entries:
            number = int(fields[b"n"])
            if number > self._next:
                if self._last_id == b"0":
                    raise LookupError("the start of the turn's audio is gone")
                self._last_id = b"0"  # it was written anew: read it from its start
                break
            self._last_id = entry_id
            if number == self._next:
                items.append(_item(fields))
                self._next += 1
        return tuple(items)

    def _entries(self, timeout: float) -> list[tuple[bytes, Fields]]:
        block = max(int(timeout * 1000), 1)
        found: Any = self._client.xread({self._key: self._last_id}, count=READ_ITEMS, block=block)
        return found[0][1] if found else []


def _fields(number: int, item: Item) -> Fields:
    if isinstance(item, Frame):
        return {b"n": b"%d" % number, FRAME: b"%d" % item.offset, b"pcm": item.pcm}
    return {b"n": b"%d" % number, SIGN: item.signal.value.encode(), b"at": b"%d" % item.offset}


def _item(fields: Fields) -> Item:
    if FRAME in fields:
        return Frame(int(fields[FRAME]), fields[b"pcm"])
    return Sign(Signal(fields[SIGN].decode()), int(fields[b"at"]))
