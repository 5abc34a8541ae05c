"""Recordings for the recognition bench: what was read, by whom, and fair offers to choose from."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import soundfile

from ml.spoken import words_of

RATE = 16_000
LISTS = ("scores.jsonl", "manifest.jsonl")
HELD_OUT_SHARE = 3  # one speaker in three is never fitted on


@dataclass(frozen=True, slots=True)
class Recording:
    name: str
    speaker: str
    text: str  # as written
    path: Path

    @property
    def words(self) -> tuple[str, ...]:
        return words_of(self.text)

    @property
    def held_out(self) -> bool:
        return held_out(self.speaker)

    def pcm(self) -> bytes:
        """Mono PCM16 little-endian, 16 kHz; other rates are refused."""
        samples, rate = soundfile.read(self.path, dtype="int16", always_2d=True)
        if rate != RATE:
            raise ValueError(f"{self.path.name} has {rate} Hz, not {RATE}")
        data: bytes = samples[:, 0].astype("<i2").tobytes()
        return data


def held_out(speaker: str) -> bool:
    """Whether a speaker belongs to the part that is never fitted on; the same on every machine."""
    return int(hashlib.sha256(speaker.encode()).hexdigest(), 16) % HELD_OUT_SHARE == 0


def recordings(folder: Path) -> list[Recording]:
    """All readable 16 kHz recordings of a folder with ``scores.jsonl`` or ``manifest.jsonl``, each
    a line of JSON with ``audio``, ``text``, ``speaker`` and perhaps ``id``; in an order that mixes
    the speakers and is the same every time."""
    listing = listing_of(folder)
    found = []
    for line in listing.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row.get("text") and row.get("speaker") and row.get("rate", RATE) == RATE:
            name = str(row.get("id") or Path(row["audio"]).stem)
            recording = Recording(name, str(row["speaker"]), row["text"], folder / row["audio"])
            if recording.words and recording.path.exists():
                found.append(recording)
    return sorted(found, key=lambda one: hashlib.sha256(one.name.encode()).hexdigest())


def listing_of(folder: Path) -> Path:
    """The list of a folder's recordings; a folder without one ends the bench with a sentence."""
    for name in LISTS:
        if (listing := folder / name).exists():
            return listing
    raise SystemExit(f"{folder} holds no list of recordings: it needs {' or '.join(LISTS)}.")


class Offers:
    """Draws the lines that are offered beside a reading, or instead of it, by its name alone."""

    def __init__(self, every: Sequence[Recording]) -> None:
        texts = {one.words: one.text for one in every}
        self._by_length: dict[int, list[str]] = {}
        for words, text in sorted(texts.items()):
            self._by_length.setdefault(len(words), []).append(text)

    def others(self, recording: Recording, count: int, salt: str) -> list[str]:
        """``count`` other sentences, as near in length as there are."""
        size = len(recording.words)
        chance = random.Random(f"{recording.name} {salt}")
        found: list[str] = []
        for spread in range(1, 40):
            # One word more or less is fair; beyond that only when there are too few.
            lengths = {size - spread, size + spread} | ({size} if spread == 1 else set())
            near = [text for length in sorted(lengths) for text in self._by_length.get(length, [])]
            near = [text for text in near if words_of(text) != recording.words]
            chance.shuffle(near)
            found += near[: count - len(found)]
            if len(found) == count:
                break
        return found

    def with_own(self, recording: Recording, count: int, salt: str) -> tuple[list[str], int]:
        """``count`` lines with the one that was read, and its place."""
        lines = self.others(recording, count - 1, salt)
        place = random.Random(f"{recording.name} place {salt}").randrange(count)
        place = min(place, len(lines))
        lines.insert(place, recording.text)
        return lines, place


def word_errors(reference: Sequence[str], heard: Sequence[str]) -> int:
    """Substitutions, insertions and deletions between two word sequences."""
    row = list(range(len(heard) + 1))
    for place, word in enumerate(reference, 1):
        diagonal, row[0] = row[0], place
        for column, other in enumerate(heard, 1):
            diagonal, row[column] = (
                row[column],
                min(diagonal + (word != other), row[column] + 1, row[column - 1] + 1),
            )
    return row[-1]
