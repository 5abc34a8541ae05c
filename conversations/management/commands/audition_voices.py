"""``manage.py audition_voices``: the voice's numbered speakers say a line, one by one, and are measured."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conversations.audition import Auditioned, AuditionError, voices_audition
from conversations.engines import engines, engines_close
from ml.errors import EngineError
from ml.pitch import VoiceMeasure
from ml.roles import NumberedVoices
from ml.voice_bank import is_usable
from topics.voices import bank_path

INTERRUPTED = 130  # as a shell says it


class Command(BaseCommand):
    help = "Lets the numbered speakers of the configured voice speak, measures them and writes voices.yaml."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--line", default="", help="what each says: an English sentence")
        parser.add_argument("--speakers", default="", help="some of them: 0-199, or 3,7,20-29 (all)")
        parser.add_argument("--again", action="store_true", help="those too who were listened to before")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            voice = _numbered_voice()
            speakers = _numbers(options["speakers"], voice.speakers)
            done = voices_audition(
                voice, speakers, self._tell, line=options["line"].strip(), again=options["again"]
            )
        except AuditionError as problem:
            raise CommandError(str(problem)) from problem
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written ({error.strerror}).") from error
        except KeyboardInterrupt:
            self.stderr.write("Stopped. Who has spoken is kept; the same command goes on from there.")
            sys.exit(INTERRUPTED)
        finally:
            engines_close()
        self._sum_up(done)

    def _tell(self, place: str, speaker: int, measure: VoiceMeasure | None) -> None:
        if measure is None:
            told = "cannot speak"
        elif is_usable(measure):
            told = f"{measure.pitch_hz:.0f} Hz, {measure.rate:.1f} syllables a second"
        else:
            told = "hardly a voice, will not be offered"
        self.stdout.write(f"{place}: voice {speaker}, {told}")
        self.stdout.flush()

    def _sum_up(self, done: Auditioned) -> None:
        self.stdout.write(
            f"{bank_path()}: {len(done.heard)} listened to, {len(done.known)} known already. "
            "Servers and workers use them after a restart."
        )
        if done.silent:
            numbers = ", ".join(map(str, done.silent))
            raise CommandError(f"These could not speak: {numbers}. The same command tries them again.")


def _numbered_voice() -> NumberedVoices:
    """The configured voice; CommandError where it has no numbered speakers, or does not start."""
    try:
        voice = engines().get("voice")
    except EngineError as error:
        raise CommandError(f"The voice does not start: {error}.") from error
    if not isinstance(voice, NumberedVoices) or voice.speakers < 1:
        name = engines().names()["voice"]
        raise CommandError(
            f"The voice of this server ({name}) has no numbered speakers: there is nobody to listen to. "
            "IM4TALKIN_VOICE names another."
        )
    return voice


def _numbers(text: str, speakers: int) -> list[int]:
    """ "3,7,20-29" as numbers, each once; all of them for an empty text."""
    if not text.strip():
        return list(range(speakers))
    found: set[int] = set()
    for part in text.split(","):
        parsed = re.fullmatch(r"\s*(\d{1,4})(?:\s*-\s*(\d{1,4}))?\s*", part)
        if parsed is None:
            raise CommandError("--speakers: write numbers and ranges, such as 0-199 or 3,7,20-29.")
        first = int(parsed[1])
        found.update(range(first, int(parsed[2] or first) + 1))
    if not found or max(found) >= speakers:
        raise CommandError(f"--speakers: this voice has the numbers 0 to {speakers - 1}.")
    return sorted(found)
