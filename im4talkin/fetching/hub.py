"""The hub's side: which files a repository has, and one file fetched so that an interrupted run goes on.

``snapshot_download`` of huggingface_hub 2 throws a file's beginning away when it is interrupted: of two files
of five gigabytes each that is much. So each file comes by the library's ``http_get``, which can go on, and is
compared with the hub's own checksum.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import urlsplit

from im4talkin.fetching.problems import FetchProblem, told
from im4talkin.fetching.published import WANTED, Published

PUBLIC = "https://huggingface.co"
PARTIAL = ".incomplete"  # read_folder knows it for a download that is not over
BLOCK = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class HubFile:
    name: str
    size: int  # bytes
    sha256: str = ""  # only large files have one ...
    blob: str = ""  # ... and of the others this is git's own


@dataclass(frozen=True, slots=True)
class Listing:
    """What is to be fetched of a repository, at one commit."""

    repository: str
    commit: str
    files: tuple[HubFile, ...]


def endpoint() -> str:
    """Where the hub is: a mirror may stand in by ``HF_ENDPOINT``."""
    return (os.environ.get("HF_ENDPOINT") or PUBLIC).rstrip("/")


def listing_of(model: Published, revision: str) -> Listing:
    """The wanted files at ``revision``, a commit or "main". FetchProblem where the hub does not tell."""
    from huggingface_hub import HfApi

    with _plainly(model.repository):
        found = HfApi(endpoint=endpoint()).model_info(
            model.repository, revision=revision, files_metadata=True, timeout=30
        )
        files = tuple(
            HubFile(
                one.rfilename, int(one.size or 0), one.lfs.sha256 if one.lfs else "", str(one.blob_id or "")
            )
            for one in found.siblings or ()
            if "/" not in one.rfilename  # a pattern's * would take folders, too
            and any(fnmatch(one.rfilename, pattern) for pattern in WANTED)
        )
        if not found.sha or not files:
            raise ValueError("an answer without a commit or files")
    return Listing(model.repository, found.sha, files)


def is_fetched(file: HubFile, folder: Path) -> bool:
    whole = folder / file.name
    return whole.is_file() and whole.stat().st_size == file.size


def missing_bytes(listing: Listing, folder: Path) -> int:
    """How much is still to come; what an interrupted run has brought counts."""
    return sum(
        file.size - _partial_size(file, folder) for file in listing.files if not is_fetched(file, folder)
    )


def file_fetch(listing: Listing, file: HubFile, folder: Path) -> None:
    """Bring one file, going on where an earlier run stopped. FetchProblem says why it did not come."""
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import get_hf_file_metadata, http_get
    from huggingface_hub.utils._headers import build_hf_headers

    partial = folder / (file.name + PARTIAL)
    if not file.sha256 or _partial_size(file, folder) == 0:
        partial.unlink(missing_ok=True)
    with _plainly(listing.repository):
        url = hf_hub_url(listing.repository, file.name, revision=listing.commit, endpoint=endpoint())
        place = get_hf_file_metadata(url, timeout=30)
        if place.commit_hash != listing.commit:
            raise ValueError("an answer of another commit")
        # A key for the hub, where there is one, is not for the store to which the hub sends on.
        ours = urlsplit(place.location).netloc == urlsplit(url).netloc
        with partial.open("ab") as opened:
            http_get(
                place.location,
                opened,
                resume_size=opened.tell(),
                headers=build_hf_headers(token=None if ours else False),
                expected_size=file.size,
                displayed_filename=file.name,
            )
    if not _is_right(partial, file):
        partial.unlink()
        raise FetchProblem(f"{file.name} came damaged and was thrown away: run the same command again.")
    partial.replace(folder / file.name)


def _partial_size(file: HubFile, folder: Path) -> int:
    """Of what an earlier run has brought; 0 where it is not the beginning of this file."""
    partial = folder / (file.name + PARTIAL)
    size = partial.stat().st_size if partial.is_file() else 0
    return size if size <= file.size else 0


def _is_right(path: Path, file: HubFile) -> bool:
    """By the checksum that the hub tells; of a small file it is git's."""
    found = hashlib.sha256() if file.sha256 else hashlib.sha1(usedforsecurity=False)
    if not file.sha256:
        found.update(f"blob {file.size}\0".encode())
    with path.open("rb") as opened:
        while block := opened.read(BLOCK):
            found.update(block)
    return found.hexdigest() == (file.sha256 or file.blob)


@contextmanager
def _plainly(repository: str) -> Iterator[None]:
    """Whatever the library raises, as a FetchProblem in plain words."""
    try:
        yield
    except Exception as error:
        raise FetchProblem(told(error, endpoint(), repository)) from error
