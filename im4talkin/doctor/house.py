"""The configuration, the database, the disk, the backup, the topics."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.db import DatabaseError
from django.utils import timezone

from conversations.models import Turn
from im4talkin.doctor.findings import Finding, ill, look, well
from im4talkin.keeping.upgrading import pending
from im4talkin.reachable import NotReady, database_reached
from topics.models import Topic

LEAST_FREE_MB = 500
FEW_DAYS, MANY_DAYS = 30, 3650
OLD_BACKUP_DAYS = 8


def configuration() -> Iterator[Finding]:
    for message in checks.run_checks():
        if message.is_silenced():
            continue
        text = f"{message.msg} {message.hint or ''}".strip()
        yield (ill if message.is_serious() else look)(text, text)


def database() -> Iterator[Finding]:
    """Says nothing where it answers: what is in it does."""
    try:
        database_reached()
    except NotReady as problem:
        yield ill(
            str(problem),
            "База данных не отвечает или не пускает: запущена ли она, верен ли DATABASE_URL?",
        )


def tables() -> Iterator[Finding]:
    try:
        if names := pending():
            yield ill(
                f"The tables are of an older version, or not there yet ({len(names)} steps): run upgrade.",
                f"Таблиц нет, или они от старой версии (шагов: {len(names)}): запустите upgrade.",
            )
            return
        count = Topic.objects.listed().count()
    except DatabaseError as error:
        yield ill(
            f"The database does not answer ({type(error).__name__}): is it running, is its address right?",
            f"База данных не отвечает ({type(error).__name__}): запущена ли она, верен ли адрес?",
        )
        return
    if count:
        yield well(
            f"The database answers; {count} topics can be talked about.",
            f"База данных отвечает; тем для разговора: {count}.",
        )
    else:
        yield ill(
            "There is no topic to talk about: run manage.py load_topics.",
            "Нет ни одной темы для разговора: запустите manage.py load_topics.",
        )


def disk() -> Iterator[Finding]:
    free = free_mb()
    if free < LEAST_FREE_MB:
        yield ill(
            f"Only {free:.0f} MB are free where the data lies: make room.",
            f"На диске с данными свободно всего {free:.0f} МБ: освободите место.",
        )
        return
    days = days_left(free)
    if days is None or days > MANY_DAYS:
        yield well(
            f"{free / 1000:.0f} GB are free, enough for years.",
            f"Свободно {free / 1000:.0f} ГБ, этого хватит на годы.",
        )
    elif days < FEW_DAYS:
        yield look(
            f"At the present rate the disk is full in {days} days.",
            f"Если так пойдёт и дальше, диск заполнится через {days} дн.",
        )
    else:
        yield well(
            f"{free / 1000:.0f} GB are free, enough for {days} days at the present rate.",
            f"Свободно {free / 1000:.0f} ГБ, при нынешнем темпе на {days} дн.",
        )


def free_mb() -> float:
    return shutil.disk_usage(settings.DATA_DIR).free / 1e6


def days_left(free: float) -> int | None:
    """By what the last week has added in kept recordings; None when nothing is added."""
    week = timezone.now() - timedelta(days=7)
    added = 0
    try:
        kept = Turn.objects.filter(created_at__gte=week).exclude(recording="")
        for turn in kept.iterator():
            path = Path(turn.recording.path)
            added += path.stat().st_size if path.exists() else 0
    except DatabaseError:
        return None
    return int(free / (added / 1e6 / 7)) if added else None


def backup() -> Iterator[Finding]:
    made = list((settings.DATA_DIR / "backups").glob("*.zip"))
    if not made:
        yield look(
            "There is no backup yet: run backup, and keep the file on another disk.",
            "Резервной копии ещё нет: запустите backup и храните файл на другом диске.",
        )
        return
    age = int((time.time() - max(file.stat().st_mtime for file in made)) / 86_400)
    told = look if age > OLD_BACKUP_DAYS else well
    yield told(
        f"The newest backup here is {age} days old.",
        f"Последней резервной копии здесь {age} дн.",
    )
