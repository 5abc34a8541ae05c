"""What the address of static files holds, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path


def version_of(folder: Path) -> str:
    """Twelve digits that change with any file in the folder."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{file.relative_to(folder).as_posix()}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
