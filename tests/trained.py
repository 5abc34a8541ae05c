"""Tiny models that are taught something for the tests: made once, in a process of its own, and kept."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.project.tree import ROOT

SECONDS = 280  # below the time limit of a test; half a minute is usual


def kept() -> Path:
    """Where models are kept between runs: each user's own, as the tests of two may share a computer."""
    user = os.getuid() if hasattr(os, "getuid") else "one"
    folder = Path(tempfile.gettempdir()) / f"im4talkin-tests-models-{user}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """``folder``; unless it is there, ``make`` fills another that takes its place when it is whole."""
    if not folder.is_dir():
        made = Path(tempfile.mkdtemp(dir=folder.parent))
        try:
            make(made)
            with contextlib.suppress(OSError):  # another run of the tests was quicker
                made.rename(folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return folder


def train(module: str, *arguments: str) -> None:
    """Run a training module in a process of its own; AssertionError with its words where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
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
