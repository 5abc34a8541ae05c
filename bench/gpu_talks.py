"""Learners who talk at once with the engines themselves: no server, no network, one thread a learner.

A learner speaks in real time, and 96 ms of silence later the answer is prepared, as a server does it (which
may wait longer before it says it). What is measured is when the first sound of the answer is there.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bench.capacity import Talk
from bench.gpu_partner import Partner
from bench.gpu_speech import sentences, speech_of
from bench.gpu_stages import VOICE, Loaded
from bench.report import percentiles
from conversations.endpointing import SOFT_PAUSE_MS
from conversations.protocol import FRAME_SAMPLES
from ml.errors import EngineError
from ml.seamless.speech import RATE
from ml.types import ListenFor

TIME_OUTS = frozenset(("engine.timeout", "engine.busy", "model.slow"))


@dataclass
class Seen:
    """What all learners of a run saw; times in milliseconds from the last sample of speech."""

    first_sound: list[float] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)
    first_sentence: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    turns: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, turn: _Turn) -> None:
        with self._lock:
            self.turns += 1
            for times, at in (
                (self.heard, turn.heard),
                (self.first_sentence, turn.first_sentence),
                (self.first_sound, turn.first_sound),
            ):
                if at is not None:
                    times.append((at - turn.ended) * 1000)
            if turn.error or turn.first_sound is None:
                self.errors[turn.error or "mute"] += 1


@dataclass
class _Turn:
    """Moments of one turn, by the monotonic clock."""

    ended: float
    heard: float | None = None
    first_sentence: float | None = None
    first_sound: float | None = None
    error: str = ""


def talks(loaded: Loaded, partner: Partner, learners: int, turns: int, rhythm: Talk) -> dict[str, Any]:
    """So many learners, ``turns`` turns each, spread over a turn's time as chance has it."""
    seen = Seen()
    dice = random.Random(learners)
    before, used = dict(loaded.model.busy), time.process_time()
    begun = time.monotonic() + 0.2
    threads = [
        threading.Thread(
            target=_learner,
            args=(loaded, partner, seen, begun + dice.uniform(0, rhythm.turn_seconds), place, turns, rhythm),
            name=f"learner-{place}",
            daemon=True,
        )
        for place in range(learners)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.monotonic() - begun
    busy = {task: seconds - before[task] for task, seconds in loaded.model.busy.items()}
    found = summary(seen, busy, wall, time.process_time() - used)
    return {"learners": learners} | found


def summary(seen: Seen, busy: dict[str, float], wall: float, used: float) -> dict[str, Any]:
    """The figures of a run; ``busy``: seconds of the device by task, ``used``: of this process's cores."""
    return {
        "first_sound_ms": percentiles(seen.first_sound)
        | {"most": round(max(seen.first_sound), 1) if seen.first_sound else None},
        "heard_ms": percentiles(seen.heard),
        "first_sentence_ready_ms": percentiles(seen.first_sentence),
        "turns": seen.turns,
        "errors": seen.errors.total(),
        "time_outs": sum(count for code, count in seen.errors.items() if code in TIME_OUTS),
        "error_kinds": dict(seen.errors),
        "speech_seconds_a_turn": round(sum(busy.values()) / seen.turns, 4) if seen.turns else None,
        "speech_seconds_a_turn_by_task": {
            task: round(seconds / seen.turns, 4) if seen.turns else None for task, seconds in busy.items()
        },
        "cpu_ms_a_turn": round(used * 1000 / seen.turns, 1) if seen.turns else None,
        "busy_share": round(sum(busy.values()) / wall, 3),
    }


def _learner(
    loaded: Loaded, partner: Partner, seen: Seen, begins: float, place: int, turns: int, rhythm: Talk
) -> None:
    for number in range(turns):
        at = begins + number * rhythm.turn_seconds
        seen.add(_turn(loaded, partner, max(at, time.monotonic()), place + number * 7, rhythm.speech_seconds))


def _turn(loaded: Loaded, partner: Partner, begins: float, seed: int, seconds: float) -> _Turn:
    """One turn from ``begins`` on: what is said frame by frame, then the answer until it is made."""
    said = speech_of(seconds, seed)
    turn = _Turn(ended=begins + len(said) / RATE)
    session = loaded.recogniser.open(ListenFor())
    try:
        pause = np.zeros(RATE * SOFT_PAUSE_MS // 1000, dtype=said.dtype)
        pcm = np.concatenate([said, pause])
        for start in range(0, len(pcm), FRAME_SAMPLES):
            frame = pcm[start : start + FRAME_SAMPLES]
            time.sleep(max(0.0, begins + (start + len(frame)) / RATE - time.monotonic()))
            session.feed(frame.tobytes())
        words = session.peek().text or sentences()[seed % len(sentences())]  # random weights hear none
        turn.heard = time.monotonic()
        for number, sentence in enumerate(partner.sentences(words)):
            turn.first_sentence = turn.first_sentence or time.monotonic()
            for _ in loaded.voice.speak(sentence, VOICE, ahead=number > 0):
                turn.first_sound = turn.first_sound or time.monotonic()
    except EngineError as error:
        turn.error = error.code
    finally:
        session.abandon()
    return turn
