"""What every bench prints beside its figures: percentiles and the machine they were measured on."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def percentiles(values: Sequence[float]) -> dict[str, float | int | None]:
    """``{"p50", "p95", "p99", "n"}`` by linear interpolation; nulls when there is no value."""
    ordered = sorted(values)
    return {
        "p50": _at(ordered, 0.50),
        "p95": _at(ordered, 0.95),
        "p99": _at(ordered, 0.99),
        "n": len(ordered),
    }


def _at(ordered: Sequence[float], share: float) -> float | None:
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return round(ordered[below] + (ordered[above] - ordered[below]) * (place - below), 3)


def machine() -> dict[str, Any]:
    """Where the figures come from: system, processor, cores, load and Python; no host name."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "system": f"{platform.system()} {platform.release()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load_1min": None if load is None else round(load, 2),
        "python": platform.python_version(),
    }


def _processor() -> str:
    """The processor's name; ``platform`` gives only the architecture on Linux."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    for line in lines:
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def write(report: Mapping[str, Any], path: Path | None) -> None:
    """Print the report as JSON, and write it to ``path`` when one is given."""
    text = json.dumps(report, indent=2, ensure_ascii=False)
    sys.stdout.write(text + "\n")
    if path is not None:
        path.write_text(text + "\n", encoding="utf-8")
