"""One file that holds an installation: every row as JSON lines, and the kept recordings.

It reads the same on SQLite and PostgreSQL, so a backup of one computer can be restored on a server.
A ZIP holds ``manifest.json``, ``rows/<app>.<Model>.jsonl`` in the order they are read back, and ``media/…``.
Sessions, one-time links and the secret key are left out: people sign in again.
"""

from __future__ import annotations

import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from im4talkin.version import version

FORMAT = 1
LEFT_OUT = frozenset(
    {
        "contenttypes.contenttype",
        "auth.permission",
        "sessions.session",
        "admin.logentry",
        "accounts.browsersession",
        "accounts.signinlink",
    }
)  # made anew by the installation itself, or good for a moment only
BATCH = 500
OTHER_BACKUP = "take an earlier backup. Nothing was changed."
UNPACKED = ".restoring"  # among the recordings: the same disk, so that moving them is quick


class _Exact(DjangoJSONEncoder):
    """Times to the microsecond; Django's own encoder drops the last three digits."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class ArchiveProblem(Exception):
    """A backup that cannot be read back here: what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    format: int
    version: str
    profile: str
    made_at: str  # ISO 8601
    migrations: list[str]  # newest of each app, "accounts.0003_choices"
    rows: dict[str, int]
    files: int


def archive_write(path: Path) -> Manifest:
    """Write everything to ``path``, readable by its owner only; a half-written file is never left."""
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                with transaction.atomic():  # only while rows are read: on SQLite nobody can write meanwhile
                    rows = {label: _rows_write(archive, model) for label, model in _models()}
                manifest = Manifest(
                    format=FORMAT,
                    version=version(),
                    profile=settings.PROFILE,
                    made_at=timezone.now().isoformat(timespec="seconds"),
                    migrations=sorted(f"{app}.{name}" for app, name in _leaves()),
                    rows=rows,
                    files=_media_write(archive),
                )
                archive.writestr("manifest.json", json.dumps(asdict(manifest), indent=1))
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def archive_check(path: Path) -> Manifest:
    """Read a backup through without changing anything; raises ArchiveProblem."""
    try:
        with zipfile.ZipFile(path) as archive:
            if (damaged := archive.testzip()) is not None:
                raise ArchiveProblem(f"{path.name} is damaged at {damaged}: take an earlier backup.")
            manifest = Manifest(**json.loads(archive.read("manifest.json")))
    except FileNotFoundError as error:
        raise ArchiveProblem(f"{path} is not there: give the path of a backup.") from error
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError) as error:
        raise ArchiveProblem(f"{path.name} is no backup of im4talkin, or was cut short.") from error
    known = set(MigrationLoader(None).disk_migrations)
    unknown = [name for name in manifest.migrations if tuple(name.split(".", 1)) not in known]
    if manifest.format != FORMAT or unknown:
        raise ArchiveProblem(
            f"This backup is of version {manifest.version}, newer than this program ({version()}): "
            "install that version, then restore."
        )
    return manifest


def archive_read(path: Path, *, replace: bool = False) -> Manifest:
    """Bring everything back into empty tables, or with ``replace`` in place of what is there.

    Raises ArchiveProblem; it says so where something was changed by then, else nothing was.
    """
    manifest = archive_check(path)
    if not replace and (there := _anybody()):
        raise ArchiveProblem(
            f"This installation has people in it ({there}): add --replace to put the backup in their place."
        )
    with zipfile.ZipFile(path) as archive, _media_unpacked(archive, manifest) as recordings:
        with transaction.atomic(), connection.constraint_checks_disabled():
            for _, model in reversed(list(_models())):
                model._base_manager.all()._raw_delete(using="default")
            for label, _ in _models():
                _rows_read(archive, label, manifest)
            _sequences_reset()
            connection.check_constraints()
        _media_replace(recordings)
    return manifest


# ------------------------------------------------------------------ rows


def _models() -> Iterator[tuple[str, type[models.Model]]]:
    """Every table that is kept, those that others refer to first."""
    wanted = [(app, None) for app in apps.get_app_configs()]
    for model in serializers.sort_dependencies(wanted, allow_cycles=True):
        if model._meta.label_lower not in LEFT_OUT and model._meta.managed and not model._meta.proxy:
            yield model._meta.label, model


def _rows_write(archive: zipfile.ZipFile, model: type[models.Model]) -> int:
    count = 0
    with archive.open(f"rows/{model._meta.label}.jsonl", "w", force_zip64=True) as out:
        rows = model._base_manager.order_by("pk").iterator(chunk_size=BATCH)
        for row in rows:
            out.write(_line(row))
            count += 1
    return count


def _line(row: models.Model) -> bytes:
    text: str = serializers.serialize("jsonl", [row], use_natural_foreign_keys=True, cls=_Exact)
    return text.encode()


def _rows_read(archive: zipfile.ZipFile, label: str, manifest: Manifest) -> None:
    if label not in manifest.rows:
        return  # a table that the older version did not have
    count = 0
    try:
        with archive.open(f"rows/{label}.jsonl") as lines:
            for row in serializers.deserialize("jsonl", lines, ignorenonexistent=True):
                row.save()
                count += 1
    except (KeyError, serializers.base.DeserializationError) as error:
        raise ArchiveProblem(f"The rows of {label} are damaged: {OTHER_BACKUP}") from error
    if count != manifest.rows[label]:
        raise ArchiveProblem(f"Rows of {label} are missing: {OTHER_BACKUP}")


def _sequences_reset() -> None:
    """PostgreSQL counts on from where the new rows end."""
    tables = [model for _, model in _models()]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
    ContentType.objects.clear_cache()


def _anybody() -> str:
    users = apps.get_model(settings.AUTH_USER_MODEL)
    count = users._base_manager.exclude(username__startswith="demo-").count()
    return f"{count} accounts" if count else ""


def _leaves() -> list[tuple[str, str]]:
    loader = MigrationLoader(connection)
    return [key for key in loader.graph.leaf_nodes() if key in loader.applied_migrations]


# ------------------------------------------------------------------ recordings


def _media_write(archive: zipfile.ZipFile) -> int:
    root, count = Path(settings.MEDIA_ROOT), 0
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        if file.relative_to(root).parts[0] == UNPACKED:
            continue
        try:
            archive.write(file, f"media/{file.relative_to(root).as_posix()}")
        except FileNotFoundError:
            continue  # deleted by its owner in this moment
        count += 1
    return count


@contextmanager
def _media_unpacked(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[Path]:
    """The backup's recordings in a folder beside the present ones; a full disk is noticed before anything
    is changed."""
    folder = Path(settings.MEDIA_ROOT) / UNPACKED
    shutil.rmtree(folder, ignore_errors=True)
    try:
        try:
            folder.mkdir(parents=True)
            if _media_read(archive, folder) != manifest.files:
                raise ArchiveProblem(f"Recordings are missing: {OTHER_BACKUP}")
        except OSError as error:
            raise ArchiveProblem(
                f"The recordings could not be unpacked ({type(error).__name__}): make room, then restore "
                "again. Nothing was changed."
            ) from error
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _media_read(archive: zipfile.ZipFile, folder: Path) -> int:
    count = 0
    for name in archive.namelist():
        place = PurePosixPath(name)
        if place.parts[0] != "media" or ".." in place.parts or name.endswith("/"):
            continue
        target = folder.joinpath(*place.parts[1:])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive.read(name))
        count += 1
    return count


def _media_replace(folder: Path) -> None:
    """The voices of those who were replaced go; the backup's take their place."""
    root = folder.parent
    try:
        for old in root.iterdir():
            if old.is_dir() and old != folder:
                shutil.rmtree(old)
            elif old != folder:
                old.unlink()
        for new in folder.iterdir():
            new.rename(root / new.name)
    except OSError as error:
        raise ArchiveProblem(
            f"The rows are restored, the recordings only in part ({type(error).__name__}): see to the folder "
            f"{root}, then restore again with --replace."
        ) from error
