"""The server that a bench talks with: is it there, and what does it say about itself?"""

from __future__ import annotations

import json
from typing import Any
from urllib.request import urlopen

OTHER_DATABASE = "This server uses another database: run the bench with its environment."


class CannotMeasure(Exception):
    """Why there is nothing to measure, as one sentence for whoever started the bench."""


def health(url: str, *, reset: bool = False) -> dict[str, Any]:
    """``/healthz``; raises CannotMeasure. ``reset`` starts the figures anew that the server keeps."""
    try:
        with urlopen(f"{url}/healthz{'?reset=1' if reset else ''}", timeout=5) as answer:  # noqa: S310
            found = json.load(answer)
    except (OSError, ValueError) as error:
        raise CannotMeasure(
            f"No im4talkin answers at {url} ({error}): start it, or name another with --url."
        ) from error
    if not isinstance(found, dict) or "engines" not in found:
        raise CannotMeasure(f"What answers at {url} is not im4talkin: name another server with --url.")
    return found


def health_if_alive(url: str) -> dict[str, Any] | None:
    """The same at the end of a run, which the server may not have survived."""
    try:
        return health(url)
    except CannotMeasure:
        return None
