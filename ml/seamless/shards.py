"""Whether a folder's safetensors files are whole, read from their headers alone: no weight is loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

INDEX, SINGLE = "model.safetensors.index.json", "model.safetensors"
LENGTH_BYTES = 8  # the header's length, little-endian, comes first
MOST_HEADER = 100_000_000  # bytes, as the format has it


class NotWhole(Exception):
    """What is wrong with the weights, in words that finish "The model in … is not whole: "."""


def weight_files(folder: Path) -> tuple[Path, ...]:
    """The files with the weights, each of them whole; ``NotWhole`` says what is missing."""
    names = _names(folder)
    for name in names:
        if not (folder / name).is_file():
            raise NotWhole(f"{name} is missing")
        _look_at(folder / name)
    return tuple(folder / name for name in names)


def _names(folder: Path) -> list[str]:
    if (folder / INDEX).is_file():
        try:
            places = json.loads((folder / INDEX).read_text(encoding="utf-8"))["weight_map"].values()
            names = sorted({str(name) for name in places})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotWhole(f"{INDEX} cannot be read") from error
        if not names or any(Path(name).name != name for name in names):
            raise NotWhole(f"{INDEX} names no files of this folder")
        return names
    if (folder / SINGLE).is_file():
        return [SINGLE]
    raise NotWhole(f"there are no weights ({SINGLE}, or {INDEX} and its parts)")


def _look_at(file: Path) -> None:
    size = file.stat().st_size
    expected = _size_by_header(file, size)
    if size < expected:
        raise NotWhole(f"{file.name} has {size} of its {expected} bytes")
    if size > expected:
        raise NotWhole(f"{file.name} has {size} bytes, {size - expected} too many")


def _size_by_header(file: Path, size: int) -> int:
    with file.open("rb") as opened:
        length = int.from_bytes(opened.read(LENGTH_BYTES), "little")
        if size < LENGTH_BYTES or length > MOST_HEADER:
            raise NotWhole(f"{file.name} is no safetensors file (a page of a proxy, a pointer of Git LFS?)")
        header = opened.read(length)
    if len(header) < length:
        raise NotWhole(f"{file.name} has {size} bytes, fewer than its header alone")
    try:
        told: dict[str, Any] = json.loads(header)
        ends = [tensor["data_offsets"][1] for name, tensor in told.items() if name != "__metadata__"]
        return LENGTH_BYTES + length + max(ends, default=0)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise NotWhole(f"the header of {file.name} cannot be read") from error
