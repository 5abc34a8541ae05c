"""A voice with numbered speakers, as a multi-speaker model has them: tones of different height and pace.

``IM4TALKIN_VOICE=tests.numbered.NumberedTones`` gives it to a whole server.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ml.engines.instant import RATE, InstantVoice
from ml.errors import EngineError
from ml.pitch import syllables
from ml.types import AudioChunk, Mark, VoiceSpec
from ml.voice_bank import VoiceBank, bank_for, speaker_of

LOWEST, HIGHEST = 85.0, 300.0  # Hz, of the first speaker and the last
SILENT, NOISY, CLIPPED = 3, 7, 11
PACES = (1.0, 0.8, 1.2)  # of three speakers in turn
SYLLABLES_A_SECOND = 4.0


class NumberedTones(InstantVoice):
    """Role: NumberedVoices. The higher the number the higher the tone; three of them nobody would choose.

    ``fails_on``: speakers that cannot speak. ``voices``: a bank's file.
    """

    def __init__(self, *, speakers: int = 24, name: str = "tones-1", fails_on: str = "", voices: str = ""):
        self.speakers = speakers
        self.name = name
        self.fails_on = {int(each) for each in fails_on.split()}
        self.voices = voices
        self.bank: VoiceBank | None = None
        self.asked: list[int] = []

    def load(self) -> None:
        if self.voices:
            self.bank = bank_for(self, Path(self.voices))

    def label(self, voice: VoiceSpec) -> str:
        return f"{self.name}:{self._speaker(voice)}"

    def speak(
        self, text: str, voice: VoiceSpec, *, pace: float = 1.0, ahead: bool = False
    ) -> Iterator[AudioChunk]:
        yield from self.speak_as(self._speaker(voice), text, pace=pace)

    def speak_as(self, speaker: int, text: str, *, pace: float = 1.0) -> Iterator[AudioChunk]:
        if not 0 <= speaker < self.speakers:
            raise EngineError("voice.speaker", f"there is no speaker {speaker}")
        self.asked.append(speaker)
        if speaker in self.fails_on:
            raise EngineError("engine.broken", "cannot speak")
        seconds = syllables(text) / (SYLLABLES_A_SECOND * PACES[speaker % len(PACES)] * pace)
        pcm = (self._sound(speaker, int(seconds * RATE)) * 32767).clip(-32768, 32767).astype("<i2")
        yield AudioChunk(pcm.tobytes(), RATE, tuple(_marks(text, seconds)))

    def hertz(self, speaker: int) -> float:
        return float(LOWEST * (HIGHEST / LOWEST) ** (speaker / max(1, self.speakers - 1)))

    def _speaker(self, voice: VoiceSpec) -> int:
        return speaker_of(voice, self.bank, self.speakers)

    def _sound(self, speaker: int, samples: int) -> np.ndarray:
        if speaker == SILENT:
            return np.zeros(samples)
        if speaker == NOISY:
            return 0.1 * np.random.default_rng(speaker).standard_normal(samples)
        phase = 2 * np.pi * self.hertz(speaker) * np.arange(samples) / RATE
        loud = 4.0 if speaker == CLIPPED else 0.1
        return loud * sum(np.sin(number * phase) / number for number in range(1, 6))


def _marks(text: str, seconds: float) -> Iterator[Mark]:
    at, words = 0, text.split()
    for number, word in enumerate(words):
        start = text.index(word, at)
        at = start + len(word)
        yield Mark(int(1000 * seconds * number / len(words)), start, at)
