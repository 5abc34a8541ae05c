"""Where a talk stands, as a partner keeps it between two turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class TalkState:
    """Where a talk stands; small, JSON, all that a partner needs to go on after a restart."""

    beat: str | None = None  # the beat that waits for an answer
    remember: Mapping[str, str] = field(default_factory=dict)
    used: tuple[str, ...] = ()  # ids of lines said in this talk: none is said twice
    steps: tuple[str, ...] = ()  # ids of goal steps reached
    phrases: tuple[str, ...] = ()  # ids of target phrases the learner said
    unsure: int = 0  # turns running that were not understood
    visit: int = 1  # 1 = the learner's first talk on this topic
    known: Mapping[str, int] = field(default_factory=dict)  # beat -> earlier talks it was answered well in
    understood: tuple[str, ...] = ()  # listening beats answered rightly
    easier: bool = False  # asked for: easier wordings and whole lines from here on
    harder: bool = False  # asked for: the full wordings, and less of the lines
    pace: float = 1.0  # of the buddy's speech; "slower" was said
    confirms: str = ""  # a move that waits for a yes: "stop"
    closed: bool = False
    about: Mapping[str, str] = field(default_factory=dict)  # the learner, as the buddy may speak of it:
    # name, interest, interest_ru

    def to_json(self) -> dict[str, Any]:
        return {
            "beat": self.beat,
            "remember": dict(self.remember),
            "used": list(self.used),
            "steps": list(self.steps),
            "phrases": list(self.phrases),
            "unsure": self.unsure,
            "visit": self.visit,
            "known": dict(self.known),
            "understood": list(self.understood),
            "easier": self.easier,
            "harder": self.harder,
            "pace": self.pace,
            "confirms": self.confirms,
            "closed": self.closed,
            "about": dict(self.about),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TalkState:
        return cls(
            beat=data.get("beat"),
            remember=dict(data.get("remember", {})),
            used=tuple(data.get("used", ())),
            steps=tuple(data.get("steps", ())),
            phrases=tuple(data.get("phrases", ())),
            unsure=int(data.get("unsure", 0)),
            visit=int(data.get("visit", 1)),
            known=dict(data.get("known", {})),
            understood=tuple(data.get("understood", ())),
            easier=bool(data.get("easier", False)),
            harder=bool(data.get("harder", False)),
            pace=float(data.get("pace", 1.0)),
            confirms=str(data.get("confirms", "")),
            closed=bool(data.get("closed", False)),
            about=dict(data.get("about", {})),
        )
