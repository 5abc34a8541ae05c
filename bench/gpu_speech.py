"""What is heard and said in the bench of the GPU: clips of so many seconds, and a reply."""

from __future__ import annotations

import json
import wave
from functools import cache

import numpy as np

from bench.clips import RATE, SPEECH, Samples, last_voiced

FIRST = "That sounds like a lovely way to spend a quiet Sunday afternoon."  # twelve words
NEXT = "What did you do then?"
WISH = "I would like to know how long it takes to get there."
WARM = "Hello, and welcome."  # what a model says when it is loaded


@cache
def sentences() -> tuple[str, ...]:
    """Of the recordings, in order."""
    rows = (SPEECH / "scores.jsonl").read_text("utf-8").splitlines()
    return tuple(json.loads(row)["text"] for row in rows if row)


LINES = (FIRST, NEXT, WISH, WARM, *sentences())


@cache
def _recordings() -> tuple[Samples, ...]:
    found = []
    for file in sorted(SPEECH.glob("*.wav")):
        with wave.open(str(file)) as opened:
            found.append(np.frombuffer(opened.readframes(opened.getnframes()), "<i2"))
    return tuple(found)


def speech_of(seconds: float, seed: int = 0) -> Samples:
    """So many seconds in which recordings follow each other, with another one first for each ``seed``."""
    wanted, at = int(seconds * RATE), seed
    parts: list[Samples] = []
    while sum(map(len, parts)) < wanted:
        clip = _recordings()[at % len(_recordings())]
        parts.append(clip[: last_voiced(clip)])
        at += 1
    whole = np.concatenate(parts)[:wanted]
    return whole[: last_voiced(whole)]
