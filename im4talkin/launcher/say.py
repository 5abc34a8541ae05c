"""How the launcher speaks: plain lines, at once, in whatever alphabet the console has."""

from __future__ import annotations

import io
import sys


class CannotStart(Exception):
    """One sentence for the person at the keyboard: what is in the way and what to do about it."""


def speak_any_alphabet() -> None:
    """A folder's name may have letters that this console lacks: a question mark is better than a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
