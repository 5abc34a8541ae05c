"""One connection's microphone: puts frames in order, lets the gate decide, feeds the open turn's stream.

Turns are numbered by the talk; a frame names its turn and its place in it. What was said after a
turn's end comes again as the start of the next turn, so frames of an ended turn are simply late.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

from conversations.audiostream import AudioStream, Frame, Sign, Signal, StreamFull
from conversations.frames import BadFrame, MicFrame
from conversations.gate import GateEvent, Marked, SpeechGate
from conversations.protocol import MAX_HELD_SECONDS, MAX_TURN_SECONDS, SAMPLE_RATE

LEAD_SECONDS = 3.0  # audio kept before a turn begins: the longest interruption, and its lead-in
RATE_SLACK = 1.15  # clocks differ; 48 kHz sent as 16 kHz is three times too fast
RATE_BURST_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Begin:
    """A turn begins ``offset`` samples into its audio."""

    turn: int
    offset: int
    interrupts: bool


@dataclass(frozen=True, slots=True)
class Resend:
    turn: int
    start: int


Action = Begin | Resend


class Microphone:
    """State of one socket's audio. ``take`` returns what the consumer has to do."""

    def __init__(self, gate: SpeechGate, turn: int, *, hold: bool = False) -> None:
        self.turn = turn
        self.expected = 0  # the next sample of this turn
        self.hold = hold
        self._gate = gate
        self._base: int | None = None  # gate position of the turn's sample 0
        self._stream: AudioStream | None = None
        self._began = 0
        self._ceiling = False
        self._lead: deque[Frame] = deque()
        self._signs: list[Sign] = []  # of a turn that begins but has no stream yet
        self._asked: int | None = None  # start of a resend that is on its way
        self._clock = time.monotonic()
        self._allowed = RATE_BURST_SECONDS * SAMPLE_RATE

    @property
    def live(self) -> bool:
        return self._stream is not None

    def take(self, frame: MicFrame) -> list[Action]:
        """The next frame of the socket; raises BadFrame."""
        self._check_rate(frame)
        if frame.turn < self.turn:
            return []
        if frame.turn > self.turn:
            raise BadFrame("audio.turn", f"The open turn is {self.turn}.")
        if frame.offset > self.expected and not self._may_skip(frame):
            if self._asked == self.expected:
                return []
            self._asked = self.expected
            self._allowed += MAX_HELD_SECONDS * SAMPLE_RATE
            return [Resend(self.turn, self.expected)]
        late = self.expected - frame.offset
        if late >= frame.samples:
            return []
        pcm = frame.pcm[max(late, 0) * 2 :]
        return self._append(Frame(max(frame.offset, self.expected), pcm), frame)

    def begin(self, stream: AudioStream, offset: int) -> None:
        """The turn has a stream now: give it what was said since ``offset``."""
        self._stream = stream
        self._began = offset
        self._ceiling = False
        for frame in self._lead:
            if frame.end <= offset:
                continue
            skip = max(offset - frame.offset, 0)
            stream.put(Frame(frame.offset + skip, frame.pcm[skip * 2 :]))
        for sign in self._signs:
            stream.put(sign)
        self._lead.clear()
        self._signs.clear()

    def refuse(self) -> None:
        """The turn that began may not be heard: forget it, and wait for the next speech."""
        self._lead.clear()
        self._signs.clear()
        self._gate.turn_over()

    def press(self) -> Begin:
        """A turn begins here, at the next sample, by a button; the gate of an open microphone then hears
        only where it ends."""
        self._lead.clear()
        self._signs.clear()
        if not self.hold:
            self._gate.turn_opened()
        return Begin(self.turn, self.expected, interrupts=True)

    def release(self, samples: int) -> None:
        if self._stream is not None:
            self._stream.put(Sign(Signal.RELEASED, min(samples, self.expected + SAMPLE_RATE)))

    def signal(self, signal: Signal) -> None:
        if self._stream is not None:
            self._stream.put(Sign(signal, self.expected))

    def resume(self, stream: AudioStream, began: int, expected: int) -> None:
        """Go on with a turn that was open before this connection."""
        self._stream = stream
        self._began = began
        self.expected = expected
        self._allowed += MAX_HELD_SECONDS * SAMPLE_RATE
        self._gate.turn_opened()

    def allow(self, samples: int) -> None:
        """So much was held back while the connection was away, and comes in one go now."""
        self._allowed += min(max(samples, 0), MAX_HELD_SECONDS * SAMPLE_RATE)

    def turn_over(self, turn: int) -> None:
        """The turn ended: the next number is open, and its audio starts anew."""
        if turn < self.turn:
            return
        # What was said after the end comes once more, as the next turn's; on a busy machine that is a lot.
        self._allowed += RATE_BURST_SECONDS * SAMPLE_RATE + self.expected
        self.turn = turn + 1
        self.expected = 0
        self._base = None
        self._stream = None
        self._asked = None
        self._lead.clear()
        self._signs.clear()
        self._gate.turn_over()

    # ------------------------------------------------------------------ inside

    def _may_skip(self, frame: MicFrame) -> bool:
        """Audio that the client no longer has, or that nobody spoke in, need not come again."""
        return frame.gap or (not self.live and self.expected == 0)

    def _check_rate(self, frame: MicFrame) -> None:
        now = time.monotonic()
        self._allowed += (now - self._clock) * SAMPLE_RATE * RATE_SLACK - frame.samples
        self._allowed = min(self._allowed, 2 * MAX_HELD_SECONDS * SAMPLE_RATE)
        self._clock = now
        if self._allowed < 0:
            raise BadFrame("audio.rate", f"Audio comes faster than {SAMPLE_RATE} samples a second.")

    def _append(self, piece: Frame, frame: MicFrame) -> list[Action]:
        if self._asked is not None and piece.offset <= self._asked:
            self._asked = None
        skipped = piece.offset != self.expected
        self.expected = piece.end
        marks: list[Marked] = []
        if not self.hold:
            if self._base is None or skipped:
                self._base = self._gate.taken - piece.offset
            marks = self._gate.feed(piece.pcm, buddy_sounds=frame.buddy_sounds, echo_floor=frame.echo_floor)
        if self._stream is None:
            self._remember(piece)
        else:
            self._put(piece)
        return [action for mark in marks for action in self._on_mark(mark)]

    def _on_mark(self, mark: Marked) -> list[Action]:
        offset = max(mark.position - (self._base or 0), 0)
        if mark.event is GateEvent.ONSET:
            first = self._lead[0].offset if self._lead else 0
            return [Begin(self.turn, max(offset, first), mark.interrupts)]
        sign = Sign(Signal.SPEECH if mark.event is GateEvent.SPEECH else Signal.SILENCE, offset)
        if self._stream is not None:
            self._stream.put(sign)
        else:
            self._signs.append(sign)
        return []

    def _remember(self, piece: Frame) -> None:
        self._lead.append(piece)
        while piece.end - self._lead[0].end > LEAD_SECONDS * SAMPLE_RATE:
            self._lead.popleft()

    def _put(self, piece: Frame) -> None:
        assert self._stream is not None
        try:
            self._stream.put(piece)
        except StreamFull:
            self._end_at_ceiling()
        if self.expected - self._began >= MAX_TURN_SECONDS * SAMPLE_RATE:
            self._end_at_ceiling()

    def _end_at_ceiling(self) -> None:
        if not self._ceiling:
            self._ceiling = True
            self.signal(Signal.CEILING)
