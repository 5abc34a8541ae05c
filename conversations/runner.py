"""Works on one turn: takes the lease, walks the pipeline, records and publishes each step."""

from __future__ import annotations

import logging
from enum import Enum

from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.services import pause_learned
from conversations.audiostream import AudioStream
from conversations.endpointing import learned_pause
from conversations.gate import LEAD_IN_MS
from conversations.job import Meter, Step, TurnJob
from conversations.kept import recording_keep
from conversations.lease import MAX_ATTEMPTS, LeaseLost, keeper, lease_release, lease_take, lease_waited
from conversations.limits import limit_keys, speech_counted
from conversations.listening import Stopped
from conversations.metrics import ATTEMPTS_FAILED, QUEUE, turn_counted
from conversations.models import Turn
from conversations.pipeline import turn_steps
from conversations.protocol import SAMPLE_RATE, TurnFailed
from conversations.publish import publish
from conversations.records import Change, changes_write
from conversations.streams import streams
from conversations.texts import TEXTS
from conversations.turn_jobs import job_now, profile_known, turn_job
from ml.errors import EngineError, where

logger = logging.getLogger(__name__)

TROUBLE_LENGTH = 40  # of a code, in its row
GOES_ON_MS = 1500  # speech so soon after a turn's end was meant to belong to it


class Outcome(Enum):
    DONE = "done"
    NOT_OURS = "not ours"
    AGAIN = "again"  # this attempt failed; the next may do better


def turn_run(turn_id: int) -> Outcome:
    """One attempt at a turn. Whatever goes wrong, the turn ends in a state that says so."""
    attempt = lease_take(turn_id)
    if attempt is None:
        return Outcome.NOT_OURS
    meter = Meter()
    held = keeper.hold(turn_id, lambda: meter.moved_at)
    try:
        whole = Turn.objects.select_related("conversation__topic", "conversation__user__profile")
        turn = whole.get(pk=turn_id)
        return _attempt(turn, attempt, meter)
    except (LeaseLost, ObjectDoesNotExist):
        if not Turn.objects.filter(pk=turn_id).exists():  # erased, with the person
            streams.close(turn_id)
        return Outcome.NOT_OURS
    finally:
        keeper.drop(held)


def _attempt(turn: Turn, attempt: int, meter: Meter) -> Outcome:
    stream = streams.listen(turn.pk) if turn.kind == Turn.Kind.SPEECH else None
    waited = lease_waited(turn) if attempt == 1 else 0.0
    if attempt == 1:
        QUEUE.observe(waited)
        meter.queue_ms = round(waited * 1000)
    try:
        # Else an earlier attempt gave the whole reply, and only the end is left.
        if turn.attempt == 1 or not _replied(turn):
            _walk(turn, attempt, turn_job(turn, waited=waited), stream, meter)
    except (LeaseLost, ObjectDoesNotExist):
        raise
    except Stopped:
        lease_release(turn.pk, attempt)
        return Outcome.NOT_OURS
    except (EngineError, LookupError, DatabaseError, OSError) as error:
        if isinstance(error, DatabaseError) and not connection.in_atomic_block:
            connection.close()  # a server that was started anew: what follows needs another connection
        return _failed(turn, attempt, stream, getattr(error, "code", type(error).__name__))
    except Exception as error:  # a bug costs one turn, and says where it is
        logger.error("turn %s: attempt %d broke: %s", turn.pk, attempt, where(error))
        return _failed(turn, attempt, stream, type(error).__name__)
    _finish(turn, attempt, stream, meter)
    streams.close(turn.pk)
    return Outcome.DONE


def _walk(turn: Turn, attempt: int, job: TurnJob, stream: AudioStream | None, meter: Meter) -> None:
    steps = turn_steps(job, stream, meter, lambda job, *, settled: job_now(job, turn, settled=settled))
    try:
        for step in steps:
            _do(turn, attempt, step)
            meter.moves()
    except (EngineError, LookupError, OSError) as error:
        if not _replied(turn):
            raise
        logger.error("turn %s: after its reply: %s", turn.pk, where(error))
    finally:
        steps.close()


def _replied(turn: Turn) -> bool:
    """Whether a reply was given to its end; it may have been without words."""
    return turn.events.filter(type="reply.ended").exists()


def _do(turn: Turn, attempt: int, step: Step) -> None:
    """Record what must last, then send all of it."""
    messages = changes_write(turn, attempt, step.changes) if step.changes else []
    if step.message is not None:
        messages.append(step.message)
    publish(turn.conversation, messages, step.frames)


def _finish(turn: Turn, attempt: int, stream: AudioStream | None, meter: Meter) -> None:
    """What is done when the learner has the reply already: whatever goes wrong here, the turn is done."""
    turn.refresh_from_db(fields=["status", "timings", "evidence", "ended_reason", "offset", "samples"])
    waited = {} if meter.queue_ms is None else {"queue_ms": meter.queue_ms}
    timings = (
        turn.timings
        | waited
        | {
            "engine_ms": meter.engine_ms("ended", "first_audio"),
            "answer_ms": meter.between("ended", "first_audio"),
        }
    )
    turn.timings = timings
    _close(turn, attempt)
    try:
        cut_off_pause = _cut_off_pause(turn)
        turn_counted(turn, cut_off=cut_off_pause > 0)
        speech_counted(turn.conversation.user_id, timings.get("voiced_ms", 0) / 1000)
        if not Turn.objects.filter(pk=turn.pk).exists():
            cache.delete_many(limit_keys(turn.conversation.user_id))  # erased meanwhile: nothing stays
            raise Turn.DoesNotExist
        if turn.kind == Turn.Kind.SPEECH and turn.status != Turn.Status.DISMISSED and stream is not None:
            recording_keep(turn, stream)
            _learn_pause(turn, cut_off_pause)
    except (DatabaseError, OSError) as error:
        logger.error("turn %s: what comes after it failed: %s", turn.pk, where(error))


def _close(turn: Turn, attempt: int) -> None:
    """Keep the times; a turn that is still open is done now."""
    held = Turn.objects.filter(pk=turn.pk, attempt=attempt)
    if turn.status in Turn.LIVE:
        done = {"status": Turn.Status.DONE, "finished_at": timezone.now(), "lease_until": None}
        if held.filter(status__in=Turn.LIVE).update(timings=turn.timings, **done):
            turn.status = Turn.Status.DONE
            return
        turn.refresh_from_db(fields=["status"])  # taken back in this moment
    held.update(timings=turn.timings)


def _learn_pause(turn: Turn, cut_off_pause: int) -> None:
    """Endpointing follows the person: a pause in this turn, or one it was cut off in, changes the next."""
    if turn.mode == "hold" or "longest_pause_ms" not in turn.timings:
        return
    user = turn.conversation.user
    profile = profile_known(user)
    longest = max(turn.timings["longest_pause_ms"], cut_off_pause)
    pause_ms = learned_pause(profile.pause_ms, profile.level, longest)
    if pause_ms is not None and pause_ms != profile.pause_ms:
        pause_learned(user, pause_ms)


def _cut_off_pause(turn: Turn) -> int:
    """The pause (ms) that the turn before was ended in, if this turn only went on from there; else 0.

    A turn's audio starts where the one before ended, so its offset is the rest of the pause.
    """
    rest_ms = turn.offset * 1000 // SAMPLE_RATE + LEAD_IN_MS
    if turn.kind != Turn.Kind.SPEECH or turn.status == Turn.Status.DISMISSED or rest_ms > GOES_ON_MS:
        return 0
    before = Turn.objects.filter(conversation_id=turn.conversation_id, number=turn.number - 1)
    for reason, timings in before.values_list("ended_reason", "timings"):
        if reason in {"pause", "long_pause"}:
            return int(timings.get("silence_ms", 0)) + rest_ms
    return 0


def _failed(turn: Turn, attempt: int, stream: AudioStream | None, code: str) -> Outcome:
    logger.warning("turn %s: attempt %d failed (%s)", turn.pk, attempt, code)
    ATTEMPTS_FAILED.labels(code).inc()
    trouble = code[:TROUBLE_LENGTH]
    if attempt < MAX_ATTEMPTS:
        lease_release(turn.pk, attempt, trouble=trouble)
        return Outcome.AGAIN
    title, detail = TEXTS["turn.failed"]
    message = TurnFailed(turn=turn.number, code="turn.failed", title=title, detail=detail)
    over = {"status": Turn.Status.FAILED, "finished_at": timezone.now(), "trouble": trouble}
    publish(turn.conversation, changes_write(turn, attempt, [Change(message=message, turn=over)]))
    turn.status = Turn.Status.FAILED
    turn_counted(turn, cut_off=False)
    try:
        if stream is not None:
            recording_keep(turn, stream)  # for whoever looks why, if its learner agreed to that
    except DatabaseError as error:
        logger.error("turn %s: what comes after it failed: %s", turn.pk, where(error))
    streams.close(turn.pk)
    return Outcome.DONE
