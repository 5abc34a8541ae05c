"""How somebody spoke, not what: when they began, how long, how long they paused. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ml.vad import CHUNK_BYTES, CHUNK_SAMPLES, VoiceActivity, level_dbfs

RATE = 16_000
SURE = 0.5
BRIDGE_S = 0.25  # shorter gaps are part of speaking
QUIET_SHARE = 0.1  # of the chunks, the quietest, are the room
LOUDEST_ROOM_DBFS = -45.0  # whoever speaks without a stop leaves no quiet chunk


@dataclass(frozen=True, slots=True)
class Spoken:
    """Seconds: until the first word, of speech, of the longest pause inside it."""

    start: float
    speech: float
    pause: float


def spoken_in(pcm: bytes, activity: VoiceActivity) -> Spoken:
    """What 16 kHz mono PCM16 holds. Without any speech ``speech`` is 0."""
    chunks = [pcm[at : at + CHUNK_BYTES] for at in range(0, len(pcm) - CHUNK_BYTES + 1, CHUNK_BYTES)]
    levels = [level_dbfs(chunk) for chunk in chunks]
    room = min([*sorted(levels)[int(len(levels) * QUIET_SHARE) :][:1], LOUDEST_ROOM_DBFS])
    activity.reset()
    voiced = [
        number
        for number, (chunk, level) in enumerate(zip(chunks, levels, strict=True))
        if activity.probability(chunk, level - room) >= SURE
    ]
    if not voiced:
        return Spoken(0.0, 0.0, 0.0)
    each = CHUNK_SAMPLES / RATE
    speech, pause = each, 0.0
    for before, number in pairwise(voiced):
        gap = (number - before - 1) * each
        speech += each + (gap if gap <= BRIDGE_S else 0.0)
        pause = max(pause, gap if gap > BRIDGE_S else 0.0)
    return Spoken(round(voiced[0] * each, 1), round(speech, 1), round(pause, 1))
