"""Adapters of single learners on the shared model: a few megabytes each, on their own speech only.

An adapter is a folder ``<adapters>/<name>`` as PEFT saves it (LoRA, Hu et al. 2021, arXiv:2106.09685), with
the fingerprint of the model it was made for in ``base.txt`` beside it: PEFT would load it onto any other
without a word. An adapter that is missing, broken or made for another model is left out, and the learner is
heard by the model as it is. Never is anybody heard with somebody else's.
"""

from __future__ import annotations

import logging
import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ml.errors import where

logger = logging.getLogger(__name__)

MOST_LOADED = 50  # 5 to 50 MB each on the device
BASE_FILE = "base.txt"
WEIGHTS_FILE = "adapter_model.safetensors"
ENCODER = "speech_encoder."  # what else an adapter changed, it would change in what others hear and read
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_NONE = "__base__"  # PEFT's name for a row without an adapter


class Adapters:
    """The adapters that are on ``model``, the least recently used going first."""

    def __init__(self, model: Any, folder: str, fingerprint: str, *, most: int = MOST_LOADED) -> None:
        self._model = model
        self.folder = Path(folder) if folder else None
        self._fingerprint = fingerprint
        self._most = most
        self._peft: Any = None
        self._loaded: OrderedDict[str, None] = OrderedDict()

    @contextmanager
    def used(self, names: Sequence[str | None]) -> Iterator[None]:
        """Inside, each row of a batch goes through its own adapter."""
        rows = [name if name is not None and self._ready(name, keep=names) else _NONE for name in names]
        if self._peft is None:
            yield
        elif all(row == _NONE for row in rows):
            with self._peft.disable_adapter():
                yield
        else:
            with self._peft._enable_peft_forward_hooks(adapter_names=rows):  # as its generate() does
                yield

    def forget(self, name: str) -> None:
        """Take an adapter off: it was made anew, or its learner withdrew."""
        if name in self._loaded:
            del self._loaded[name]
            if self._loaded:
                self._peft.delete_adapter(name)
            else:
                self._peft.unload()  # the last one: the model is as it was
                self._peft = None

    def _ready(self, name: str, *, keep: Sequence[str | None]) -> bool:
        """Load an adapter, unless it cannot be used."""
        place = self._place(name)
        if name in self._loaded:
            if place is not None:
                self._loaded.move_to_end(name)
                return True
            self.forget(name)  # its files are gone: so is the learner's consent
            return False
        if place is None:
            return False
        try:
            self._load(name, place)
        except Exception as error:  # files of any shape: it costs the learner the adapter, not the turn
            logger.warning("an adapter cannot be loaded, going on without: %s", where(error))
            return False
        self._loaded[name] = None
        for old in list(self._loaded):
            if len(self._loaded) > self._most and old not in keep:
                self.forget(old)
        return True

    def _place(self, name: str) -> Path | None:
        """Where the adapter lies, if it was made for this model."""
        if self.folder is None or not _NAME.fullmatch(name):
            return None
        place = self.folder / name
        try:
            made_for = (place / BASE_FILE).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        if made_for != self._fingerprint:
            logger.warning("an adapter was made for another model: it is left out until it is made anew")
            return None
        return place

    def _load(self, name: str, place: Path) -> None:
        from peft import PeftModel
        from safetensors import safe_open

        with safe_open(place / WEIGHTS_FILE, "pt") as weights:  # PEFT changes the model before it finds out
            if not all(ENCODER in name for name in weights.keys()):  # noqa: SIM118
                raise ValueError("an adapter may change the speech encoder only")
        if self._peft is None:
            self._peft = PeftModel.from_pretrained(self._model, str(place), adapter_name=name).eval()
        else:
            self._peft.load_adapter(str(place), adapter_name=name)
        for parameter in self._peft.parameters():
            parameter.requires_grad_(False)
