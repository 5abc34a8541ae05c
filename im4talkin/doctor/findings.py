"""What the doctor says: one sentence about one thing, in English and Russian."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class State(IntEnum):
    """The worst of all is the exit code."""

    WELL = 0
    LOOK = 1  # works, but somebody should see to it
    ILL = 2  # learners cannot talk, or something may be lost


SIGNS = {State.WELL: "✓", State.LOOK: "!", State.ILL: "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    state: State
    en: str
    ru: str

    def line(self, language: str) -> str:
        return f"{SIGNS[self.state]} {self.ru if language == 'ru' else self.en}"


def well(en: str, ru: str) -> Finding:
    return Finding(State.WELL, en, ru)


def look(en: str, ru: str) -> Finding:
    return Finding(State.LOOK, en, ru)


def ill(en: str, ru: str) -> Finding:
    return Finding(State.ILL, en, ru)
