"""The first conversation about the learner, as written in ``first_talk.yaml``."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ml.types import VoiceSpec

FILE = Path(__file__).with_name("first_talk.yaml")
LEVELS = ("A1", "A2", "B1", "B2", "C1")  # the values 1 to 5 of the lines
CAN = ("can1", "can2", "can3", "can4")
READ = ("read1", "read2")
WISHES = ("name", "language", "goals", "interests")
LAST = "show"


@dataclass(frozen=True, slots=True)
class Card:
    """A line that one could say, and what choosing it means."""

    value: str
    say: str


@dataclass(frozen=True, slots=True)
class Step:
    """One question. ``lines`` are by level, 1 to 5; ``tell`` is what is listened to."""

    code: str
    say: str
    ru: str
    cards: tuple[Card, ...] = ()
    lines: tuple[str, ...] = ()
    tell: str = ""
    seconds: int = 0
    found: dict[str, tuple[str, str]] = field(
        default_factory=dict
    )  # of the level, by how it was found: say, ru


@dataclass(frozen=True, slots=True)
class FirstTalk:
    host: str
    voice: VoiceSpec
    steps: dict[str, Step]

    def after(self, code: str) -> str:
        """The step that follows; the last one follows itself."""
        codes = list(self.steps)
        return codes[min(codes.index(code) + 1, len(codes) - 1)]

    def before(self, code: str) -> str:
        """The step before; empty for the first."""
        codes = list(self.steps)
        place = codes.index(code)
        return codes[place - 1] if place else ""


@cache
def first_talk() -> FirstTalk:
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    voice = VoiceSpec(**data["host"]["voice"])
    steps = {code: _step(code, step) for code, step in data["steps"].items()}
    return FirstTalk(data["host"]["name"], voice, steps)


def _step(code: str, data: dict[str, Any]) -> Step:
    cards = data.get("cards", ())
    pairs = cards.items() if isinstance(cards, dict) else [(card["value"], card["say"]) for card in cards]
    return Step(
        code=code,
        say=data["say"],
        ru=data["ru"],
        cards=tuple(Card(str(value), say) for value, say in pairs),
        lines=tuple(data["lines"][number] for number in range(1, 6)) if "lines" in data else (),
        tell=data.get("tell", ""),
        seconds=data.get("seconds", 0),
        found={how: (data[how]["say"], data[how]["ru"]) for how in ("probable", "chosen") if how in data},
    )
