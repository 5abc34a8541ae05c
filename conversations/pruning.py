"""Recordings that go: by the learner's word, after long enough, or because no row leads to them any more."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from conversations.models import Turn
from conversations.recordings import folders_tidy, recordings_root

FRESH_SECONDS = 3600  # a file is written before its row: a young one may only be waiting for it
BATCH = 500


def recording_delete(turn: Turn) -> None:
    """Delete the file, then forget its name: what breaks off in between can be done again."""
    name = turn.recording.name
    turn.recording.delete(save=False)
    Turn.objects.filter(pk=turn.pk, recording=name).update(recording="")


def recordings_delete(user: User) -> int:
    """Delete every kept recording of a learner; gives how many."""
    gone = 0
    for turn in Turn.objects.filter(conversation__user=user).exclude(recording="").iterator():
        recording_delete(turn)
        gone += 1
    folders_tidy(recordings_root() / str(user.pk))
    return gone


def recordings_prune(days: int | None = None) -> int:
    """Delete recordings older than ``days`` (0: none for their age) and files without a row."""
    days = settings.RECORDINGS_DAYS if days is None else days
    gone = 0
    if days:
        before = timezone.now() - timedelta(days=days)
        for turn in Turn.objects.filter(created_at__lt=before).exclude(recording="").iterator():
            recording_delete(turn)
            gone += 1
    for orphan in _orphans():
        orphan.unlink(missing_ok=True)
        gone += 1
    folders_tidy(recordings_root(), FRESH_SECONDS)
    return gone


def _orphans() -> Iterator[Path]:
    media, young = Path(settings.MEDIA_ROOT), time.time() - FRESH_SECONDS
    batch: list[Path] = []
    for path in recordings_root().rglob("*"):
        if path.is_file() and path.stat().st_mtime < young:
            batch.append(path)
        if len(batch) == BATCH:
            yield from _without_row(media, batch)
            batch = []
    yield from _without_row(media, batch)


def _without_row(media: Path, paths: list[Path]) -> list[Path]:
    names = {path.relative_to(media).as_posix(): path for path in paths}
    known = set(Turn.objects.filter(recording__in=names).values_list("recording", flat=True))
    return [path for name, path in names.items() if name not in known]
