"""Synthetic learners talk with a running server, in real time, over the real socket.

    python -m bench.talks --url http://127.0.0.1:8000 --learners 5 --turns 20 --json talks.json

Run it with the environment of the server (the same database): it makes its learners through services
and removes them. Replies are the sentences of the recordings; pauses are drawn per level.
docs/benchmarks.md says what each figure means.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from bench.clips import SPEECH, Chosen, Clip, clips_choose, spoken_part
from bench.figures import summary
from bench.learner import PAUSES
from bench.link import SlowLink, link
from bench.processes import cpu_a_turn_ms, cpu_seconds, groups
from bench.report import machine, write
from bench.server import OTHER_DATABASE, CannotMeasure, health, health_if_alive
from bench.waiting import waiting_figures
from bench.words import AlignerFailed, word_ends
from im4talkin.launcher.places import dotenv

if TYPE_CHECKING:
    from bench.learners import Cast, Person
    from bench.script import Learner

STARTS_A_SECOND = 10  # people do not all come in the same moment
ENOUGH = 1_000_000  # turns that nobody comes to in the seconds given
NOTHING_SAID, CANNOT_MEASURE, INTERRUPTED = 1, 2, 130


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--url", default="http://127.0.0.1:8000", type=lambda url: url.rstrip("/"))
    parser.add_argument("--learners", type=_from_1, default=1)
    parser.add_argument("--turns", type=_from_1, default=20, help="per learner")
    parser.add_argument("--seconds", type=_from_1, help="instead of turns: talk for so long")
    parser.add_argument("--level", default="B1", choices=tuple(PAUSES))
    parser.add_argument("--mode", default="open", choices=("open", "hold"))
    parser.add_argument("--speech", type=Path, default=SPEECH, help="folder with scores.jsonl")
    parser.add_argument("--sentences", type=_from_1, default=24)
    parser.add_argument("--pauses", action=argparse.BooleanOptionalAction, default=True, help="hesitate")
    parser.add_argument(
        "--speaking", type=_share, help="share of the time in which a learner speaks, such as 0.4"
    )
    parser.add_argument("--link", type=link, help="a slow network: kbit/s and ms, such as 400/400")
    parser.add_argument("--interrupt", type=float, default=0.15, help="share of replies talked over")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args(arguments)
    if args.seconds:
        args.turns = ENOUGH
    return args


def _from_1(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text}: write a whole number from 1 on")
    return int(text)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"{text}: write a share between 0 and 1, such as 0.4")
    return share


def main() -> int:
    args = options()
    os.environ.update(dotenv())  # as the launcher does for the server
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "im4talkin.settings")
    django.setup()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both ask to stop, and to clean up
    try:
        return measure(args)
    except (CannotMeasure, AlignerFailed) as problem:
        print(problem, file=sys.stderr)
        return CANNOT_MEASURE
    except KeyboardInterrupt:
        return INTERRUPTED


def measure(args: argparse.Namespace) -> int:
    """Run the talks and write the report, whatever becomes of the server meanwhile."""
    from bench.learners import Cast
    from bench.script import SIGNED_OUT

    health(args.url)  # before the work that follows
    chosen = clips_choose(args.speech, args.sentences, args.seed)
    ends = word_ends(chosen.clips)
    clips = [spoken_part(clip, end) for clip, end in zip(chosen.clips, ends, strict=True)]
    pauses = [end[:-1] if args.pauses else [] for end in ends]
    cast = Cast(clips, args.level, args.learners)
    learners = _learners(make(cast), args, clips, pauses)
    try:
        about = health(args.url, reset=True)
        servers = groups()
        before = cpu_seconds(servers)
        interrupted, cpu = talk(learners, args)
        spent = cpu_seconds(servers)
        report = reported(args, learners, chosen, pauses)
        report["server_cpu_ms_a_turn"] = cpu_a_turn_ms(before, spent, report["turns"])
    finally:
        cast.remove()
    after = health_if_alive(args.url)
    report["loop_lag_ms"] = after.get("loop_lag_ms") if after else None
    report["settings"] = {**settings_of(args), "health": {k: about[k] for k in about if k != "loop_lag_ms"}}
    report |= {"server_alive_at_end": after is not None, "client_cpu_s": round(cpu, 2), "machine": machine()}
    write(report, args.json)
    if report["error_kinds"].get(SIGNED_OUT):
        raise CannotMeasure(OTHER_DATABASE)
    return INTERRUPTED if interrupted else (0 if report["turns"] else NOTHING_SAID)


def make(cast: Cast) -> list[Person]:
    """All learners or none; a database without our tables is not the server's."""
    from django.db import DatabaseError

    try:
        return cast.make()
    except BaseException as error:
        with suppress(DatabaseError):
            cast.remove()
        if isinstance(error, DatabaseError):
            raise CannotMeasure(f"{OTHER_DATABASE} ({error})") from error
        raise


def _learners(
    people: list[Person], args: argparse.Namespace, clips: list[Clip], pauses: list[list[int]]
) -> list[Learner]:
    from bench.script import Learner

    places = dict(zip((clip.text for clip in clips), pauses, strict=True))
    return [
        Learner(person, args, clips, places, random.Random(f"{args.seed}/{number}"))
        for number, person in enumerate(people)
    ]


def talk(learners: list[Learner], args: argparse.Namespace) -> tuple[bool, float]:
    """Let all of them talk; whether Ctrl-C ended it, and the processor time it took here."""
    cpu, interrupted = time.process_time(), False
    try:
        asyncio.run(_talk(learners, args))
    except KeyboardInterrupt:
        interrupted = True
    return interrupted, time.process_time() - cpu


async def _talk(learners: list[Learner], args: argparse.Namespace) -> None:
    """All learners at once, their starts spread over two seconds, or more where they are many."""
    spread = max(2.0, len(learners) / STARTS_A_SECOND)

    async def one(number: int, learner: Learner) -> None:
        await asyncio.sleep(spread * number / len(learners))
        with suppress(TimeoutError):
            async with asyncio.timeout(args.seconds):
                await learner.run()

    async with SlowLink(args.url, args.link) if args.link else nullcontext(args.url) as url:
        for learner in learners:
            learner.url = url
        await asyncio.gather(*(one(number, learner) for number, learner in enumerate(learners)))


def reported(
    args: argparse.Namespace, learners: list[Learner], chosen: Chosen, pauses: list[list[int]]
) -> dict[str, Any]:
    """The figures of all learners, and of the recordings they spoke with."""
    errors: Counter[str] = Counter()
    for learner in learners:
        try:
            learner.complete()
        except Exception as error:
            errors[type(error).__name__] += 1
        errors.update(learner.errors)
    results = [result for learner in learners for result in learner.results]
    waits = [wait for learner in learners for wait in learner.waits.every()]
    return summary(results, errors, hold=args.mode == "hold") | {
        "waiting": waiting_figures(waits),
        "clips": len(chosen.clips),
        "clips_left_out": chosen.left_out,
        "clips_without_boundaries": sum(not found for found in pauses) if args.pauses else None,
    }


def settings_of(args: argparse.Namespace) -> dict[str, Any]:
    """What the run was asked for; of folders only the name."""
    asked = {name: value for name, value in vars(args).items() if name not in {"json", "speech", "link"}}
    asked["link"] = args.link and f"{args.link.kbit:g} kbit/s, {args.link.round_trip_ms:g} ms"
    return asked | {"speech": args.speech.resolve().name}


if __name__ == "__main__":
    sys.exit(main())
