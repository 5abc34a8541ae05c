"""A tiny SeamlessM4T that knows the tests' clips and some sentences: made once and kept.

What it is for: whole talks, in which something is understood. Everything else it hears is some mixture.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from tests.ml.speech_clips import FOLDER
from tests.model_server.tiny_llama import kept
from tests.project.tree import ROOT

SECONDS = 280  # below the time limit of a test; a good half minute is usual
CODE = ("training.py", "lesson.py", "tiny.py", "sentences.py", "../../bench/seamless_made.py")


def taught_seamless(version: int = 2) -> Path:
    """The folder of the model; made unless it was made before from the same lesson.

    AssertionError with the trainer's words where it could not be made.
    """
    folder = kept() / f"seamless-{version}-{_key()}"
    if not folder.is_dir():
        made = Path(tempfile.mkdtemp(dir=kept()))
        try:
            _train(version, made)
            with contextlib.suppress(OSError):  # another run of the tests was quicker
                made.rename(folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return folder


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


def _train(version: int, folder: Path) -> None:
    """In a process of its own: what training leaves in memory is gone with it."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.seamless.training", str(version), str(folder)],
        cwd=ROOT,
        # Threads that wait for each other by spinning take four times as long beside other work.
        env={**os.environ, "OMP_WAIT_POLICY": "PASSIVE", "HF_HUB_OFFLINE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr
