"""A turn to work on without a database or a socket, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from conversations.audiostream import Frame, Item, Sign, Signal
from conversations.endpointing import Pauses
from conversations.frames import REPLY_HEADER
from conversations.job import Meter, Step, TurnJob
from conversations.models import Turn
from conversations.pipeline import turn_steps
from conversations.protocol import Message
from ml.types import TalkState, VoiceSpec
from tests.fakes import OFFER, FakeEngines
from tests.ml.talks import scenario_of

MS = 16


class Script:
    """An audio stream that gives one batch a reading, as a microphone in real time would."""

    def __init__(self, *batches: Iterable[Item]) -> None:
        self._items: list[Item] = []
        self._ends: list[int] = []
        for batch in batches:
            self._items += batch
            self._ends.append(len(self._items))
        self.end = max((item.end for item in self._items if isinstance(item, Frame)), default=0)

    def put(self, item: Item) -> None:
        raise AssertionError("nobody writes to a script")

    def read(self, start: int, timeout: float) -> tuple[Item, ...]:
        ends = [end for end in self._ends if end > start]
        return tuple(self._items[start : ends[0]]) if ends else ()


class Recording:
    """Writes a script: what a microphone says, in milliseconds."""

    def __init__(self, offset: int = 0) -> None:
        self.at = offset
        self.batches: list[list[Item]] = []

    def speech(self, ms: int) -> Recording:
        """The gate hears speech for so long; one reading."""
        self.batches.append([Sign(Signal.SPEECH, self.at)])
        return self._sound(ms, b"\x10\x10")

    def silence(self, *ms: int) -> Recording:
        """Silence, in so many readings."""
        self.batches.append([Sign(Signal.SILENCE, self.at)])
        for part in ms:
            self._sound(part, b"\0\0")
            self.batches.append([])
        return self

    def sign(self, signal: Signal) -> Recording:
        self.batches.append([Sign(signal, self.at)])
        return self

    def lost(self, ms: int) -> Recording:
        """Audio that never comes."""
        self.at += ms * MS
        return self

    def stream(self) -> Script:
        return Script(*[batch for batch in self.batches if batch])

    @property
    def pcm(self) -> bytes:
        frames = [item for batch in self.batches for item in batch if isinstance(item, Frame)]
        return b"".join(frame.pcm for frame in frames)

    def _sound(self, ms: int, sample: bytes) -> Recording:
        frame = Frame(self.at, sample * (ms * MS))
        self.batches[-1].append(frame)
        self.at = frame.end
        return self


def a_turn(offset: int = 0) -> Recording:
    """A sentence of a second, and silence that ends any turn."""
    return Recording(offset).speech(1000).silence(200, 200, 7000)


def job(engines: FakeEngines, **fields: Any) -> TurnJob:
    known: dict[str, Any] = {
        "conversation": "c" * 32,
        "number": 1,
        "kind": Turn.Kind.SPEECH.value,
        "revision": 0,
        "interrupts": False,
        "held": False,
        "offset": 0,
        "level": "B1",
        "pauses": Pauses("B1"),
        "scenario": scenario_of(),
        "state": TalkState(beat="b0"),
        "offer": OFFER,
        "history": (),
        "voice": VoiceSpec(),
        "engines": engines,
        "audio_url": "/audio/1/{n}.wav",
    }
    return TurnJob(**{**known, **fields})


def messages(steps: Iterable[Step]) -> list[Message]:
    """Everything that would be sent as text, in order."""
    found: list[Message] = []
    for step in steps:
        found += [change.message for change in step.changes if change.message is not None]
        if step.message is not None:
            found.append(step.message)
    return found


def kinds(steps: Iterable[Step]) -> list[str]:
    return [getattr(message, "type", "") for message in messages(steps)]


def one(steps: Iterable[Step], kind: str) -> Any:
    """The only message of a kind."""
    (message,) = [m for m in messages(steps) if getattr(m, "type", "") == kind]
    return message


def said(steps: Iterable[Step]) -> list[str]:
    return [m.text for m in messages(steps) if getattr(m, "type", "") == "reply.sentence"]  # type: ignore[attr-defined]


def sound(steps: Iterable[Step]) -> dict[int, bytes]:
    """The reply's audio by sentence."""
    heard: dict[int, bytes] = {}
    for step in steps:
        for frame in step.frames:
            sentence = REPLY_HEADER.unpack_from(frame)[2]
            heard[sentence] = heard.get(sentence, b"") + frame[REPLY_HEADER.size :]
    return heard


def fields_of(steps: Iterable[Step]) -> dict[str, Any]:
    """What would be written to the turn's row in the end."""
    written: dict[str, Any] = {}
    for step in steps:
        for change in step.changes:
            written |= change.turn
    return written


def run(engines: FakeEngines, recording: Recording | None = None, **fields: Any) -> list[Step]:
    stream = recording.stream() if recording is not None else None
    return list(steps_of(engines, stream, **fields))


def steps_of(engines: FakeEngines, stream: Script | None, **fields: Any) -> Iterator[Step]:
    """The turn's steps, one at a time."""
    return turn_steps(job(engines, **fields), stream, Meter(), lambda job, *, settled: job)
