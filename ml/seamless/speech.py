"""Audio on its way into the model and out of it. Samples are float32 in -1..1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.loudness import FRAME_S, frame_levels, from_pcm
from ml.vad import CHUNK_BYTES, level_dbfs, voice_activity

Samples = NDArray[np.float32]

RATE = 16_000  # Hz, all that SeamlessM4T takes and gives
LEAST_VOICED_S = 0.2  # less is a click, not a word
LEAST_PROBABILITY = 0.4  # of speech, as the detector gives it
SPEECH_DBFS = -50.0  # a frame below it holds no speech, whatever else
ABOVE_NOISE_DB = 9.0  # speech stands out of the room's own noise by so much
EDGE_S = 0.2  # of silence that stays around what was said
LONGEST_S = 15.0  # the model is trained on shorter clips (seamless_communication, issue 82)
FADE_S = 0.01


@dataclass(frozen=True, slots=True)
class Voiced:
    """What was said within some audio, with 0.2 s around it."""

    samples: Samples
    start: int = 0  # samples of the audio before it
    seconds: float = 0.0  # in which there was a voice

    @property
    def end(self) -> int:
        return self.start + len(self.samples)


def voiced_part(pcm: bytes) -> Voiced:
    """What was said in mono PCM16 at 16 kHz; no samples where nobody speaks.

    It stays nearly the same when silence follows, so that a result for it stays right.
    """
    samples = from_pcm(pcm[: len(pcm) // 2 * 2])
    levels = frame_levels(samples, RATE)
    if not len(levels):
        return Voiced(samples[:0])
    noise, loudest = float(np.percentile(levels, 10)), float(levels.max())
    if loudest - noise < ABOVE_NOISE_DB:
        return Voiced(samples[:0])  # a fan, a hum: nothing stands out
    threshold = max(SPEECH_DBFS, min(noise + ABOVE_NOISE_DB, loudest - ABOVE_NOISE_DB))
    voiced = np.flatnonzero(levels > threshold)
    if len(voiced) * FRAME_S < LEAST_VOICED_S:
        return Voiced(samples[:0])
    start = max(0, int((voiced[0] * FRAME_S - EDGE_S) * RATE))
    end = int((voiced[-1] + 1) * FRAME_S * RATE) + int(EDGE_S * RATE)
    kept = samples[start:end]  # a last "f" is softer than the room
    kept = np.pad(kept, (0, end - start - len(kept)))  # as long however much has come by now
    return Voiced(kept.astype(np.float32), start, len(voiced) * FRAME_S)


class SpeechMeter:
    """How many seconds of somebody's voice have come by, music and noise left out."""

    def __init__(self) -> None:
        self._activity = voice_activity()
        self._rest = b""
        self._chunks = 0

    def feed(self, pcm: bytes) -> None:
        """Mono PCM16 at 16 kHz, in order."""
        whole = self._rest + pcm
        used = len(whole) // CHUNK_BYTES * CHUNK_BYTES
        for start in range(0, used, CHUNK_BYTES):
            chunk = whole[start : start + CHUNK_BYTES]
            above = level_dbfs(chunk) - SPEECH_DBFS
            self._chunks += self._activity.probability(chunk, above) >= LEAST_PROBABILITY
        self._rest = whole[used:]

    @property
    def seconds(self) -> float:
        return self._chunks * CHUNK_BYTES / 2 / RATE


def in_pieces(samples: Samples, longest_s: float = LONGEST_S) -> list[Samples]:
    """Speech cut at its quietest places into pieces that the model is good at."""
    most = int(longest_s * RATE)
    if len(samples) <= most:
        return [samples] if len(samples) else []
    count = -(-len(samples) // most)
    pieces, start = [], 0
    for left in range(count, 1, -1):
        target = start + (len(samples) - start) // left
        cut = _quietest(
            samples, max(start + most // 2, target - 2 * RATE), min(start + most, target + 2 * RATE)
        )
        pieces.append(samples[start:cut])
        start = cut
    rest = samples[start:]
    return [*pieces, *(in_pieces(rest, longest_s) if len(rest) > most else [rest])]


def _quietest(samples: Samples, low: int, high: int) -> int:
    """The middle of the quietest 200 ms between two places."""
    size = int(FRAME_S * RATE)
    levels = frame_levels(samples[low:high], RATE)
    width = min(40, max(1, len(levels)))
    if not len(levels):
        return high
    means = np.convolve(levels, np.ones(width) / width, mode="valid")
    return low + (int(means.argmin()) + width // 2) * size


def faded(samples: Samples, rate: int, fade_s: float = FADE_S) -> Samples:
    """With a ramp at both ends: pieces made one by one begin and end without a click."""
    size = min(int(fade_s * rate), len(samples) // 2)
    if not size:
        return samples
    ramp = np.linspace(0.0, 1.0, size, dtype=np.float32)
    found = samples.copy()
    found[:size] *= ramp
    found[-size:] *= ramp[::-1]
    return found
