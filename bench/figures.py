"""What a run of talks comes to: one result per utterance, and the figures over all of them."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bench.clips import RATE
from bench.learner import Utterance
from bench.report import percentiles

COUGH_SAMPLES = RATE // 10


@dataclass
class Result:
    """One utterance, from its label to the reply."""

    talk: str
    text: str
    pauses: int = 0
    turn: int = 0
    reason: str = ""
    cut_off: bool = False
    failed: bool = False
    right: bool = False
    no_reply: bool = False
    mute: bool = False
    interrupts: bool = False
    end_decision_ms: float | None = None
    first_sound_ms: float | None = None
    barge_in_ms: float | None = None
    barge_in_from_onset_ms: float | None = None
    platform_ms: float | None = None
    engine_ms: float | None = None
    sent_to_sound_ms: float | None = None


class End(StrEnum):
    """Where a turn ended, seen from the utterance that is being spoken."""

    EARLIER = "earlier"  # before it: a cough of the room
    CUT_OFF = "cut_off"  # inside it
    WHOLE = "whole"


def end_of(utterance: Utterance, end: int) -> End:
    """What a turn's end at this sample of the microphone's clock means."""
    if end < utterance.onset + COUGH_SAMPLES:
        return End.EARLIER
    return End.CUT_OFF if end < utterance.last else End.WHOLE


def summary(results: Sequence[Result], errors: Counter[str], *, hold: bool) -> dict[str, Any]:
    """The figures of a run. A cut-off utterance has no end that a time could count from."""
    whole = [r for r in results if not r.cut_off and not r.failed]
    read = [r for r in whole if r.reason == "card"]
    hesitant = [r for r in whole if r.pauses]
    tried = [r for r in results if r.interrupts]
    stopped = [r for r in tried if r.barge_in_ms is not None]
    return {
        "first_sound_ms": _times(whole, "first_sound_ms"),
        "first_sound_read_to_the_end_ms": _times(read, "first_sound_ms"),
        "first_sound_hesitant_ms": _times(hesitant, "first_sound_ms"),
        "end_decision_ms": _times(whole, "end_decision_ms"),
        "barge_in_ms": _times(tried, "barge_in_ms"),
        "barge_in_from_onset_ms": _times(tried, "barge_in_from_onset_ms"),
        "interruptions": {
            "tried": len(tried),
            "stopped": len(stopped),
            "missed": len(tried) - len(stopped),
        },
        "platform_ms": _times(whole, "platform_ms"),
        "engine_ms": _times(whole, "engine_ms"),
        "cut_off_rate": None if hold else _share(r.cut_off for r in results),
        "right_card_rate": _share(r.right for r in whole),
        "no_reply": sum(r.no_reply for r in results),
        "mute_first_sentences": sum(r.mute for r in results),
        "turns": len(results),
        "hesitations": sum(r.pauses for r in results),
        "reasons": dict(Counter(r.reason or "none" for r in results)),
        "errors": errors.total(),
        "error_kinds": dict(errors),
    }


def _times(rows: Iterable[Result], name: str) -> dict[str, float | int | None]:
    return percentiles([value for row in rows if (value := getattr(row, name)) is not None])


def _share(values: Iterable[bool]) -> float | None:
    every = list(values)
    return round(statistics.fmean(every), 4) if every else None
