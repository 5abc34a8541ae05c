"""One synthetic learner: a microphone in real time, ears with a clock, and a way of hesitating."""

from __future__ import annotations

import math
import random
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bench.clips import RATE, VOICED_DBFS, WINDOW, Clip, dbfs, last_voiced
from conversations.frames import NO_FLOOR, REPLY_HEADER, MicFrame
from conversations.protocol import FRAME_SAMPLES

Samples = np.ndarray[Any, np.dtype[np.int16]]

# Length of a pause at a word boundary, seconds: median and 90th percentile.
PAUSES = {"A1": (0.7, 1.6), "A2": (0.55, 1.3), "B1": (0.45, 1.0), "B2": (0.35, 0.8), "C1": (0.3, 0.6)}
PAUSE_SHARE = 0.15  # of word boundaries
NORMAL_90 = 1.2816


def hesitant(clip: Clip, boundaries: list[int], level: str, dice: random.Random) -> tuple[Samples, int]:
    """The clip with pauses drawn at word boundaries, and how many there are."""
    median, p90 = PAUSES[level]
    sigma = math.log(p90 / median) / NORMAL_90
    pieces, start, count = [], 0, 0
    for boundary in boundaries:
        if dice.random() < PAUSE_SHARE and start < boundary < len(clip.pcm):
            seconds = min(math.exp(dice.gauss(math.log(median), sigma)), 3.0)
            pieces += [clip.pcm[start:boundary], room(int(seconds * RATE), dice)]
            start, count = boundary, count + 1
    return np.concatenate([*pieces, clip.pcm[start:]]), count


def room(samples: int, dice: random.Random) -> Samples:
    """A quiet room, about -72 dBFS."""
    return np.random.default_rng(dice.getrandbits(32)).normal(0, 8, samples).astype(np.int16)


@dataclass
class Utterance:
    """What was said in one go, and when its samples left."""

    text: str
    pcm: Samples
    pauses: int
    first: int = 0  # sample of the microphone's clock
    turn: int = 0  # turn in which its end is, and the sample of that turn
    label: int = 0

    @property
    def last(self) -> int:
        return self.first + last_voiced(self.pcm)


@dataclass
class Mouth:
    """A microphone that always runs. Samples count on its own clock; each has the time it left."""

    dice: random.Random
    turn: int = 1
    clock: int = 0  # samples recorded so far
    start: int = 0  # clock at sample 0 of the open turn
    told: int = 0  # clock up to which the open turn was sent
    tape: list[Samples] = field(default_factory=list)
    tape_start: int = 0
    times: dict[int, float] = field(default_factory=dict)  # clock at a frame's end -> when it was sent
    line: Samples = field(default_factory=lambda: np.zeros(0, np.int16))

    def say(self, pcm: Samples) -> int:
        """Speak from the next sample on; returns its clock."""
        self.line = pcm
        return self.clock

    @property
    def speaking(self) -> bool:
        return len(self.line) > 0

    def record(self) -> None:
        """64 ms of the microphone."""
        piece = self.line[:FRAME_SAMPLES]
        self.line = self.line[FRAME_SAMPLES:]
        if len(piece) < FRAME_SAMPLES:
            piece = np.concatenate([piece, room(FRAME_SAMPLES - len(piece), self.dice)])
        self.tape.append(piece)
        self.clock += FRAME_SAMPLES
        self.times[self.clock] = time.perf_counter()
        while len(self.tape) > 70 * RATE // FRAME_SAMPLES:
            self.tape.pop(0)
            self.tape_start += FRAME_SAMPLES

    def frames(self, *, buddy_sounds: bool) -> list[bytes]:
        """What was recorded and not yet sent, as frames of the open turn."""
        frames = []
        floor = -60 if buddy_sounds else NO_FLOOR
        while self.told < self.clock:
            pcm = self._samples(self.told, min(self.told + FRAME_SAMPLES, self.clock))
            frame = MicFrame(self.turn, self.told - self.start, pcm, buddy_sounds, echo_floor=floor)
            frames.append(frame.pack())
            self.told += len(pcm) // 2
        return frames

    def turn_ended(self, turn: int, samples: int) -> None:
        """What was recorded after the turn's end is the start of the next."""
        if turn < self.turn:
            return
        self.start += samples
        self.told = self.start
        self.turn = turn + 1

    def resend(self, start: int) -> None:
        self.told = self.start + start

    def sent_at(self, sample: int) -> float:
        """When a sample of the microphone's clock left, at the pace of real time."""
        end = -(-sample // FRAME_SAMPLES) * FRAME_SAMPLES
        return self.times[end] - (end - sample) / RATE

    def _samples(self, start: int, end: int) -> bytes:
        first = (start - self.tape_start) // FRAME_SAMPLES
        last = (end - 1 - self.tape_start) // FRAME_SAMPLES
        joined = np.concatenate(self.tape[max(first, 0) : last + 1])
        skip = start - self.tape_start - max(first, 0) * FRAME_SAMPLES
        return joined[skip : skip + end - start].astype("<i2").tobytes()


@dataclass
class Ears:
    """What comes from the buddy: when the first sound arrived, and until when it plays."""

    rates: dict[tuple[int, int], int] = field(default_factory=dict)
    first_sound: dict[int, float] = field(default_factory=dict)  # turn -> time
    first_frame: dict[int, float] = field(default_factory=dict)
    plays_until: float = 0.0

    def frame(self, data: bytes) -> int:
        """A reply frame; returns the turn it belongs to."""
        now = time.perf_counter()
        _, _, sentence, turn, _, _ = REPLY_HEADER.unpack_from(data)
        pcm = np.frombuffer(data[REPLY_HEADER.size :], "<i2")
        rate = self.rates.get((turn, sentence)) or RATE
        self.first_frame.setdefault(turn, now)
        if turn not in self.first_sound and (loud := first_loud(pcm, rate)) is not None:
            self.first_sound[turn] = now + loud
        self.plays_until = max(self.plays_until, now) + len(pcm) / rate
        return int(turn)

    @property
    def hears(self) -> bool:
        return time.perf_counter() < self.plays_until

    def stop(self) -> None:
        self.plays_until = 0.0


def first_loud(pcm: Samples, rate: int) -> float | None:
    """Seconds to the first 20 ms at -45 dBFS or more."""
    window = WINDOW * rate // RATE
    for start in range(0, len(pcm), window):
        if dbfs(pcm[start : start + window]) >= VOICED_DBFS:
            return start / rate
    return None
