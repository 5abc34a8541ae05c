"""What is counted: by stage, by outcome, by code. Names follow Prometheus's conventions (seconds, _total).

Labels are codes of ours only, never a learner's. Several processes of one machine write into one folder
(``PROMETHEUS_MULTIPROC_DIR``, set before the library is imported), so any of them can tell all.
"""

from __future__ import annotations

import os
import socket

from prometheus_client import Counter, Gauge, Histogram, values

from conversations.models import Turn


def machine_name() -> str:
    """Of this machine or container, as it may stand in the name of a file of counts."""
    return socket.gethostname().replace("_", "").replace("/", "")[:40]


if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    # Containers that share the folder have the same process ids: each file is one process's alone.
    values.ValueClass = values.MultiProcessValue(  # type: ignore[no-untyped-call]
        process_identifier=lambda: f"{machine_name()}-{os.getpid()}"
    )

BUCKETS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 13.0)

QUEUE = Histogram(
    "im4talkin_turn_queue_seconds",
    "From a turn's beginning until a worker took it; hidden behind speech",
    buckets=BUCKETS,
)
SLOT = Histogram(
    "im4talkin_turn_slot_seconds", "How long a turn waited for a slot", buckets=(*BUCKETS, 20.0, 60.0)
)
SILENCE = Histogram(
    "im4talkin_turn_silence_seconds", "Silence after which a turn was taken to be over", buckets=BUCKETS
)
ANSWER = Histogram(
    "im4talkin_turn_answer_seconds", "From the end of a turn to the first sound of the reply", buckets=BUCKETS
)
ENGINES = Histogram("im4talkin_turn_engine_seconds", "Engine time of that", buckets=BUCKETS)
TURNS = Counter("im4talkin_turns_total", "Turns that are over", ("status", "evidence", "reason"))
CUT_OFFS = Counter("im4talkin_cut_offs_total", "Turns that the learner went on from at once")
ATTEMPTS_FAILED = Counter("im4talkin_attempts_failed_total", "Attempts at a turn that failed", ("code",))
RECORDINGS_FAILED = Counter(
    "im4talkin_recordings_failed_total", "Recordings that the disk did not take", ("code",)
)
ERRORS_TOLD = Counter("im4talkin_errors_told_total", "Texts for trouble that clients were sent", ("code",))
MODEL_ERRORS = Counter(
    "im4talkin_model_errors_total",
    "Times that a reply or correction gave up on the language model",
    ("code",),
)
SPARES = Counter("im4talkin_spare_engines_total", "Times that a spare engine took over", ("role", "code"))
TALKS = Gauge("im4talkin_connections", "Open talk connections", multiprocess_mode="livesum")


def turn_counted(turn: Turn, *, cut_off: bool) -> None:
    """Note a turn that is over, as its row has it. ``cut_off``: it only goes on from the turn before,
    which was ended too early."""
    CUT_OFFS.inc(cut_off)
    TURNS.labels(turn.status, turn.evidence or "none", turn.ended_reason or "none").inc()
    for name, histogram in (("silence_ms", SILENCE), ("answer_ms", ANSWER), ("engine_ms", ENGINES)):
        if turn.timings.get(name):
            histogram.observe(turn.timings[name] / 1000)


def model_error_counted(code: str) -> None:
    """Note that a partner or a corrector gave up on the model."""
    MODEL_ERRORS.labels(code).inc()
