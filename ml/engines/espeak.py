"""The embedded voice: eSpeak NG in helper processes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ml.host import HelperPool
from ml.types import AudioChunk, Capabilities, Mark, VoiceSpec

SAMPLE_RATE = 22_050  # Hz, eSpeak's own
LONGEST_PIECE = 400  # characters synthesised at once: the first sound of a long text comes soon
RATE_WPM = 160  # words a minute of an adult at pace 1: a little below eSpeak's 175, for learners

ACCENTS = {
    "en-gb": "en",
    "en-us": "en-us",
    "en-us-nyc": "en-us-nyc",
    "en-gb-scotland": "en-gb-scotland",
    "en-gb-x-rp": "en-gb-x-rp",
    "en-gb-x-gbclan": "en-gb-x-gbclan",
    "en-gb-x-gbcwmd": "en-gb-x-gbcwmd",
    "en-029": "en-029",
}
# age: (female variant, male variant, pitch added to 50, rate factor)
AGES = {
    "child": ("f5", "m7", 24, 1.0),
    "teens": ("f4", "m6", 12, 1.04),
    "twenties": ("f3", "m3", 4, 1.04),
    "thirties": ("f2", "m1", 0, 1.0),
    "forties": ("f1", "m2", -4, 1.0),
    "fifties": ("f3", "m4", -10, 0.98),
    "sixties": ("f2", "m5", -14, 0.96),
    "seventies": ("f1", "m8", -18, 0.92),
}
RANGES = {"calm": 36, "dry": 40, "serious": 36, "warm": 52, "cheerful": 72, "bright": 72, "excited": 80}

_SPOKEN = re.compile(r"\w")
_TOKEN = re.compile(r"\S*\w\S*")
_PIECE_END = (re.compile(r"[.!?…][\"”’')]*\s+"), re.compile(r"[,;:—–]\s+"), re.compile(r"\s+"))
# One character for one, so that places in the text stay what they are.
_SAME_LENGTH = str.maketrans({"’": "'", "‘": "'", "“": " ", "”": " ", "„": " ", "«": " ", "»": " "})
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2190-\u2bff\ufe00-\ufe0f\U00010000-\U0010ffff]")


class EspeakVoice:
    """Voice over a pool of ``EspeakWorker`` helpers: a process of its own for a GPL-3 library."""

    capabilities = Capabilities(streams=True, sample_rate=SAMPLE_RATE, time_limit=0)

    def __init__(self, *, ready: int = 1, most: int = 3, wait: float = 5.0) -> None:
        self._pool = HelperPool(
            "ml.engines.espeak_worker.EspeakWorker", ready=ready, most=most, wait=wait, call_timeout=10.0
        )

    def load(self) -> None:
        self._pool.start()

    def close(self) -> None:
        """End the helpers; the engine cannot be used afterwards."""
        self._pool.close()

    def speak(
        self, text: str, voice: VoiceSpec, *, pace: float = 1.0, ahead: bool = False
    ) -> Iterator[AudioChunk]:
        """One chunk a piece of at most 400 characters; nothing for text without letters or digits.

        EngineError ``engine.died``, ``engine.timeout``, ``engine.busy`` (all retryable). A helper
        is held only while it works, never while the caller deals with a chunk.
        """
        settings = _settings(voice, min(1.5, max(0.5, pace)))
        for start, end in _pieces(text):
            piece = text[start:end]
            with self._pool.lease() as helper:
                answer, pcm = helper.call("speak", settings, _speakable(piece).encode("utf-8", "replace"))
            if pcm:
                yield AudioChunk(pcm, int(answer["rate"]), _marks(piece, start, answer["words"]))

    def label(self, voice: VoiceSpec) -> str:
        found = _settings(voice, 1.0)
        return f"espeak-1:{found['voice']}:{found['rate']}:{found['pitch']}:{found['range']}"


def _settings(voice: VoiceSpec, pace: float) -> dict[str, Any]:
    """eSpeak's voice and parameters for a persona; an unknown accent or age gets the nearest."""
    accent = ACCENTS.get(voice.accent.lower(), "en-us" if voice.accent.lower().startswith("en-us") else "en")
    female, male, pitch, factor = AGES.get(voice.age, AGES["thirties"])
    rate = RATE_WPM * factor * min(1.5, max(0.5, voice.pace)) * pace
    return {
        "voice": f"{accent}+{male if voice.sex == 'm' else female}",
        "rate": min(400, max(80, round(rate))),
        "pitch": 50 + pitch,
        "range": RANGES.get(voice.mood, 50),
        "gap": 0,
    }


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the text to synthesise at once, cut at sentences, else clauses, else spaces."""
    start = 0
    while start < len(text):
        end = len(text)
        if end - start > LONGEST_PIECE:
            end = start + LONGEST_PIECE
            for pattern in _PIECE_END:
                if ends := [found.end() for found in pattern.finditer(text, start, end)]:
                    end = ends[-1]
                    break
        if _SPOKEN.search(text, start, end):
            yield start, end
        start = end


def _speakable(piece: str) -> str:
    """Without what eSpeak would read out by name (emoji, arrows); every place stays the same."""
    return _UNSPEAKABLE.sub(" ", piece.translate(_SAME_LENGTH))


def _marks(piece: str, offset: int, words: Sequence[tuple[int, int]]) -> tuple[Mark, ...]:
    """One mark a written word, from eSpeak's word events (ms, character from 1).

    eSpeak tells several events for a number or a hyphenated word, the later ones placed on the
    character behind it; the first event of each written word counts.
    """
    spans = [found.span() for found in _TOKEN.finditer(piece)]
    marks: list[Mark] = []
    place = 0
    for ms, position in sorted(words):
        while place < len(spans) and spans[place][1] < position - 1:
            place += 1
        if place == len(spans):
            break
        start, end = spans[place]
        if not marks or marks[-1].start != offset + start:
            marks.append(Mark(int(ms), offset + start, offset + end))
    return tuple(marks)
