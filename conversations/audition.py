"""Listening to an engine's numbered speakers: each says one line, is measured, and leaves a clip.

What is done is on disk after each of them, so that whoever stops it loses nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from conversations.recordings import wav_bytes
from ml.errors import EngineError
from ml.loudness import from_pcm
from ml.pitch import VoiceMeasure, syllables, voice_measure
from ml.roles import NumberedVoices
from ml.voice_bank import VoiceBank, VoiceBankError, made_with
from topics.voices import bank_path, clip_path

LINE = "They laughed at the car, then my mind went blank, so I looked for one friendly face."
LEAST_SYLLABLES = 8  # fewer say nothing of somebody's rate
MOST_LETTERS = 300
MOST_FAILURES = 5  # one after another: the engine is away


class AuditionError(Exception):
    """Why nobody can be auditioned, and what to do; what was done before is kept."""


@dataclass
class Auditioned:
    """Numbers of speakers: who was listened to now, who had been before, who could not speak."""

    heard: list[int] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    silent: list[int] = field(default_factory=list)


Tell = Callable[[str, int, VoiceMeasure | None], None]


def voices_audition(
    engine: NumberedVoices, speakers: Sequence[int], tell: Tell, *, line: str = "", again: bool = False
) -> Auditioned:
    """Measure these speakers, write ``voices.yaml`` and a clip of each; AuditionError where that cannot be.

    Who was measured with the same line is left out, unless ``again``. Without ``line`` it is the one that
    the others said. ``tell`` hears of each ("3 of 200", speaker): the measure, or None for one that
    cannot speak.
    """
    bank = _bank_begun(made_with(engine), line, again=again)
    known = [] if again else [each for each in speakers if each in bank.measures and clip_path(each).exists()]
    done, failures = Auditioned(known=known), 0
    left = [each for each in speakers if each not in known]
    for number, speaker in enumerate(left, start=1):
        place = f"{number} of {len(left)}"
        try:
            measure = _listen(engine, speaker, bank.line)
        except EngineError as error:
            done.silent.append(speaker)
            tell(place, speaker, None)
            failures += 1
            if failures == MOST_FAILURES:
                raise AuditionError(
                    f"The voice cannot speak ({error.code}), {failures} times running. Mend it, then the "
                    "same command goes on where it stopped."
                ) from error
            continue
        bank, failures = bank.with_measure(speaker, measure), 0
        bank.write(bank_path())
        done.heard.append(speaker)
        tell(place, speaker, measure)
    return done


def _bank_begun(voices: str, line: str, *, again: bool) -> VoiceBank:
    """The bank to go on with: the one on disk, or an empty one."""
    try:
        bank = VoiceBank.read(bank_path(), made_with=voices)
    except FileNotFoundError:
        bank = None
    except VoiceBankError as error:
        if not again:
            raise AuditionError(str(error)) from error
        bank = None
    wanted = line or (bank.line if bank else LINE)
    if syllables(wanted) < LEAST_SYLLABLES or len(wanted) > MOST_LETTERS:
        raise AuditionError(f"--line: write an English sentence of {LEAST_SYLLABLES} syllables or more.")
    if bank and bank.line == wanted:
        return bank
    if bank and not again:
        raise AuditionError(
            f"The others said “{bank.line}”; voices can be compared by one line only. Leave out --line, "
            "or let all of them speak anew with --again."
        )
    _clips_delete()
    return VoiceBank(voices, wanted)


def _listen(engine: NumberedVoices, speaker: int, line: str) -> VoiceMeasure:
    chunks = list(engine.speak_as(speaker, line))
    rate = chunks[0].sample_rate if chunks else engine.capabilities.sample_rate
    pcm = b"".join(chunk.pcm for chunk in chunks)
    _whole_file(clip_path(speaker), wav_bytes(pcm, rate))
    return voice_measure(from_pcm(pcm), rate, line)


def _whole_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        half.write_bytes(content)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def _clips_delete() -> None:
    """Those of other voices, or of another line."""
    for clip in clip_path(0).parent.glob("*.wav"):
        clip.unlink()
