"""Words that are planted wherever something is kept of a person, and places to look for what is left."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client

from accounts.limits import person_allowed
from accounts.models import LearnerProfile, User
from accounts.purposes import KEEP_RECORDINGS, PRACTISE
from accounts.services import consent_set, sign_in_link_create
from conversations.limits import report_allowed, speech_counted, turn_allowed
from conversations.models import (
    AskedPhrase,
    BuddyReport,
    Conversation,
    Correction,
    ListenedTo,
    Turn,
    TurnEvent,
)
from conversations.recordings import wav_bytes

MARKER = "Zyxwplanted"  # in everything that is written
VOICE = b"\x5a\x11\xa5\x77" * 400  # in every sound


def plant(topic_id: int, operator: User, key: int | None = None) -> User:
    """Somebody with something of theirs everywhere; ``operator`` changed them and listened to them."""
    user = User.objects.create_user(
        username=f"{MARKER}-name",
        email=f"{MARKER}@example.com",
        first_name=MARKER,
        last_name="Planted",
        pk=key,
    )
    LearnerProfile.objects.create(user=user, native_language="ru")
    for purpose, given in ((PRACTISE, True), (KEEP_RECORDINGS, True), (PRACTISE, False), (PRACTISE, True)):
        consent_set(user, purpose, given)
    sign_in_link_create(user)
    browser = Client()
    browser.force_login(user)
    session = browser.session
    session["said"] = MARKER
    session.save()
    _talk(user, topic_id, operator)
    _desk(user, operator)
    turn_allowed(user.pk, speech=True)
    speech_counted(user.pk, 7)
    report_allowed(user.pk)
    person_allowed("confirm", user.pk, 9)
    return user


def _talk(user: User, topic_id: int, operator: User) -> None:
    talk = Conversation.objects.create(
        user=user, topic_id=topic_id, state={"facts": {"dog": MARKER}}, offer={"line": MARKER}, holder="h"
    )
    typed = Turn.objects.create(
        conversation=talk, number=1, kind=Turn.Kind.TYPED, text=MARKER, surface=MARKER, status="done"
    )
    spoken = Turn(conversation=talk, number=2, kind=Turn.Kind.SPEECH, text=MARKER, before={"state": MARKER})
    spoken.recording.save("", ContentFile(wav_bytes(VOICE)), save=True)
    TurnEvent.objects.create(
        conversation=talk, turn=typed, seq=1, type="turn.heard", payload={"text": MARKER}
    )
    Correction.objects.create(
        turn=typed,
        start=0,
        end=4,
        original=MARKER,
        replacement=MARKER,
        code="R:VERB",
        reason=MARKER,
        confidence=1,
        engine="test",
    )
    AskedPhrase.objects.create(user=user, conversation=talk, text=MARKER, said=MARKER, language="ru")
    ListenedTo.objects.create(owner=user, listener=operator, turn=spoken)
    BuddyReport.objects.create(turn=typed, line=MARKER, reason=BuddyReport.Reason.RUDE, note=MARKER)


def _desk(user: User, operator: User) -> None:
    """The admin's log: about them, by them, and about somebody else with their name in it."""
    kind = ContentType.objects.get_for_model(User)
    log = LogEntry.objects
    log.create(
        user=operator, content_type=kind, object_id=str(user.pk), object_repr=MARKER, action_flag=CHANGE
    )
    log.create(user=user, content_type=kind, object_id="999999", object_repr="other", action_flag=CHANGE)
    log.create(
        user=operator,
        content_type=kind,
        object_id=str(operator.pk),
        object_repr="operator",
        action_flag=CHANGE,
        change_message=f'[{{"added": {{"name": "pupil", "object": "{MARKER}-name"}}}}]',
    )


# ------------------------------------------------------------------ what is left


def left_in_tables() -> set[str]:
    """Tables of which some column, as text, holds the marker."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if any(MARKER.lower() in str(row).lower() for row in cursor.fetchall()):
                found.add(table)
    return found


def left_in_files(folder: Path) -> set[str]:
    """Files of which the name or the contents holds the marker or the voice."""
    found = set()
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        if MARKER in path.name or MARKER.encode() in data or VOICE[:64] in data:
            found.add(path.relative_to(folder).as_posix())
    return found


def left_in_media(user_id: int) -> list[str]:
    """Files, and folders of that person, empty or not."""
    media = Path(settings.MEDIA_ROOT)
    folders = [str(path) for path in media.rglob(str(user_id))]
    return [*left_in_files(media), *folders]


def left_in_cache(user_id: int) -> list[str]:
    """Counters of that person in the cache of one process."""
    keys = list(getattr(cache, "_cache", {}))
    return [key for key in keys if str(user_id) in key.replace(":", ".").split(".")]


def left_in_the_database_file() -> list[str]:
    """SQLite: bytes that were deleted lie in its file until they are overwritten."""
    file = Path(str(connection.settings_dict["NAME"]))
    found = [file, file.with_name(file.name + "-wal")]
    return [path.name for path in found if path.exists() and MARKER.encode() in path.read_bytes()]


def checkpoint() -> None:
    """What SQLite has written so far is in its file."""
    assert sqlite3.sqlite_version
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
