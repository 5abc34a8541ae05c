"""Memory and processor time of the server's processes on this machine (Linux)."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.server import CannotMeasure

SERVERS = {"redis-server": "redis", "postgres": "postgres"}  # name of a process -> group
COMMANDS = {"web": "web", "serve": "web", "worker": "worker"}  # of manage.py


@dataclass(frozen=True, slots=True)
class Usage:
    resident_mb: float
    cpu_seconds: float


def usage(pid: int) -> Usage:
    """What a process uses now; raises CannotMeasure."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError as error:
        raise CannotMeasure(
            f"Process {pid} cannot be looked at: does it run, on this Linux machine?"
        ) from error
    resident = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    fields = stat.rpartition(")")[2].split()  # the name before may hold spaces
    ticks = int(fields[11]) + int(fields[12])
    return Usage(int(resident) / 1024, ticks / os.sysconf("SC_CLK_TCK"))


def groups() -> dict[str, list[int]]:
    """The server's processes on this machine by what they do; a group that has none is left out."""
    found: dict[str, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
            name = (folder / "comm").read_text(encoding="utf-8").strip()
        except OSError:
            continue  # gone meanwhile
        if kind := _kind(words, name):
            found.setdefault(kind, []).append(int(folder.name))
    return found


def _kind(words: Sequence[str], name: str) -> str | None:
    if name in SERVERS:
        return SERVERS[name]
    if "ml.host_child" in words:
        return "helpers"
    places = [place for place, word in enumerate(words) if Path(word).name == "manage.py"]
    return COMMANDS.get(words[places[0] + 1]) if places and places[0] + 1 < len(words) else None


def cpu_seconds(of: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """Processor time that each group has used so far; a process that is gone counts no more."""
    found: dict[str, float] = {}
    for kind, pids in of.items():
        for pid in pids:
            with suppress(CannotMeasure):
                found[kind] = found.get(kind, 0.0) + usage(pid).cpu_seconds
    return found


def cpu_a_turn_ms(
    before: Mapping[str, float], after: Mapping[str, float], turns: int
) -> dict[str, float] | None:
    """Milliseconds of processor time that a turn cost each group; null where nothing was seen."""
    if not turns or not after:
        return None
    spent = {kind: after[kind] - before.get(kind, 0.0) for kind in sorted(after)}
    return {kind: round(seconds * 1000 / turns, 1) for kind, seconds in spent.items()}
