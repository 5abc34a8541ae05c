"""The speech gate: when does the learner speak, and is it meant as a turn?

It runs in the consumer, on every frame of an open microphone, so it is cheap: the voice detector
is asked only while a turn is open or a chunk is 6 dB above the noise. While the buddy sounds, a chunk
counts only above the echo floor that the page measured, and speech becomes a turn only when it lasts:
"mm" and "yes" do not interrupt.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from conversations.frames import NO_FLOOR
from conversations.protocol import SAMPLE_RATE
from ml.vad import CHUNK_BYTES, CHUNK_SAMPLES, VoiceActivity, level_dbfs

CHUNK_MS = CHUNK_SAMPLES * 1000 // SAMPLE_RATE
LEAD_IN_MS = 320  # audio before the first voiced chunk that belongs to the turn: soft onsets
ONSET_MS = 96  # voiced within a run before it counts as speech
RUN_GAP_MS = 224  # silence that ends a run that is not a turn yet
SILENCE_AFTER_MS = 64  # unvoiced before silence is announced; it counts from the last voiced sample
INTERRUPTS_VOICED_MS = 300  # product: speech above the echo floor ...
INTERRUPTS_SPAN_MS = 600  # ... that is longer than "mm" or "yes"
ABOVE_NOISE_DB = 6.0
ABOVE_ECHO_DB = 6.0
ON, OFF = 0.5, 0.35  # probability to become voiced, and to stay


class GateEvent(StrEnum):
    ONSET = "onset"  # a turn begins; the position is where its lead-in starts
    SPEECH = "speech"  # within a turn: at its beginning and again; the position is the first voiced sample
    SILENCE = "silence"  # within a turn: the position is the last voiced sample


@dataclass(frozen=True, slots=True)
class Marked:
    event: GateEvent
    position: int  # samples since the gate was made
    interrupts: bool = False  # with ONSET: the buddy was sounding


class NoiseFloor:
    """Level of the room, dBFS: falls at once, rises by 3 dB a second, and only without speech."""

    def __init__(self) -> None:
        self.level = -60.0

    def update(self, level: float, *, speech: bool) -> None:
        if level < self.level:
            self.level = max(0.7 * self.level + 0.3 * level, -75.0)
        elif not speech:
            self.level = min(self.level + 3.0 * CHUNK_MS / 1000, level, -30.0)


class SpeechGate:
    """Feed it the microphone in order; it says where speech begins, stops and goes on."""

    def __init__(self, activity: VoiceActivity) -> None:
        self.position = 0  # samples judged
        self._activity = activity
        self._noise = NoiseFloor()
        self._rest = b""
        self._in_turn = False
        self._voiced = False  # the last chunk was
        self._silent = True  # silence was announced
        self._last_voiced = 0
        self._run_start: int | None = None
        self._run_voiced_ms = 0

    @property
    def taken(self) -> int:
        """Samples fed so far; up to one chunk of them still waits for the rest of it."""
        return self.position + len(self._rest) // 2

    def turn_over(self) -> None:
        """The open turn ended: the next speech is a new one, even if it is going on now."""
        self._in_turn = False
        self._silent = True
        self._end_run()

    def turn_opened(self) -> None:
        """A turn goes on after a reconnect: it counts as speech until silence shows."""
        self._in_turn = True
        self._silent = False
        self._last_voiced = self.position
        self._end_run()

    def feed(self, pcm: bytes, *, buddy_sounds: bool = False, echo_floor: int = NO_FLOOR) -> list[Marked]:
        marked: list[Marked] = []
        data = self._rest + pcm
        for start in range(0, len(data) - CHUNK_BYTES + 1, CHUNK_BYTES):
            marked += self._chunk(data[start : start + CHUNK_BYTES], buddy_sounds, echo_floor)
        self._rest = data[len(data) - len(data) % CHUNK_BYTES :]
        return marked

    def _chunk(self, chunk: bytes, buddy_sounds: bool, echo_floor: int) -> list[Marked]:
        start = self.position
        self.position += CHUNK_SAMPLES
        self._voiced = self._is_voiced(chunk, echo_floor)
        if self._voiced:
            self._last_voiced = self.position
        if self._in_turn:
            return self._within_turn(start)
        return self._before_turn(start, buddy_sounds)

    def _is_voiced(self, chunk: bytes, echo_floor: int) -> bool:
        level = level_dbfs(chunk)
        above = level - self._noise.level
        if not self._in_turn and above < ABOVE_NOISE_DB:
            self._noise.update(level, speech=False)
            return False
        probability = self._activity.probability(chunk, above)
        voiced = probability >= (OFF if self._voiced else ON) and above >= ABOVE_NOISE_DB
        if voiced and echo_floor != NO_FLOOR and level < echo_floor + ABOVE_ECHO_DB:
            return False
        self._noise.update(level, speech=probability >= 0.2 or echo_floor != NO_FLOOR)
        return voiced

    def _within_turn(self, start: int) -> list[Marked]:
        if self._voiced and self._silent:
            self._silent = False
            return [Marked(GateEvent.SPEECH, start)]
        if not self._silent and self.position - self._last_voiced >= _samples(SILENCE_AFTER_MS):
            self._silent = True
            return [Marked(GateEvent.SILENCE, self._last_voiced)]
        return []

    def _before_turn(self, start: int, buddy_sounds: bool) -> list[Marked]:
        if self._voiced:
            if self._run_start is None:
                self._run_start, self._run_voiced_ms = start, 0
            self._run_voiced_ms += CHUNK_MS
        elif self._run_start is not None and self.position - self._last_voiced >= _samples(RUN_GAP_MS):
            self._end_run()
        if self._run_start is None or not self._is_turn(buddy_sounds):
            return []
        speech = Marked(GateEvent.SPEECH, self._run_start)
        onset = max(self._run_start - _samples(LEAD_IN_MS), 0)
        self._in_turn = True
        self._end_run()
        self._silent = not self._voiced
        marked = [Marked(GateEvent.ONSET, onset, interrupts=buddy_sounds), speech]
        if self._silent:
            marked.append(Marked(GateEvent.SILENCE, self._last_voiced))
        return marked

    def _is_turn(self, buddy_sounds: bool) -> bool:
        if not buddy_sounds:
            return self._run_voiced_ms >= ONSET_MS
        span = self.position - (self._run_start or 0)
        return (
            self._voiced
            and self._run_voiced_ms >= INTERRUPTS_VOICED_MS
            and span >= _samples(INTERRUPTS_SPAN_MS)
        )

    def _end_run(self) -> None:
        self._run_start, self._run_voiced_ms = None, 0


def _samples(ms: int) -> int:
    return ms * SAMPLE_RATE // 1000
