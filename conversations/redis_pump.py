"""Carries audio to Redis from a thread of its own, so that no event loop ever waits for the network.

What was put is kept here until its turn is over: Redis has no persistence, and a stream that went with
it is written again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import Any

import redis

logger = logging.getLogger(__name__)

RETRY_SECONDS = 0.2
FLUSH_SECONDS = 0.7  # at the end of the process
CHECK_SECONDS = 1.0  # how often an idle stream is looked for

GATHER_SECONDS = 0.004  # while audio comes: one way to Redis for the frames of many talks
REMEMBERED = 2000  # turns that are over, whose late frames go nowhere

Entry = dict[bytes, bytes]


class _Kept:
    """What was put for one stream, and how much of it Redis has."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        self.entries: list[Entry] = []
        self.written = 0


class Pump:
    """One a process."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._kept: dict[bytes, _Kept] = {}
        self._dirty: deque[bytes] = deque()
        self._deleting: set[bytes] = set()
        self._over: dict[bytes, None] = {}  # in order of time
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._waits = False  # the thread sleeps until there is something to carry

    def put(self, key: bytes, entry: Entry, keep_seconds: int) -> None:
        """Queue an entry; never blocks for longer than the lock is held."""
        with self._changed:
            if key in self._over:
                return
            kept = self._kept.setdefault(key, _Kept(keep_seconds))
            kept.entries.append(entry)
            self._dirty.append(key)
            self._start()
            if self._waits:
                self._changed.notify()

    def release(self, key: bytes) -> None:
        """The turn is answered: nothing more is written, or written again."""
        with self._changed:
            self._over[key] = None
            if len(self._over) > REMEMBERED:
                del self._over[next(iter(self._over))]
            self._kept.pop(key, None)

    def delete(self, key: bytes) -> None:
        """The turn is over: its audio goes, here and in Redis."""
        self.release(key)
        with self._changed:
            self._deleting.add(key)
            self._start()
            if self._waits:
                self._changed.notify()

    def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join(FLUSH_SECONDS)

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._stopping = False
            self._thread = threading.Thread(target=self._run, name="audio-pump", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._changed:
                if not (self._dirty or self._deleting):
                    if self._stopping:
                        return
                    self._waits = True
                    self._changed.wait(CHECK_SECONDS)
                    self._waits = False
                keys = set(self._dirty) or set(self._kept)
                self._dirty.clear()
                deleting, self._deleting = self._deleting, set()
            try:
                self._carry(keys, deleting)
            except redis.RedisError as error:
                logger.warning("audio waits for Redis (%s)", type(error).__name__)
                with self._changed:
                    self._dirty.extend(keys)
                    self._deleting |= deleting
                    if self._stopping:
                        return
                    self._changed.wait(RETRY_SECONDS)
            time.sleep(GATHER_SECONDS)

    def _carry(self, keys: set[bytes], deleting: set[bytes]) -> None:
        """All that is new, in one round trip; a stream that Redis lost is written from its start."""
        with self._changed:
            kept = {key: self._kept[key] for key in keys if key in self._kept}
            new = {key: stream.entries[stream.written :] for key, stream in kept.items()}
        pipe = self._client.pipeline(transaction=False)
        for key, entries in new.items():
            self._write(pipe, key, kept[key], entries)
        if deleting:
            pipe.delete(*deleting)
        if not len(pipe):
            return
        answers = iter(pipe.execute())
        for key, entries in new.items():
            stream, first = kept[key], not kept[key].written
            written = [next(answers) for _ in entries or (None,)]
            if first and entries:
                next(answers)  # of its expiry
            if all(written):
                stream.written += len(entries)
            else:
                stream.written = 0
                self._write_again(key)

    def _write(self, pipe: Any, key: bytes, stream: _Kept, entries: list[Entry]) -> None:
        """Its new entries, or where there are none, a question that also keeps it from expiring."""
        if not entries:
            pipe.expire(key, stream.seconds)
            return
        for place, entry in enumerate(entries):
            # Only the first entry makes a stream: of one that Redis lost the rest is refused.
            pipe.xadd(key, entry, nomkstream=bool(stream.written or place))
        if not stream.written:
            pipe.expire(key, stream.seconds)

    def _write_again(self, key: bytes) -> None:
        self._client.delete(key)
        with self._changed:
            self._dirty.append(key)
