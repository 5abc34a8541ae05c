"""A copy of everything that is kept of somebody, as one ZIP that a person can open and read.

``index.html`` is for reading, ``data.json`` for programs; files lie under the names that both give.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.contrib.staticfiles import finders
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import privacy
from accounts.models import User

STYLE = "css/export.css"
PIECE = 65_536  # bytes at once
SOUND = ".wav"


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of the page: a ``text``, a ``sound``, ``facts`` with names, or a ``list``."""

    kind: str
    label: str = ""
    text: str = ""
    parts: list[Node] = field(default_factory=list)


def export_write(user: User, out: IO[bytes]) -> int:
    """Write the ZIP; gives how many files of the person's are in it.

    A talk may go on meanwhile: what is deleted between its row and its file is left out.
    """
    data = privacy.export(user)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        names = {name for name, kept in _files(user) if _file_write(archive, name, kept)}
        text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        archive.writestr("data.json", text)
        archive.writestr("style.css", Path(str(finders.find(STYLE))).read_text(encoding="utf-8"))
        archive.writestr("index.html", _page(user, data, names))
    return len(names)


def _files(user: User) -> Iterator[tuple[str, FieldFile]]:
    for kept in privacy.all_kept():
        for model, name in kept.files:
            for row in privacy.rows_of(model, user).exclude(**{name: ""}).iterator():
                file: FieldFile = getattr(row, name)
                yield str(file.name), file


def _file_write(archive: zipfile.ZipFile, name: str, kept: FieldFile) -> bool:
    """Speech does not compress: it is stored as it is. False where it is gone by now."""
    try:
        source = kept.open("rb")
    except FileNotFoundError:
        return False
    with source, archive.open(zipfile.ZipInfo(name, timezone.now().timetuple()[:6]), "w") as target:
        for piece in source.chunks(PIECE):
            target.write(piece)
    return True


# ------------------------------------------------------------------ the page


def _page(user: User, data: Mapping[str, object], files: set[str]) -> str:
    parts = [
        Node("section", privacy.kept_title(name), parts=_parts(value, files)) for name, value in data.items()
    ]
    context = {
        "name": user.get_full_name() or user.username,
        "made_at": timezone.now(),
        "sections": [part for part in parts if part.parts],
        "files": len(files),
    }
    return render_to_string("accounts/export.html", context)


def _parts(value: object, files: set[str]) -> list[Node]:
    node = _node("", value, files)
    return node.parts if node else []


def _node(label: str, value: object, files: set[str]) -> Node | None:
    """None for what there is nothing of: a page of empty lines helps nobody."""
    if isinstance(value, Mapping):
        shown = [(str(name), each) for name, each in value.items() if not str(name).startswith("_")]
        parts = [_node(_words(name), each, files) for name, each in shown]
        return _branch("facts", label, parts)
    if isinstance(value, list | tuple):
        return _branch("list", label, [_node("", each, files) for each in value])
    if isinstance(value, str) and value.endswith(SOUND):
        return Node("sound", label, value) if value in files else None
    text = _text(value)
    return Node("text", label, text) if text else None


def _branch(kind: str, label: str, parts: list[Node | None]) -> Node | None:
    there = [part for part in parts if part is not None]
    return Node(kind, label, parts=there) if there else None


def _words(name: str) -> str:
    """``when_you_talked`` as a person writes it."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    return str(value)
