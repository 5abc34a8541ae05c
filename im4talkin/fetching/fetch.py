"""Bring a model to its folder: the version, the room on the disk, the files, and a look at what came."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from im4talkin.fetching.hub import Listing, file_fetch, is_fetched, listing_of, missing_bytes
from im4talkin.fetching.problems import FetchProblem, told
from im4talkin.fetching.published import Published
from ml.errors import EngineError
from ml.seamless.folder import ModelFolder, read_folder

NOTE = "im4talkin.json"  # in the model's folder: from where, and which version
SPARE = 1_000_000_000  # bytes that the disk keeps beside the model
GB = 1e9


def fetched(model: Published, folder: Path) -> ModelFolder | None:
    """The model in ``folder`` if it is whole and the version is the one that is wanted."""
    commit = _noted(model, folder)
    if not commit or model.revision not in ("", commit):
        return None
    try:
        return read_folder(folder)
    except EngineError:
        return None


def fetch(model: Published, folder: Path, say: Callable[[str], object]) -> ModelFolder:
    """Bring what is missing. FetchProblem says why the model is not there; a run after it goes on."""
    with _at_the_disk(), _alone(folder):
        listing = listing_of(model, model.revision or _noted(model, folder) or "main")
        if model.revision not in ("", listing.commit):
            raise FetchProblem(
                "The hub answers with another version than was asked for: is HF_ENDPOINT a mirror?"
            )
        if _noted(model, folder) not in ("", listing.commit):
            _clear(listing, folder)  # files of another version, maybe of the same size
        _note(listing, folder)
        _room_for(missing_bytes(listing, folder), folder, say)
        for number, file in enumerate(listing.files, 1):
            if not is_fetched(file, folder):
                say(f"{file.name} ({number} of {len(listing.files)}, {file.size / GB:.2f} GB)")
                file_fetch(listing, file, folder)  # draws its bar where there is a terminal
    try:
        return read_folder(folder)
    except EngineError as problem:
        raise FetchProblem(str(problem)) from problem


def _noted(model: Published, folder: Path) -> str:
    """The commit that an earlier run took from the same repository."""
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        return str(note["commit"]) if note["repository"] == model.repository else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _note(listing: Listing, folder: Path) -> None:
    note = {"repository": listing.repository, "commit": listing.commit}
    (folder / NOTE).write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")


def _clear(listing: Listing, folder: Path) -> None:
    for file in listing.files:
        (folder / file.name).unlink(missing_ok=True)
        (folder / f"{file.name}.incomplete").unlink(missing_ok=True)


def _room_for(needed: int, folder: Path, say: Callable[[str], object]) -> None:
    free = shutil.disk_usage(folder).free
    if needed and needed + SPARE > free:
        raise FetchProblem(
            f"The model needs {(needed + SPARE) / GB:.1f} GB more on the disk of {folder}, and "
            f"{free / GB:.1f} GB are free: make room, or set IM4TALKIN_MODELS to a folder on another disk. "
            "Nothing more was fetched."
        )
    say(f"{needed / GB:.1f} GB are to come, {free / GB:.1f} GB are free.")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two runs would write into the same files."""
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder.with_name(f".{folder.name}.lock"), timeout=0):
            yield
    except Timeout as error:
        raise FetchProblem(f"Another fetch_models is at work on {folder}: wait for it.") from error


@contextmanager
def _at_the_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FetchProblem(told(error, "", "")) from error
