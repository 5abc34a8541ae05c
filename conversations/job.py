"""What a turn is worked on with: everything loaded once, nothing of the ORM inside the pipeline."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from conversations.endpointing import Pauses
from conversations.protocol import Message
from conversations.records import Change
from ml.moves import Moves
from ml.registry import Engines
from ml.scenario import Scenario
from ml.types import Exchange, Heard, Offer, TalkState, VoiceSpec


@dataclass(frozen=True, slots=True)
class TurnJob:
    """One attempt at one turn."""

    conversation: str  # hex of its id
    number: int
    kind: str  # Turn.Kind
    revision: int
    interrupts: bool
    held: bool  # push-to-talk: whatever was said was meant
    offset: int  # samples of the turn before the speech
    level: str
    pauses: Pauses
    scenario: Scenario
    state: TalkState
    offer: Offer | None
    history: tuple[Exchange, ...]
    voice: VoiceSpec
    engines: Engines
    heard: Heard | None = None  # known already: typed, tapped, or found by an earlier attempt
    announced: bool = False  # an earlier attempt told what was typed or tapped
    moves: Moves | None = None
    speaks: bool = True  # else the client's device speaks, and only recordings are sent
    marks: bool = True  # a mistake may be recast and marked now; else it waits for the review
    brief: bool = False  # others wait: a short reply, and nothing shown or prepared ahead of need
    alone: int = 0  # turns running that the buddy took because nobody spoke
    stopped: Callable[[], bool] = lambda: False  # the learner spoke into the reply: no more of it is wanted
    over: bool = False  # the talk has ended: there is nothing to answer
    before: Mapping[str, Any] = field(default_factory=dict)  # the talk as kept, for taking the turn back
    audio_url: str = ""  # of sentence {n} of this turn's reply, with "{n}" to be replaced
    review_url: str = ""
    translates: str = ""  # the language in which the learner wishes to read the reply, too, if that can be


@dataclass(frozen=True, slots=True)
class Step:
    """What belongs together: what must last is written in one go, then all of it is sent in one go."""

    changes: tuple[Change, ...] = ()
    message: Message | None = None
    frames: tuple[bytes, ...] = ()


@dataclass
class Meter:
    """Times of one attempt, in milliseconds; engine calls are noted as intervals."""

    marks: dict[str, float] = field(default_factory=dict)
    calls: list[tuple[float, float]] = field(default_factory=list)
    queue_ms: int | None = None  # from the turn's beginning until a first worker took it
    moved_at: float = field(default_factory=time.monotonic)  # when the attempt was last seen to go on
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def moves(self) -> None:
        """The attempt goes on: whoever keeps its lease looks at that."""
        self.moved_at = time.monotonic()

    def mark(self, name: str) -> None:
        """Note the time of the first event of a name."""
        self.moves()
        self.marks.setdefault(name, time.perf_counter())

    @contextmanager
    def engine(self) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.moves()
            with self._lock:
                self.calls.append((start, time.perf_counter()))

    def between(self, first: str, second: str) -> int:
        if first not in self.marks or second not in self.marks:
            return 0
        return round((self.marks[second] - self.marks[first]) * 1000)

    def engine_ms(self, first: str, second: str) -> float:
        """Time between two marks during which at least one engine was at work."""
        if first not in self.marks or second not in self.marks:
            return 0.0
        low, high = self.marks[first], self.marks[second]
        busy, at = 0.0, low
        for start, end in sorted(self.calls):
            start, end = max(start, at), min(end, high)
            if end > start:
                busy += end - start
                at = end
        return round(busy * 1000, 1)
