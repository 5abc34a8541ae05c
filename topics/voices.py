"""The auditioned voices of this server, as a teacher chooses one for a persona."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from ml.errors import EngineError
from ml.pitch import VoiceMeasure
from ml.registry import engine_class
from ml.scenario_people import MOST_SPEAKER, PersonaVoice
from ml.types import VoiceSpec
from ml.voice_bank import VoiceBank, VoiceBankError

# Up to so many Hz; a group of voices each.
HEIGHTS: tuple[tuple[float, Promise], ...] = (
    (100, pgettext_lazy("voice", "very low")),
    (140, pgettext_lazy("voice", "low")),
    (175, pgettext_lazy("voice", "medium")),
    (220, pgettext_lazy("voice", "high")),
    (float("inf"), pgettext_lazy("voice", "very high")),
)
CALM, QUICK = 0.93, 1.07  # of the bank's median rate


@dataclass(frozen=True)
class Choice:
    """A voice in plain words."""

    speaker: int
    height: Promise
    manner: Promise


def bank_path() -> Path:
    return Path(settings.VOICES_FILE)


def clip_path(speaker: int) -> Path:
    """The clip of one speaker, to be listened to."""
    return Path(settings.DATA_DIR) / "voices" / f"{speaker:03d}.wav"


def voice_is_numbered() -> bool:
    """Whether this server's voice has numbered speakers; its class is asked, nothing is loaded."""
    spec = settings.SPEECH_ENGINES.get("voice")
    try:
        return spec is not None and hasattr(engine_class(spec["BACKEND"]), "speak_as")
    except EngineError:
        return False


def voice_bank() -> VoiceBank | None:
    """The auditioned voices, read once per version of the file; None where nobody was auditioned.

    VoiceBankError for a file that is broken.
    """
    try:
        return _bank(bank_path(), bank_path().stat().st_mtime_ns)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise VoiceBankError(f"{bank_path()} cannot be read ({error.strerror}).") from error


@lru_cache(maxsize=2)
def _bank(path: Path, version: int) -> VoiceBank:
    """``version`` is the key's only use: another audition makes a new one."""
    return VoiceBank.read(path)


def described(measure: VoiceMeasure, bank: VoiceBank) -> tuple[Promise, Promise]:
    """How high, and how quick among the voices of the bank: ("low", "calm")."""
    height = next(words for most, words in HEIGHTS if measure.pitch_hz < most)
    usual = median(each.rate for each in bank.usable.values())
    if measure.rate < CALM * usual:
        return height, pgettext_lazy("voice", "calm")
    return height, pgettext_lazy("voice", "quick") if measure.rate > QUICK * usual else pgettext_lazy(
        "voice", "steady"
    )


def choices(bank: VoiceBank) -> list[Choice]:
    """All that can be listened to, the lowest first."""
    return [Choice(speaker, *described(each, bank)) for speaker, each in bank.usable.items()]


def chosen_speaker(persona: Any) -> int | None:
    """The speaker that a persona's document names; None without one, or where it is no such number."""
    voice = persona.get("voice") if isinstance(persona, Mapping) else None
    speaker = voice.get("speaker") if isinstance(voice, Mapping) else None
    return speaker if type(speaker) is int and 0 <= speaker <= MOST_SPEAKER else None


def persona_spec(persona: Any) -> VoiceSpec | None:
    """What a persona's document asks of a voice; None where it is not written yet, or amiss."""
    try:
        return PersonaVoice.model_validate(persona["voice"]).spec()
    except (KeyError, TypeError, ValueError):
        return None
