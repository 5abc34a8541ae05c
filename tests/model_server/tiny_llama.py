"""A tiny Llama 2 chat model that gives the answers it was taught, made once and kept.

What it is for: tests that need a real model behind a real server, and know what it will say. It knows
nothing else; a prompt that ends like none of the examples gets some mixture of their answers.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from ml.chat import Message
from tests.model_server.examples import as_json, examples_from
from tests.project.tree import ROOT

MODEL = "tgi"  # the folder's name, which a server gives as the model's: TGI takes another for an adapter's
SECONDS = 280  # below the time limit of a test; half a minute is usual
CODE = ("training.py", "examples.py")


def tiny_llama(pairs: Sequence[tuple[Sequence[Message], str]], keep: Path | None = None) -> Path:
    """The model's folder, named ``tgi``; made unless it was made before from the same examples.

    In a prompt ``examples.WORDS`` stands for what a learner says. The words at a prompt's end, behind the
    learner's, decide the answer. AssertionError with the trainer's words where it could not be made.
    """
    examples = as_json(examples_from(pairs))
    keep = keep or kept()
    folder = keep / key(examples)
    if not (folder / MODEL).is_dir():
        made = Path(tempfile.mkdtemp(dir=keep))
        try:
            _train(examples, made)
            with contextlib.suppress(OSError):  # another run of the tests was quicker
                made.rename(folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return folder / MODEL


def kept() -> Path:
    """Where models are kept between runs: each user's own, as the tests of two may share a computer."""
    user = os.getuid() if hasattr(os, "getuid") else "one"
    folder = Path(tempfile.gettempdir()) / f"im4talkin-tests-models-{user}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def key(examples: str) -> str:
    """Changes with the examples and with whatever else makes another model of them."""
    here = Path(__file__).parent
    parts = [examples, *(version(name) for name in ("torch", "transformers", "tokenizers"))]
    parts += [(here / name).read_text(encoding="utf-8") for name in CODE]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _train(examples: str, folder: Path) -> None:
    """In a process of its own: PyTorch stays out of this one, and the hub is off for that one only."""
    (folder / "examples.json").write_text(examples, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.model_server.training"),
            *(str(folder / "examples.json"), str(folder / MODEL)),
        ],
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
