"""A turn's way as a generator: listen, understand, answer, correct. Each step is one event.

Nothing here knows the database or the socket: the runner records and publishes what is yielded, in order.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, replace
from typing import Protocol

from django.utils import timezone

from conversations.audiostream import AudioStream
from conversations.corrections import findings_in_time, findings_later
from conversations.job import Meter, Step, TurnJob
from conversations.listening import Cancelled, Listening, Utterance
from conversations.models import Correction, Turn
from conversations.preparation import Preparation
from conversations.protocol import (
    CorrectionItem,
    ReplyResume,
    TurnCorrected,
    TurnDismissed,
    TurnEnded,
    TurnHeard,
)
from conversations.records import Change
from conversations.replying import reply_steps
from conversations.subtitles import Subtitles
from ml.scenario import RETELL
from ml.types import Finding, Heard, TalkState

TOGETHER_SECONDS = 0.1  # a reply that takes longer, a model's, does not keep back that one was heard
NOTHING_VOICED_MS = 250  # a click, a cough: no turn
LISTENING_SOUND_MS = 1000  # "mm", "yes, I see": not meant as a turn while the buddy speaks
AGREEING = frozenset(("yes", "no"))  # moves that one also says while listening
UNSPOKEN = {  # kinds of turns without audio -> why they ended
    Turn.Kind.TYPED.value: "typed",
    Turn.Kind.MOVE.value: "chosen",
    Turn.Kind.SILENCE.value: "silent",
    Turn.Kind.GO_ON.value: "silent",
}


class Now(Protocol):
    def __call__(self, job: TurnJob, *, settled: bool) -> TurnJob:
        """The job with the talk as it stands; ``settled``: once all turns before it have their outcome."""


def turn_steps(
    job: TurnJob, stream: AudioStream | None, meter: Meter, now: Now
) -> Generator[Step, None, None]:
    """All of a turn; picks up where an earlier attempt got to (``job.heard``).

    ``now`` brings a job up to date when an answer is begun.
    """
    if job.kind == Turn.Kind.SPEECH and job.heard is None:
        if stream is None:
            raise LookupError("the turn's audio is gone")
        yield from _spoken_steps(job, stream, meter, now)
        return
    job = now(job, settled=True)
    if job.over:
        yield _cancelled_step(job, job.offset)
        return
    yield from _answer_steps(job, job.heard, job.revision, None, meter, _unspoken_step(job, job.heard))


def _spoken_steps(job: TurnJob, stream: AudioStream, meter: Meter, now: Now) -> Iterator[Step]:
    """A turn that is listened to first."""
    states: list[TalkState] = []  # that replies were prepared from

    def prepare(guess: Heard, revision: int) -> Preparation:
        current = now(job, settled=False)  # a guess keeps nobody from listening on
        states.append(current.state)

        def make(dropped: Callable[[], bool]) -> Iterator[Step]:
            stopped = current.stopped
            held = replace(current, stopped=lambda: dropped() or stopped())
            return reply_steps(held, guess, revision, meter)

        return Preparation(guess, revision, make)

    listening = Listening(job, stream, meter, prepare)
    try:
        yield from listening.steps()
    except Cancelled:
        yield _cancelled_step(job, listening.position)
        return
    utterance = listening.utterance
    assert utterance is not None
    prepared = utterance.prepared
    try:
        if (why := _dismissed(job, utterance)) is not None:
            yield from _dismiss_steps(job, utterance, why)
            return
        # Only where a reply was under way can the talk have moved on since the preparation.
        current = now(job, settled=True) if prepared is None or job.interrupts else job
        if current.over:
            yield _cancelled_step(job, utterance.samples)
            return
        if prepared is not None and job.interrupts and current.state != states[-1]:
            prepared.drop()
            prepared = None
        first = _heard_step(job, utterance)
        yield from _answer_steps(current, utterance.heard, utterance.revision, prepared, meter, first)
    finally:
        if prepared is not None:
            prepared.drop()


def _answer_steps(
    job: TurnJob,
    heard: Heard | None,
    revision: int,
    prepared: Preparation | None,
    meter: Meter,
    first: Step,
) -> Iterator[Step]:
    """The reply; a prepared one goes out in one step with ``first``, what was heard."""
    meter.mark("ended")
    subtitles = Subtitles(job)
    found = findings_later(job.engines, heard) if heard is not None else None
    story = job.offer is not None and job.offer.part == RETELL
    if prepared is not None and not story:
        steps = prepared.steps()
        if prepared.is_ready(TOGETHER_SECONDS):
            ready = next(steps, Step())
            first = Step(first.changes + ready.changes, ready.message, ready.frames)
    else:
        steps = reply_steps(job, heard, revision, meter)
    if first.frames:
        meter.mark("first_audio")
    yield first
    subtitles.see(first)
    if found is not None and heard is not None and story:
        # Nothing is said after the story: the review is opened at once, and is to have everything.
        yield from _correction_steps(job, heard, findings_in_time(found))
        found = None
    for step in steps:
        if step.frames:
            meter.mark("first_audio")
        yield step
        subtitles.see(step)
        yield from subtitles.ready()
    replied_at = time.monotonic()
    if found is not None and heard is not None:
        yield from _correction_steps(job, heard, findings_in_time(found))
    yield from subtitles.in_time(replied_at)


def _dismissed(job: TurnJob, utterance: Utterance) -> str | None:
    """Why this asks for no answer, or None."""
    heard = utterance.heard
    asks = heard.move is not None and heard.move not in AGREEING
    if heard.reply is not None or asks or heard.spotted or utterance.reason == "ceiling":
        return None
    if utterance.voiced_ms < NOTHING_VOICED_MS and not heard.text:
        return "nothing"
    meant = utterance.reason == "released"  # a held button is no sound of listening
    short = utterance.voiced_ms < LISTENING_SOUND_MS and len(heard.text.split()) <= 2
    if job.interrupts and short and not meant:
        return "backchannel"
    return None


def _ended(job: TurnJob, utterance: Utterance) -> TurnEnded:
    return TurnEnded.model_validate(
        {
            "turn": job.number,
            "samples": utterance.samples,
            "reason": utterance.reason,
            "silence_ms": utterance.silence_ms,
        }
    )


def _dismiss_steps(job: TurnJob, utterance: Utterance, why: str) -> Iterator[Step]:
    message = TurnDismissed.model_validate({"turn": job.number, "reason": why})
    ended = Change(
        message=_ended(job, utterance),
        turn={"samples": utterance.samples, "ended_reason": utterance.reason},
    )
    over = Change(message=message, turn={"status": Turn.Status.DISMISSED, "finished_at": timezone.now()})
    resume = ReplyResume(turn=job.number) if job.interrupts else None
    yield Step((ended, over), message=resume)


def _cancelled_step(job: TurnJob, samples: int) -> Step:
    ended = TurnEnded(turn=job.number, samples=samples, reason="typed", silence_ms=0)
    over = Change(
        message=TurnDismissed(turn=job.number, reason="nothing"),
        turn={"status": Turn.Status.DISMISSED, "finished_at": timezone.now(), "samples": samples},
    )
    return Step((Change(message=ended), over))


def _heard_step(job: TurnJob, utterance: Utterance) -> Step:
    heard = utterance.heard
    ended = Change(
        message=_ended(job, utterance),
        turn={
            "status": Turn.Status.ANSWERING,
            "samples": utterance.samples,
            "ended_reason": utterance.reason,
            "timings": {
                "silence_ms": utterance.silence_ms,
                "voiced_ms": utterance.voiced_ms,
                "longest_pause_ms": utterance.longest_pause_ms,
            },
            **heard_fields(heard, utterance.revision),
        },
    )
    return Step((ended, Change(message=_heard_message(job, heard, utterance.revision, utterance.samples))))


def _unspoken_step(job: TurnJob, heard: Heard | None) -> Step:
    """A turn without audio is over as it begins. A second attempt does not say it again."""
    reason = UNSPOKEN.get(job.kind)
    if reason is None or job.announced:
        return Step()
    ended = TurnEnded.model_validate(
        {"turn": job.number, "samples": job.offset, "reason": reason, "silence_ms": 0}
    )
    fields: dict[str, object] = {"status": Turn.Status.ANSWERING, "ended_reason": reason}
    if heard is None:
        return Step((Change(message=ended, turn=fields),))
    said = _heard_message(job, heard, job.revision, job.offset)
    fields |= heard_fields(heard, job.revision)
    return Step((Change(message=ended, turn=fields), Change(message=said)))


def _heard_message(job: TurnJob, heard: Heard, revision: int, samples: int) -> TurnHeard:
    return TurnHeard.model_validate(
        {
            "turn": job.number,
            "revision": revision,
            "evidence": heard.evidence.value,
            "text": heard.text,
            "card": heard.reply,
            "move": heard.move,
            "offset": job.offset,
            "samples": samples,
        }
    )


def heard_fields(heard: Heard, revision: int) -> dict[str, object]:
    """What was heard as fields of a turn; ``turn_jobs.heard_of`` reads them back."""
    return {
        "evidence": heard.evidence.value,
        "text": heard.text,
        "surface": heard.surface,
        "reply_key": heard.reply or "",
        "move": heard.move or "",
        "slip": asdict(heard.slip) if heard.slip else None,
        "confidence": heard.confidence,
        "spotted": list(heard.spotted),
        "guess": heard.guess or "",
        "revision": revision,
    }


def _correction_steps(job: TurnJob, heard: Heard, found: tuple[Finding, ...]) -> Iterator[Step]:
    """The findings, for the review in any case; the learner sees them now where that is kind."""
    if not found:
        return
    if not job.marks:
        yield Step((Change(findings=found),))
        return
    style = Correction.Style.RECAST if heard.slip is not None else Correction.Style.EXPLANATION
    items = [
        CorrectionItem.model_validate(
            {
                "start": finding.start,
                "end": finding.end,
                "original": finding.original,
                "replacement": finding.replacement,
                "code": finding.code,
                "reason": finding.reason,
                "style": style.value,
            }
        )
        for finding in found
    ]
    message = TurnCorrected(turn=job.number, corrections=items)
    yield Step((Change(message=message, findings=found, style=style),))
