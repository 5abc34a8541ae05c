"""One synthetic learner: a microphone in real time, ears with a clock, and a way of hesitating."""

from __future__ import annotations

import math
import random
import time
from dataclasses import dataclass, field

import numpy as np

from bench.clips import RATE, Clip, Samples, first_loud, last_voiced
from conversations.frames import NO_FLOOR, REPLY_HEADER, MicFrame
from conversations.protocol import FRAME_SAMPLES

# Length of a pause at a word boundary, seconds: median and 90th percentile.
PAUSES = {"A1": (0.7, 1.6), "A2": (0.55, 1.3), "B1": (0.45, 1.0), "B2": (0.35, 0.8), "C1": (0.3, 0.6)}
PAUSE_SHARE = 0.15  # of word boundaries
LONGEST_PAUSE = 3.0
NORMAL_90 = 1.2816
# Speech that goes on for less is a sound of listening ("mm", "yes") and interrupts nobody.
CONFIRMED_SAMPLES = 600 * RATE // 1000
ECHO_FLOOR_DBFS = -60
HELD_FRAMES = 70 * RATE // FRAME_SAMPLES


def pause_seconds(level: str, dice: random.Random) -> float:
    """How long a learner of this level looks for a word."""
    median, p90 = PAUSES[level]
    sigma = math.log(p90 / median) / NORMAL_90
    return min(math.exp(dice.gauss(math.log(median), sigma)), LONGEST_PAUSE)


def hesitant(clip: Clip, boundaries: list[int], level: str, dice: random.Random) -> tuple[Samples, int]:
    """The clip with pauses drawn at word boundaries, and how many there are."""
    pieces, start, count = [], 0, 0
    for boundary in boundaries:
        if dice.random() < PAUSE_SHARE and start < boundary < len(clip.pcm):
            silence = room(int(pause_seconds(level, dice) * RATE), dice)
            pieces += [clip.pcm[start:boundary], silence]
            start, count = boundary, count + 1
    return np.concatenate([*pieces, clip.pcm[start:]]), count


def room(samples: int, dice: random.Random) -> Samples:
    """A quiet room, about -72 dBFS."""
    return np.random.default_rng(dice.getrandbits(32)).normal(0, 8, samples).astype(np.int16)


@dataclass
class Utterance:
    """What is said in one go, and from which sample of the microphone's clock on."""

    pcm: Samples
    first: int = 0

    @property
    def onset(self) -> int:
        """The first voiced sample."""
        return self.first + (first_loud(self.pcm) or 0)

    @property
    def confirmed(self) -> int:
        """The sample from which on it is more than a sound of listening."""
        return self.onset + CONFIRMED_SAMPLES

    @property
    def last(self) -> int:
        """The label: the sample after the last voiced one."""
        return self.first + last_voiced(self.pcm)


@dataclass
class Mouth:
    """A microphone that always runs. Samples count on its own clock; each has the time it was said."""

    dice: random.Random
    turn: int = 1
    clock: int = 0  # samples recorded so far
    start: int = 0  # clock at sample 0 of the open turn
    told: int = 0  # clock up to which the open turn was sent
    tape: list[Samples] = field(default_factory=list)
    tape_start: int = 0
    times: dict[int, float] = field(default_factory=dict)  # clock at a frame's end -> when that was
    line: Samples = field(default_factory=lambda: np.zeros(0, np.int16))

    def say(self, pcm: Samples) -> int:
        """Speak from the next sample on; returns its clock."""
        self.line = pcm
        return self.clock

    def hush(self) -> None:
        """Stop in the middle."""
        self.line = self.line[:0]

    @property
    def speaking(self) -> bool:
        return len(self.line) > 0

    def press(self) -> None:
        """Push-to-talk: the open turn starts with the next sample."""
        self.start = self.told = self.clock

    def record(self) -> None:
        """64 ms of the microphone."""
        piece = self.line[:FRAME_SAMPLES]
        self.line = self.line[FRAME_SAMPLES:]
        if len(piece) < FRAME_SAMPLES:
            piece = np.concatenate([piece, room(FRAME_SAMPLES - len(piece), self.dice)])
        self.tape.append(piece)
        self.clock += FRAME_SAMPLES
        self.times[self.clock] = time.perf_counter()
        while len(self.tape) > HELD_FRAMES:
            self.tape.pop(0)
            self.tape_start += FRAME_SAMPLES

    def frames(self, *, buddy_sounds: bool) -> list[bytes]:
        """What was recorded and not yet sent, as frames of the open turn."""
        frames = []
        floor = ECHO_FLOOR_DBFS if buddy_sounds else NO_FLOOR
        gap = self.told < self.tape_start
        self.told = max(self.told, self.tape_start)
        while self.told < self.clock:
            pcm = self._samples(self.told, min(self.told + FRAME_SAMPLES, self.clock))
            frame = MicFrame(self.turn, self.told - self.start, pcm, buddy_sounds, gap, echo_floor=floor)
            frames.append(frame.pack())
            self.told += len(pcm) // 2
            gap = False
        return frames

    def turn_ended(self, turn: int, samples: int) -> None:
        """What was recorded after the turn's end is the start of the next."""
        if turn >= self.turn:
            self.start += samples
            self.told = self.start
            self.turn = turn + 1

    def turn_failed(self, turn: int) -> None:
        """The open turn is given up: the next one starts with the next sample."""
        if turn >= self.turn:
            self.press()
            self.turn = turn + 1

    def resend(self, turn: int, start: int) -> None:
        """Send the open turn again from this sample of it on."""
        if turn == self.turn:
            self.told = min(self.start + start, self.told)

    def said_at(self, sample: int) -> float:
        """When a sample of the microphone's clock was said, or will be: at the pace of real time."""
        end = min(-(-sample // FRAME_SAMPLES) * FRAME_SAMPLES, self.clock)
        return self.times[end] - (end - sample) / RATE

    def _samples(self, start: int, end: int) -> bytes:
        first = (start - self.tape_start) // FRAME_SAMPLES
        last = (end - 1 - self.tape_start) // FRAME_SAMPLES
        joined = np.concatenate(self.tape[first : last + 1])
        skip = start - self.tape_start - first * FRAME_SAMPLES
        return joined[skip : skip + end - start].astype("<i2").tobytes()


@dataclass
class Ears:
    """What comes from the buddy: when the first sound arrived, and until when it plays."""

    rates: dict[tuple[int, int], int] = field(default_factory=dict)
    first_sound: dict[int, float] = field(default_factory=dict)  # turn -> time, of its first sentence
    first_frame: dict[int, float] = field(default_factory=dict)
    plays_until: float = 0.0
    _revisions: dict[int, int] = field(default_factory=dict)
    _still_below: int = 0  # replies to turns before this one were stopped
    _rest: float = 0.0  # seconds of them that were not heard

    def frame(self, data: bytes) -> None:
        """A reply frame. Only the first sentence can be the first sound."""
        now = time.perf_counter()
        _, _, sentence, turn, revision, offset = REPLY_HEADER.unpack_from(data)
        self.revised(turn, revision)
        if revision < self._revisions[turn]:
            return
        pcm = np.frombuffer(data[REPLY_HEADER.size :], "<i2")
        rate = self.rates.get((turn, sentence)) or RATE
        if sentence == 0:
            began = self.first_frame.setdefault(turn, now)
            loud = first_loud(pcm, rate)
            if loud is not None and turn not in self.first_sound:
                # Frames come faster than they sound: silence before the voice is heard as silence.
                self.first_sound[turn] = max(now + loud / rate, began + (offset + loud) / rate)
        if turn >= self._still_below:
            self.plays_until = max(self.plays_until, now) + len(pcm) / rate

    def revised(self, turn: int, revision: int) -> None:
        """What carries a lower revision of this turn is void."""
        if revision > self._revisions.setdefault(turn, revision):
            self._revisions[turn] = revision
            self.first_sound.pop(turn, None)
            self.first_frame.pop(turn, None)

    @property
    def hears(self) -> bool:
        return time.perf_counter() < self.plays_until

    def stop(self, turn: int) -> None:
        """The learner's turn silences the replies before it."""
        self._rest = max(self.plays_until - time.perf_counter(), 0.0)
        self.plays_until = 0.0
        self._still_below = turn

    def resume(self) -> None:
        """It was no interruption: the rest is heard after all."""
        self.plays_until = max(self.plays_until, time.perf_counter()) + self._rest
        self._rest, self._still_below = 0.0, 0
