"""Which of an engine's numbered speakers is like a persona: their measures, and the nearest for a spec.

``voices.yaml`` is written by ``manage.py audition_voices``; nothing here knows an engine.
"""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from ml.pitch import HIGHEST_HZ, LOWEST_HZ, VoiceMeasure
from ml.roles import Voice
from ml.types import VoiceSpec
from ml.voice_casting import cast, chosen

log = logging.getLogger(__name__)

FORMAT = 1
FIRST = VoiceSpec(speaker=0)  # whose label says which voices these are
# Whose clip is outside of these is never chosen: it whispers, is silent, or was cut off.
LEAST_VOICED = 0.2  # a creaking man among eSpeak's has 0.3
LEAST_LOUD_DBFS = -40.0
MOST_CLIPPED = 0.01
LEAST_RATE, MOST_RATE = 1.0, 9.0  # syllables a second: slower drags a word out, faster swallows some
NUMBERS = tuple(each.name for each in fields(VoiceMeasure))
AGAIN = "Make it anew with `manage.py audition_voices --again`."


class VoiceBankError(ValueError):
    """A file that is no bank of these voices; the message says what is wrong and what to do."""


def made_with(engine: Voice) -> str:
    """What tells the voices of one model from another's: the label of the first speaker."""
    return engine.label(FIRST)


def bank_for(engine: Voice, path: Path) -> VoiceBank | None:
    """The bank that an engine starts with; None, and a warning, where there is none of its voices.

    It starts all the same: else nobody could let its speakers be listened to anew.
    """
    try:
        return VoiceBank.read(path, made_with=made_with(engine))
    except FileNotFoundError:
        log.warning("voices: nobody was auditioned, the first speaker speaks for everyone")
    except (VoiceBankError, OSError) as error:
        log.warning("voices: %s", error)
    return None


def is_usable(measure: VoiceMeasure) -> bool:
    """Whether somebody can be listened to who sounds like that."""
    return (
        measure.voiced >= LEAST_VOICED
        and measure.loudness >= LEAST_LOUD_DBFS
        and measure.clipped <= MOST_CLIPPED
        and LOWEST_HZ <= measure.pitch_hz <= HIGHEST_HZ
        and LEAST_RATE <= measure.rate <= MOST_RATE
    )


def speaker_of(spec: VoiceSpec, bank: VoiceBank | None, speakers: int) -> int:
    """Who speaks for a persona: whom its author chose, else the nearest, else (nobody measured them) 0.

    A number beyond ``speakers`` was chosen for other voices: the nearest speaks.
    """
    if spec.speaker is not None and 0 <= spec.speaker < speakers:
        return spec.speaker
    nearest = bank.nearest(spec) if bank else 0
    return nearest if nearest < speakers else 0


@dataclass(frozen=True)
class VoiceBank:
    """Measures by speaker of those who were auditioned, some or all, with the same ``line``."""

    made_with: str
    line: str
    measures: Mapping[int, VoiceMeasure] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, *, made_with: str = "") -> VoiceBank:
        """The bank in a file; VoiceBankError when it is broken or, with ``made_with``, of other voices.

        FileNotFoundError where nobody was auditioned yet.
        """
        try:
            document = yaml.safe_load(path.read_bytes())
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise VoiceBankError(f"{path} cannot be read as YAML. {AGAIN}") from error
        bank = cls(*_checked(document, path))
        if made_with and bank.made_with != made_with:
            problem = f"{path} was made with other voices ({bank.made_with}) than these ({made_with})."
            raise VoiceBankError(f"{problem} {AGAIN}")
        return bank

    def write(self, path: Path) -> None:
        """The whole file or none of it: who reads meanwhile gets the one before."""
        speakers = {speaker: _plain(measure) for speaker, measure in sorted(self.measures.items())}
        document = {
            "format": FORMAT,
            "made_with": self.made_with,
            "line": self.line,
            "speakers": speakers,
        }
        text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)
        half = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            half.write_text(text, encoding="utf-8", newline="\n")
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)

    def with_measure(self, speaker: int, measure: VoiceMeasure) -> VoiceBank:
        """The bank with one speaker more, or measured anew."""
        return VoiceBank(self.made_with, self.line, {**self.measures, speaker: measure})

    @cached_property
    def usable(self) -> Mapping[int, VoiceMeasure]:
        """Those who can be listened to, the lowest voice first."""
        kept = [(speaker, each) for speaker, each in self.measures.items() if is_usable(each)]
        return dict(sorted(kept, key=lambda pair: (pair[1].pitch_hz, pair[0])))

    @cached_property
    def _cast(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        return cast(self.usable)

    def nearest(self, spec: VoiceSpec) -> int:
        """The speaker most like a persona, the same each time; 0 where nobody usable was auditioned.

        Who was chosen by the spec's ``speaker`` is no matter here: ``speaker_of`` asks that first.
        """
        return chosen(spec, self._cast, self.usable)


def _plain(measure: VoiceMeasure) -> dict[str, float]:
    return {name: round(getattr(measure, name), 3) for name in NUMBERS}


def _checked(document: Any, path: Path) -> tuple[str, str, dict[int, VoiceMeasure]]:
    """The parts of a document; VoiceBankError names the first that is not as ``write`` writes it."""
    if not isinstance(document, dict) or set(document) != {"format", "made_with", "line", "speakers"}:
        raise VoiceBankError(f"{path} is no list of auditioned voices. {AGAIN}")
    if document["format"] != FORMAT:
        raise VoiceBankError(f"{path} has the format {document['format']!r}, not {FORMAT}. {AGAIN}")
    for name in ("made_with", "line"):
        if not isinstance(document[name], str) or not document[name]:
            raise VoiceBankError(f"{path}: `{name}` must be text. {AGAIN}")
    if not isinstance(document["speakers"], dict):
        raise VoiceBankError(f"{path}: `speakers` must be a list of numbers with measures. {AGAIN}")
    measures = {key: _measure(key, value, path) for key, value in document["speakers"].items()}
    return document["made_with"], document["line"], measures


def _measure(speaker: Any, value: Any, path: Path) -> VoiceMeasure:
    if type(speaker) is not int or speaker < 0:
        raise VoiceBankError(f"{path}: {speaker!r} is no number of a speaker. {AGAIN}")
    if not isinstance(value, dict) or set(value) != set(NUMBERS):
        wanted = ", ".join(NUMBERS)
        raise VoiceBankError(f"{path}: speaker {speaker} needs these measures: {wanted}. {AGAIN}")
    for name, number in value.items():
        if type(number) not in (int, float) or not math.isfinite(number):
            raise VoiceBankError(f"{path}: speaker {speaker}: `{name}` must be a number. {AGAIN}")
    return VoiceMeasure(**{name: float(number) for name, number in value.items()})
