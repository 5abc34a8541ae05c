"""A turn's audio as a file: a learner's voice reaches a disk only by their word."""

from __future__ import annotations

import errno
import logging

from django.core.files.base import ContentFile
from django.db import DatabaseError

from accounts.selectors import consent_given
from conversations.audiostream import AudioStream, Frame
from conversations.metrics import RECORDINGS_FAILED
from conversations.models import Turn
from conversations.recordings import wav_bytes

logger = logging.getLogger(__name__)

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def recording_keep(turn: Turn, stream: AudioStream) -> None:
    """Keep what was said, if its learner agreed to that. A disk that refuses costs the recording, never the
    turn; it is noted with the turn by its code, ``recording.…``, and logged."""
    if not consent_given(turn.conversation.user, "keep_recordings"):
        return
    pcm = _pcm(stream)
    if turn.samples:
        pcm = pcm[: (turn.samples - turn.offset) * 2]
    if not pcm:
        return
    try:
        turn.recording.save("", ContentFile(wav_bytes(pcm)), save=False)
    except OSError as error:
        code = _code(error)
        logger.error("turn %s: its recording was not kept (%s)", turn.pk, code)
        RECORDINGS_FAILED.labels(code).inc()
        turn.recording = ""
        Turn.objects.filter(pk=turn.pk).update(trouble=code)
        return
    kept = Turn.objects.filter(pk=turn.pk).exclude(status=Turn.Status.DISMISSED)
    try:
        if kept.update(recording=turn.recording.name):
            return
    except DatabaseError:  # a file that no row knows would never be deleted
        turn.recording.delete(save=False)
        raise
    turn.recording.delete(save=False)  # taken back in this moment


def _pcm(stream: AudioStream) -> bytes:
    """All of it; a stream gives so many items at once."""
    pieces: list[bytes] = []
    at = 0
    while items := stream.read(at, 0):
        at += len(items)
        pieces += [item.pcm for item in items if isinstance(item, Frame)]
    return b"".join(pieces)


def _code(error: OSError) -> str:
    if error.errno in DISK_FULL:
        return "recording.disk_full"
    return f"recording.{errno.errorcode.get(error.errno or 0, 'failed').lower()}"
