"""The way of a turn's audio from the socket to whoever works on it.

A stream keeps everything until the turn is closed, bounded in seconds, so that a second attempt can
read it from the start. The embedded profile has one process and keeps streams in its memory; the
server profile puts the same interface over Redis.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from conversations.protocol import MAX_HELD_SECONDS, SAMPLE_RATE


class Signal(StrEnum):
    SPEECH = "speech"  # speech goes on from ``offset``
    SILENCE = "silence"  # the last voiced sample was at ``offset``
    RELEASED = "released"  # push-to-talk: the button went up at ``offset``
    CEILING = "ceiling"  # the turn is as long as a turn may be
    LOST = "lost"  # the client is gone and did not come back
    CANCELLED = "cancelled"  # the learner typed instead
    STOPPED = "stopped"  # this process ends; another goes on with the turn


@dataclass(frozen=True, slots=True)
class Frame:
    """Samples of the turn from ``offset`` on; a stream holds them in order, without a gap."""

    offset: int
    pcm: bytes

    @property
    def end(self) -> int:
        return self.offset + len(self.pcm) // 2


@dataclass(frozen=True, slots=True)
class Sign:
    """What the speech gate, or the client, says about the turn at ``offset`` samples."""

    signal: Signal
    offset: int


Item = Frame | Sign


class StreamFull(Exception):
    """More audio than a turn may hold."""


class AudioStream(Protocol):
    @property
    def end(self) -> int:
        """The sample after the last one, 0 without audio."""

    def put(self, item: Item) -> None:
        """Append; raises StreamFull for a frame beyond the bound, and keeps what it has."""

    def read(self, start: int, timeout: float) -> tuple[Item, ...]:
        """Items from index ``start`` on; waits up to ``timeout`` seconds for the first."""


class LocalAudioStream:
    """A stream within one process. ``put`` never blocks; readers wait on a condition."""

    def __init__(self, max_seconds: float = MAX_HELD_SECONDS) -> None:
        self._items: list[Item] = []
        self._samples = 0
        self._end = 0
        self._max_samples = int(max_seconds * SAMPLE_RATE)
        self._changed = threading.Condition()

    @property
    def end(self) -> int:
        return self._end

    def put(self, item: Item) -> None:
        with self._changed:
            if isinstance(item, Frame):
                size = len(item.pcm) // 2
                if self._samples + size > self._max_samples:
                    raise StreamFull
                self._samples += size
                self._end = item.end
            self._items.append(item)
            self._changed.notify_all()

    def read(self, start: int, timeout: float) -> tuple[Item, ...]:
        with self._changed:
            if len(self._items) <= start:
                self._changed.wait(timeout)
            return tuple(self._items[start:])


class Streams(Protocol):
    """The open streams, by turn id. Over Redis ``put`` hands to a pump and never waits for the network."""

    def begin(self, turn_id: int) -> AudioStream:
        """The stream of a turn that nobody else has written to; asks nobody."""

    def open(self, turn_id: int) -> AudioStream:
        """The turn's stream, whoever wrote to it before."""

    def get(self, turn_id: int) -> AudioStream | None: ...

    def listen(self, turn_id: int) -> AudioStream | None:
        """The stream for reading: None where it cannot be; over Redis it may still be on its way."""

    def release(self, turn_id: int) -> None:
        """The turn is answered: whoever wrote its audio need not keep it any longer."""

    def close(self, turn_id: int) -> None:
        """The turn is over: forget its audio."""

    def stop(self) -> None: ...


class LocalStreams:
    """All open streams of this process."""

    def __init__(self) -> None:
        self._streams: dict[int, LocalAudioStream] = {}
        self._lock = threading.Lock()

    def begin(self, turn_id: int) -> LocalAudioStream:
        return self.open(turn_id)

    def open(self, turn_id: int) -> LocalAudioStream:
        """The turn's stream, made if it does not exist."""
        with self._lock:
            return self._streams.setdefault(turn_id, LocalAudioStream())

    def get(self, turn_id: int) -> LocalAudioStream | None:
        with self._lock:
            return self._streams.get(turn_id)

    def listen(self, turn_id: int) -> LocalAudioStream | None:
        return self.get(turn_id)

    def release(self, turn_id: int) -> None:
        """Reader and writer share it here: ``close`` will do."""

    def close(self, turn_id: int) -> None:
        with self._lock:
            self._streams.pop(turn_id, None)

    def stop(self) -> None:
        """This process ends: whoever listens gives the turn back."""
        with self._lock:
            open_streams, self._streams = self._streams, {}
        for stream in open_streams.values():
            stream.put(Sign(Signal.STOPPED, stream.end))
