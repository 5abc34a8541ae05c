"""Recordings as a synthetic learner speaks them: sentences with audio, and a topic made of them."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

SPEECH = Path(__file__).parent / "speech"
RATE = 16_000
VOICED_DBFS = -45.0
WINDOW = 320  # 20 ms
EDGE = 3 * WINDOW  # of a recording, in which nobody speaks yet, or any more
AFTER_LAST_WORD = RATE * 150 // 1000  # alignment is right to some tens of milliseconds
BEATS = 8
Samples = np.ndarray[Any, np.dtype[np.int16]]
SIZES = ("short", "fuller", "stretch")
STANCES = ("calm", "honest", "curious")


@dataclass(frozen=True)
class Clip:
    text: str
    speaker: str
    pcm: Samples  # mono, 16 kHz

    @property
    def last_voiced(self) -> int:
        """Sample after the last 20 ms window at -45 dBFS or more: the label latencies count from."""
        return last_voiced(self.pcm)


def spoken_part(clip: Clip, ends: list[int]) -> Clip:
    """The clip to a little after its last word: a breath, a click or somebody else after the sentence
    would be taken for its end by level. Unchanged where the words could not be found."""
    return replace(clip, pcm=clip.pcm[: ends[-1] + AFTER_LAST_WORD]) if ends else clip


@dataclass(frozen=True)
class Chosen:
    """The clips of a run, and how many recordings were left out since they have no usable label."""

    clips: list[Clip] = field(default_factory=list)
    left_out: int = 0


def last_voiced(pcm: Samples) -> int:
    """Sample after the last 20 ms window at -45 dBFS or more; a shorter rest is no window."""
    for start in range(len(pcm) - len(pcm) % WINDOW - WINDOW, -1, -WINDOW):
        if dbfs(pcm[start : start + WINDOW]) >= VOICED_DBFS:
            return start + WINDOW
    return 0


def first_loud(pcm: Samples, rate: int = RATE) -> int | None:
    """First sample of the first 20 ms at -45 dBFS or more."""
    window = WINDOW * rate // RATE
    for start in range(0, len(pcm), window):
        if dbfs(pcm[start : start + window]) >= VOICED_DBFS:
            return start
    return None


def has_label(pcm: Samples) -> bool:
    """Whether level tells where speech begins and ends: not where the room itself is as loud."""
    loud = first_loud(pcm)
    return loud is not None and loud >= EDGE and last_voiced(pcm) <= len(pcm) - EDGE


def dbfs(pcm: Samples) -> float:
    rms = float(np.sqrt(np.mean(pcm.astype(np.float64) ** 2))) if len(pcm) else 0.0
    return 20 * float(np.log10(max(rms, 1e-6) / 32768))


def clips_read(folder: Path, most: int, seed: int = 1) -> list[Clip]:
    """Up to ``most`` recordings of ``folder/scores.jsonl``, each sentence once."""
    return clips_choose(folder, most, seed).clips


def clips_choose(folder: Path, most: int, seed: int = 1) -> Chosen:
    """The same, with what was left out."""
    import soundfile

    listing = folder / "scores.jsonl"
    if not listing.exists():
        raise SystemExit(f"{folder} holds no list of recordings: it needs scores.jsonl.")
    rows = [json.loads(line) for line in listing.read_text("utf-8").splitlines() if line]
    if len(rows) > most:
        random.Random(seed).shuffle(rows)
    clips: dict[str, Clip] = {}
    left_out = 0
    for row in rows:
        text = sentence_case(row["text"])
        if text in clips or len(text.split()) < 3:
            continue
        pcm, rate = soundfile.read(folder / row["audio"], dtype="int16")
        if rate != RATE or pcm.ndim != 1:
            raise SystemExit(f"{row['audio']}: recordings are mono, 16 kHz")
        if not has_label(pcm):
            left_out += 1
            continue
        clips[text] = Clip(text, str(row.get("speaker", "")), pcm)
        if len(clips) == most:
            break
    if len(clips) < len(SIZES):
        raise SystemExit(f"{folder}: a topic needs at least three different sentences")
    return Chosen(list(clips.values()), left_out)


def sentence_case(text: str) -> str:
    text = " ".join(text.split())
    if text.isupper() or text.islower():
        text = text.lower().capitalize()
    return text if text[-1:] in ".?!" else f"{text}."


def topic_document(clips: list[Clip], slug: str, level: str) -> dict[str, Any]:
    """A scenario whose offered lines are the sentences of ``clips``, three a beat."""
    beats = [clips[start : start + 3] for start in range(0, len(clips) - 2, 3)]
    return {
        "format": 1,
        "slug": slug,
        "title": "Bench",
        "teaser": "A talk between machines.",
        "level": level,
        "category": "bench",
        "kind": "free talk",
        "minutes": 5,
        "interests": ["bench"],
        "audience": "everyone",
        "author": "im4talkin",
        "licence": "CC-BY-4.0",
        "persona": _persona(),
        "setting": {"page": "A bench."},
        "goal": {"learner": "Reach the end.", "steps": [{"id": "end", "text": "Reach the end"}]},
        "opener": {"say": "Hello. Let us begin."},
        "beats": [_beat(number, three) for number, three in enumerate(beats)],
        "closer": {"say": "That was all. Good-bye.", "early": "Good-bye for now."},
    }


def _persona() -> dict[str, Any]:
    unsure = [f"Sorry, was it “{{guess}}”, for the {nth} time?" for nth in ("first", "second", "third")]
    again = [f"Sorry, once more, for the {nth} time?" for nth in ("first", "second", "third")]
    return {
        "name": "Bench",
        "role": "asks and answers",
        "voice": {"accent": "en-GB", "sex": "f"},
        "lines": {"unsure": unsure, "unsure_no_guess": again},
    }


def _beat(number: int, three: list[Clip]) -> dict[str, Any]:
    replies = [
        {
            "size": size,
            "stance": stance,
            "say": clip.text,
            "hear": [f"zebra {number} {size}"],
            "echo": f"You read line {number * 3 + place + 1}.",
            "recast": f"You mean line {number * 3 + place + 1}.",
            "react": f"That was answer {place + 1} to question {number + 1}.",
        }
        for place, (clip, size, stance) in enumerate(zip(three, SIZES, STANCES, strict=True))
    ]
    return {
        "id": f"b{number}",
        "say": f"And this is question {number + 1}. What do you say?",
        "simpler": f"What do you say to question {number + 1}?",
        "replies": replies,
        "anything": f"I take that as an answer to question {number + 1}.",
    }
