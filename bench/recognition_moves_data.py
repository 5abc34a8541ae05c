"""What is said and offered in the benches of moves: the catalogue's phrases, synthetic voices that say
them, and short pieces of learners' recordings."""

from __future__ import annotations

import random
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import yaml

import topics
from bench.recognition_data import RATE, Recording
from ml.engines.pocketsphinx_models import FRAME_MS, Models
from ml.grammar import paths_of
from ml.moves import moves_parse
from ml.spoken import words_of
from ml.types import OfferedMove

CATALOGUE = Path(topics.__file__).parent / "catalogue" / "_moves.yaml"
TARGETS = ("tongue-tied", "go blank", "small talk")  # of "What does … mean?"
LONGEST_WORDS = 6  # of a sentence that stands for a move
FRAME_BYTES = RATE * FRAME_MS // 1000 * 2
FLITE = tuple(("flite", voice, pace) for pace in ("1.0", "1.25") for voice in ("slt", "rms", "awb", "kal16"))
ESPEAK = tuple(("espeak", voice, "140") for voice in ("en-gb", "en-us+f3", "en-gb-scotland+m3"))


def offered_moves() -> tuple[OfferedMove, ...]:
    """All moves of the catalogue, as a beat offers them; "yes" and "no" unasked, so without a text."""
    moves = moves_parse(yaml.safe_load(CATALOGUE.read_text(encoding="utf-8")), source=CATALOGUE.name)
    offered = []
    for move in moves.moves:
        phrases = (move.say, *move.phrases)
        if move.id == "meaning":
            for target in TARGETS:
                ways = tuple(phrase.replace("{phrase}", target) for phrase in phrases)
                offered.append(OfferedMove(f"meaning.{target}", ways[0], phrases=ways))
        else:
            offered.append(
                OfferedMove(move.id, "" if move.id in ("yes", "no") else move.say, phrases=phrases)
            )
    return tuple(offered)


@dataclass(frozen=True, slots=True)
class Clip:
    key: str  # of the move
    text: str
    voice: str
    pcm: bytes  # 16 kHz mono PCM16


def spoken(moves: Sequence[OfferedMove], voices: Sequence[tuple[str, str, str]], each: int) -> Iterator[Clip]:
    """Every phrase in ``each`` of the voices, which take turns; needs the program of the voices."""
    turn = 0
    with tempfile.TemporaryDirectory() as folder:
        for move in moves:
            for text in move.phrases:
                for _ in range(each):
                    program, voice, pace = voices[turn % len(voices)]
                    turn += 1
                    pcm = _say(program, voice, pace, text.replace("…", ""), Path(folder) / "clip.wav")
                    yield Clip(move.key, text, f"{program} {voice} {pace}", pcm)


def _say(program: str, voice: str, pace: str, text: str, path: Path) -> bytes:
    if program == "flite":
        command = [
            "flite",
            "-voice",
            voice,
            "--setf",
            f"duration_stretch={pace}",
            "-t",
            text,
            "-o",
            str(path),
        ]
    else:
        command = ["espeak-ng", "-v", voice, "-s", pace, "-w", str(path), text]
    subprocess.run(command, check=True, capture_output=True)
    samples, rate = soundfile.read(path, dtype="float64")
    return padded(at_rate(samples, rate))


def at_rate(samples: np.ndarray[tuple[int], np.dtype[np.float64]], rate: int) -> bytes:
    """PCM16 at 16 kHz, by leaving out the spectrum above."""
    count = len(samples) * RATE // rate
    spectrum = np.fft.rfft(samples)[: count // 2 + 1] * count / len(samples)
    data: bytes = (np.clip(np.fft.irfft(spectrum, count), -1, 1) * 32767).astype("<i2").tobytes()
    return data


def padded(pcm: bytes) -> bytes:
    """With the quiet room before and after that a talk has."""
    return _room(0.2) + pcm + _room(0.35)


def _room(seconds: float) -> bytes:
    room: bytes = np.random.default_rng(7).normal(0, 20, int(seconds * RATE)).astype("<i2").tobytes()
    return room


def piece(models: Models, recording: Recording) -> tuple[bytes, tuple[str, ...]] | None:
    """The first or last words of a reading, one to four, as somebody who says no more; None when
    its words cannot be found."""
    chance = random.Random(f"{recording.name} piece")
    count, first = chance.choice((1, 1, 2, 2, 3, 4)), chance.random() < 0.5
    pcm, path = recording.pcm(), paths_of([recording.text], variants=False)[0]
    for word in path.words:
        models.pronunciation(word)
    found = [word for word in models.forced(path, pcm, models.mean_of(pcm)) if not word.filler]
    if len(found) != len(path.words) or count >= len(found):
        return None
    if first:
        return padded(pcm[: (found[count - 1].end + 1) * FRAME_BYTES]), path.words[:count]
    return padded(pcm[found[-count].start * FRAME_BYTES :]), path.words[-count:]


def as_move(words: Sequence[str]) -> OfferedMove:
    """What a learner read, offered as if it were a move."""
    text = " ".join(words)
    return OfferedMove("own", text, phrases=(text,))


def without(moves: Sequence[OfferedMove], words: Sequence[str]) -> tuple[OfferedMove, ...]:
    """The moves less the phrases that hold just these words."""
    kept = []
    for move in moves:
        phrases = tuple(phrase for phrase in move.phrases if words_of(phrase) != tuple(words))
        if phrases:
            kept.append(OfferedMove(move.key, move.text, phrases=phrases))
    return tuple(kept)
