"""What open talks cost in which nobody speaks: memory a socket, and processor time.

    python -m bench.idle --url http://127.0.0.1:8000 --sockets 400 --json idle.json

Run it on the server's machine and with its environment. Every learner joins a talk, hears the buddy's
opening to its end and keeps quiet with the microphone off. docs/benchmarks.md says what each figure means.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from bench.clips import SPEECH, clips_choose
from bench.processes import Usage, groups, usage
from bench.report import machine, write
from bench.server import CannotMeasure, health
from im4talkin.launcher.places import dotenv

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

    from bench.learners import Person

CANNOT_MEASURE = 2
COMING_AT_ONCE = 20
FIRST = 40  # sockets that are not counted
SETTLE_SECONDS = 3.0


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--url", default="http://127.0.0.1:8000", type=lambda url: url.rstrip("/"))
    parser.add_argument("--sockets", type=_enough, default=400)
    parser.add_argument("--pid", type=int, action="append", help="of the server; default: all here")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long they idle")
    parser.add_argument("--json", type=Path)
    return parser.parse_args(arguments)


def _enough(text: str) -> int:
    if not text.isdigit() or int(text) <= FIRST:
        raise argparse.ArgumentTypeError(f"{text}: write a whole number above {FIRST}")
    return int(text)


def main() -> int:
    args = options()
    os.environ.update(dotenv())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "im4talkin.settings")
    django.setup()
    try:
        return measure(args)
    except CannotMeasure as problem:
        print(problem, file=sys.stderr)
        return CANNOT_MEASURE


def measure(args: argparse.Namespace) -> int:
    from bench.learners import Cast
    from bench.talks import make

    about = health(args.url)
    pids = args.pid or groups().get("web")
    if not pids:
        raise CannotMeasure("No server process was found on this machine: name it with --pid.")
    cast = Cast(clips_choose(SPEECH, 3, seed=1).clips, "B1", args.sockets)
    people = make(cast)
    try:
        talks = [person.new_talk() for person in people]
        seen = asyncio.run(_idle(args, people, talks, pids))
    finally:
        cast.remove()
    found = figures(args.sockets - FIRST, args.seconds, *seen)
    write(found | {"health": about, "machine": machine()}, args.json)
    return 0


def figures(
    sockets: int, seconds: float, before: list[Usage], start: list[Usage], end: list[Usage]
) -> dict[str, Any]:
    """``before`` the ``sockets`` came; all were there from ``start`` to ``end``."""
    memory = sum(now.resident_mb for now in end) - sum(then.resident_mb for then in before)
    cpu = sum(now.cpu_seconds for now in end) - sum(then.cpu_seconds for then in start)
    return {
        "sockets": sockets,
        "processes": len(before),
        "resident_mb_before": round(sum(then.resident_mb for then in before), 1),
        "kb_a_socket": round(memory * 1024 / sockets, 1),
        "cores_while_idle": round(cpu / seconds, 3),
    }


async def _idle(
    args: argparse.Namespace, people: list[Person], talks: list[str], pids: list[int]
) -> tuple[list[Usage], list[Usage], list[Usage]]:
    gate = asyncio.Semaphore(COMING_AT_ONCE)
    come = [_come(args.url, person, talk, gate) for person, talk in zip(people, talks, strict=True)]
    sockets = await asyncio.gather(*come[:FIRST])  # with them comes what a process loads but once
    await asyncio.sleep(SETTLE_SECONDS)
    before = [usage(pid) for pid in pids]
    sockets += await asyncio.gather(*come[FIRST:])
    await asyncio.sleep(SETTLE_SECONDS)
    start = [usage(pid) for pid in pids]
    await asyncio.sleep(args.seconds)
    end = [usage(pid) for pid in pids]
    await asyncio.gather(*(socket.close() for socket in sockets))
    return before, start, end


async def _come(url: str, person: Person, talk: str, gate: asyncio.Semaphore) -> ClientConnection:
    from websockets.asyncio.client import connect

    async with gate:
        socket = await connect(
            f"{url.replace('http', 'ws', 1)}/ws/talks/{talk}/",
            additional_headers={"Cookie": person.cookie},
            origin=url,  # type: ignore[arg-type]
            compression=None,
        )
        await socket.send(json.dumps({"type": "talk.join", "version": 1, "mode": "hold"}))
        async for message in socket:
            if isinstance(message, str) and json.loads(message)["type"] == "reply.ended":
                break
        return socket


if __name__ == "__main__":
    sys.exit(main())
