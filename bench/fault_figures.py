"""What the faults come to: one trial a line that was spoken, and the figures of each fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.report import percentiles


@dataclass(frozen=True, slots=True)
class Trial:
    """One line that was spoken through one fault."""

    heard: bool  # as the line it was
    begins_ms: Sequence[float] = ()  # from its last voiced sample to the first frame of its reply
    ended_ms: float | None = None  # from there to the reply's end
    away_ms: float = 0.0  # how long the fault itself took: a kill, or a server's restart
    attempts: int = 0
    trouble: str = ""  # code of the attempt that failed

    @property
    def first_frame_ms(self) -> float | None:
        """Of the reply that went on to its end: a beginning that broke off does not count."""
        return self.begins_ms[-1] if self.begins_ms and self.ended_ms is not None else None


def figures(trials: Iterable[Trial]) -> dict[str, Any]:
    """The figures of one fault."""
    every = list(trials)
    first = [ms for trial in every if (ms := trial.first_frame_ms) is not None]
    return {
        "first_frame_ms": percentiles(first) | {"max": round(max(first), 3) if first else None},
        "begun_twice": sum(len(trial.begins_ms) > 1 for trial in every),
        "reply_ended_ms": percentiles([trial.ended_ms for trial in every if trial.ended_ms is not None]),
        "away_ms": percentiles([trial.away_ms for trial in every]),
        "by_round_ms": [trial.first_frame_ms for trial in every],
        "lost_words": sum(not trial.heard for trial in every),
        "no_reply": len(every) - len(first),
        "attempts": {str(count): n for count, n in sorted(Counter(t.attempts for t in every).items())},
        "troubles": dict(Counter(trial.trouble for trial in every if trial.trouble)),
        "trials": len(every),
    }


def summary(trials: Mapping[str, Sequence[Trial]]) -> dict[str, Any]:
    """The figures of every fault that was tried, and what all of them cost together."""
    every = [trial for of_one in trials.values() for trial in of_one]
    return {
        "faults": {name: figures(of_one) for name, of_one in trials.items()},
        "lost_words": sum(not trial.heard for trial in every),
        "no_reply": sum(trial.first_frame_ms is None for trial in every),
    }
