"""A tiny SeamlessM4T that knows the tests' clips and some sentences: made once and kept.

What it is for: whole talks, in which something is understood. Everything else it hears is some mixture.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from tests.ml.speech_clips import FOLDER
from tests.trained import kept, made_once, train

CODE = ("training.py", "lesson.py", "tiny.py", "sentences.py", "../../bench/seamless_made.py")


def taught_seamless(version: int = 2) -> Path:
    """The folder of the model; made unless it was made before from the same lesson.

    AssertionError with the trainer's words where it could not be made.
    """
    return made_once(
        kept() / f"seamless-{version}-{_key()}",
        lambda folder: train("tests.seamless.training", str(version), str(folder)),
    )


def taught_spec(engine: str, **options: Any) -> dict[str, Any]:
    """One of SeamlessM4T's engines with the taught model, as settings name it."""
    return {
        "BACKEND": f"ml.engines.seamless.{engine}",
        "OPTIONS": {"folder": str(taught_seamless()), "device": "cpu", **options},
    }


def _key() -> str:
    """Changes with the lesson and with whatever else makes another model of it."""
    here = Path(__file__).parent
    parts = [version_of(name).encode() for name in ("torch", "transformers", "tokenizers")]
    parts += [(here / name).read_bytes() for name in CODE]
    parts += [file.read_bytes() for file in sorted(FOLDER.glob("*.wav"))]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]
