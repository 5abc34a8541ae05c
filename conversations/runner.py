"""Works on one turn: takes the lease, walks the pipeline, records and publishes each step."""

from __future__ import annotations

import logging
from enum import Enum

from django.core.files.base import ContentFile
from django.db import DatabaseError
from django.utils import timezone

from accounts.selectors import consent_given
from accounts.services import pause_learned, profile_of
from conversations.audiostream import Frame, LocalAudioStream, streams
from conversations.endpointing import learned_pause
from conversations.job import Meter, Step, TurnJob
from conversations.lease import MAX_ATTEMPTS, LeaseLost, keeper, lease_release, lease_take
from conversations.listening import Stopped
from conversations.models import Turn
from conversations.pipeline import turn_steps
from conversations.protocol import TurnFailed
from conversations.publish import publish
from conversations.recordings import wav_bytes
from conversations.records import Change, changes_write
from conversations.selectors import job_now, turn_job
from conversations.texts import TEXTS
from ml.errors import EngineError

logger = logging.getLogger(__name__)


class Outcome(Enum):
    DONE = "done"
    NOT_OURS = "not ours"
    AGAIN = "again"  # this attempt failed; the next may do better


def turn_run(turn_id: int) -> Outcome:
    """One attempt at a turn. Whatever goes wrong, the turn ends in a state that says so."""
    attempt = lease_take(turn_id)
    if attempt is None:
        return Outcome.NOT_OURS
    keeper.hold(turn_id)
    try:
        turn = Turn.objects.select_related("conversation__topic", "conversation__user").get(pk=turn_id)
        return _attempt(turn, attempt)
    except LeaseLost:
        return Outcome.NOT_OURS
    finally:
        keeper.drop(turn_id)


def _attempt(turn: Turn, attempt: int) -> Outcome:
    stream = streams.get(turn.pk)
    try:
        meter = Meter()
        job = turn_job(turn)
        _walk(turn, attempt, job, stream, meter)
        _finish(turn, attempt, stream, meter)
    except LeaseLost:
        raise
    except Stopped:
        lease_release(turn.pk, attempt)
        return Outcome.NOT_OURS
    except (EngineError, LookupError, DatabaseError, OSError) as error:
        return _failed(turn, attempt, getattr(error, "code", type(error).__name__))
    except Exception as error:  # a bug costs one turn, and says where it is
        logger.exception("turn %s: attempt %d broke", turn.pk, attempt)
        return _failed(turn, attempt, type(error).__name__)
    streams.close(turn.pk)
    return Outcome.DONE


def _walk(turn: Turn, attempt: int, job: TurnJob, stream: LocalAudioStream | None, meter: Meter) -> None:
    steps = turn_steps(job, stream, meter, lambda job: job_now(job, turn))
    sounding = False
    try:
        for step in steps:
            if step.frames and sounding and _overtaken(turn):
                return
            sounding = sounding or bool(step.frames)
            _do(turn, attempt, step)
    finally:
        steps.close()


def _do(turn: Turn, attempt: int, step: Step) -> None:
    """Record what must last, then send all of it."""
    messages = changes_write(turn, attempt, step.changes) if step.changes else []
    if step.message is not None:
        messages.append(step.message)
    publish(turn.conversation, messages, step.frames)


def _overtaken(turn: Turn) -> bool:
    """Whether a later turn is being answered already: then nobody waits for the rest of this reply."""
    later = Turn.objects.filter(conversation_id=turn.conversation_id, number__gt=turn.number)
    return later.filter(status__in=(Turn.Status.ANSWERING, Turn.Status.DONE)).exists()


def _finish(turn: Turn, attempt: int, stream: LocalAudioStream | None, meter: Meter) -> None:
    """What is done when the learner has the reply already."""
    turn.refresh_from_db()
    if turn.kind == Turn.Kind.SPEECH and turn.status != Turn.Status.DISMISSED and stream is not None:
        _keep_recording(turn, stream)
        _learn_pause(turn)
    timings = turn.timings | {
        "engine_ms": meter.engine_ms("ended", "first_audio"),
        "answer_ms": meter.between("ended", "first_audio"),
    }
    Turn.objects.filter(pk=turn.pk, attempt=attempt).update(timings=timings)
    if turn.status in Turn.LIVE:
        _close(turn, attempt, Turn.Status.DONE)


def _close(turn: Turn, attempt: int, status: str) -> None:
    held = Turn.objects.filter(pk=turn.pk, attempt=attempt, status__in=Turn.LIVE)
    held.update(status=status, finished_at=timezone.now(), lease_until=None)


def _learn_pause(turn: Turn) -> None:
    """Endpointing follows the person: what they paused inside this turn changes the next."""
    if turn.mode == "hold" or "longest_pause_ms" not in turn.timings:
        return
    user = turn.conversation.user
    profile = profile_of(user)
    pause_ms = learned_pause(profile.pause_ms, profile.level, turn.timings["longest_pause_ms"])
    if pause_ms is not None and pause_ms != profile.pause_ms:
        pause_learned(user, pause_ms)


def _keep_recording(turn: Turn, stream: LocalAudioStream) -> None:
    """The learner's voice reaches a disk only by their word."""
    user = turn.conversation.user
    if not consent_given(user, "keep_recordings"):
        return
    pcm = b"".join(item.pcm for item in stream.read(0, 0) if isinstance(item, Frame))
    wanted = pcm[: (turn.samples - turn.offset) * 2]
    turn.recording.save("", ContentFile(wav_bytes(wanted)), save=False)
    Turn.objects.filter(pk=turn.pk).update(recording=turn.recording.name)


def _failed(turn: Turn, attempt: int, code: str) -> Outcome:
    logger.warning("turn %s: attempt %d failed (%s)", turn.pk, attempt, code)
    if attempt < MAX_ATTEMPTS:
        lease_release(turn.pk, attempt)
        return Outcome.AGAIN
    title, detail = TEXTS["turn.failed"]
    message = TurnFailed(turn=turn.number, code="turn.failed", title=title, detail=detail)
    change = Change(message=message, turn={"status": Turn.Status.FAILED, "finished_at": timezone.now()})
    publish(turn.conversation, changes_write(turn, attempt, [change]))
    streams.close(turn.pk)
    return Outcome.DONE
