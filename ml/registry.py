"""Turns ``SPEECH_ENGINES`` into engines, each built and loaded once, on first use.

The shape is Django's own: ``{"recogniser": {"BACKEND": "dotted.path.Class", "OPTIONS": {...}}}``.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from ml.errors import EngineError
from ml.types import Capabilities

ROLES = ("recogniser", "partner", "corrector", "voice")  # every tier has them
# What hangs on these appears only where they are filled. The spare ones take over from an engine that fails.
EXTRA_ROLES = ("translator", "spare_recogniser", "spare_voice")


def engine_class(dotted: str) -> type[Any]:
    """The class behind a dotted path; EngineError ``engine.missing`` says what is wrong."""
    module_name, _, class_name = dotted.rpartition(".")
    try:
        module = import_module(module_name)
    except (ImportError, ValueError) as error:
        raise EngineError("engine.missing", f"{dotted} cannot be imported: {error}") from error
    try:
        found = getattr(module, class_name)
    except AttributeError as error:
        raise EngineError("engine.missing", f"{module_name} has no {class_name}") from error
    if not isinstance(found, type):
        raise EngineError("engine.missing", f"{dotted} is not a class")
    return found


class Engines:
    """The engines of one process."""

    def __init__(self, specs: Mapping[str, Mapping[str, Any]]) -> None:
        self._specs = specs
        self._built: dict[str, Any] = {}
        self._locks = {role: threading.Lock() for role in specs}

    def get(self, role: str) -> Any:
        """The loaded engine of a role."""
        spec = self._specs.get(role)
        if spec is None:
            raise EngineError("engine.missing", f"no engine is configured for {role}")
        with self._locks[role]:  # one role's slow start holds up no other
            if role not in self._built:
                engine = engine_class(spec["BACKEND"])(**spec.get("OPTIONS", {}))
                engine.load()
                self._built[role] = engine
            return self._built[role]

    def has(self, role: str) -> bool:
        """Whether an engine is configured for the role."""
        return role in self._specs

    def capabilities(self, role: str) -> Capabilities:
        """What the role's engine can do, without loading it: cheap enough for the event loop. A class whose
        options tell more (the folder of a model) has ``capabilities_with``, which takes them."""
        spec = self._specs[role]
        engine = engine_class(spec["BACKEND"])
        told = getattr(engine, "capabilities_with", None)
        capabilities: Capabilities = told(**spec.get("OPTIONS", {})) if told else engine.capabilities
        return capabilities

    def names(self) -> dict[str, str]:
        """Role → class name, for ``/healthz``."""
        return {role: str(spec["BACKEND"]).rpartition(".")[2] for role, spec in self._specs.items()}

    def close(self) -> None:
        """Stop helper processes; the next ``get`` builds anew."""
        built, self._built = self._built, {}
        for engine in built.values():
            stop = getattr(engine, "close", None)
            if stop is not None:
                stop()
