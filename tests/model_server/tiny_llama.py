"""A tiny Llama 2 chat model that gives the answers it was taught, made once and kept.

What it is for: tests that need a real model behind a real server, and know what it will say. It knows
nothing else; a prompt that ends like none of the examples gets some mixture of their answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from ml.chat import Message
from tests.model_server.examples import as_json, examples_from
from tests.trained import kept, made_once, train

MODEL = "tgi"  # the folder's name, which a server gives as the model's: TGI takes another for an adapter's
CODE = ("training.py", "examples.py")


def tiny_llama(pairs: Sequence[tuple[Sequence[Message], str]], keep: Path | None = None) -> Path:
    """The model's folder, named ``tgi``; made unless it was made before from the same examples.

    In a prompt ``examples.WORDS`` stands for what a learner says. The words at a prompt's end, behind the
    learner's, decide the answer. AssertionError with the trainer's words where it could not be made.
    """
    examples = as_json(examples_from(pairs))

    def make(folder: Path) -> None:
        (folder / "examples.json").write_text(examples, encoding="utf-8")
        train("tests.model_server.training", str(folder / "examples.json"), str(folder / MODEL))

    return made_once((keep or kept()) / key(examples), make) / MODEL


def key(examples: str) -> str:
    """Changes with the examples and with whatever else makes another model of them."""
    here = Path(__file__).parent
    parts = [examples, *(version(name) for name in ("torch", "transformers", "tokenizers"))]
    parts += [(here / name).read_text(encoding="utf-8") for name in CODE]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
